"""NewsML 1.x of the IPTC, which agencies sent before NewsML-G2 and some still do: a NewsItem with nested components."""

from collections.abc import Iterator

from lxml.etree import _Element

from flows.formats.limits import ReadLimits
from flows.formats.records import Metadata, Refusal, filled
from flows.formats.rendering import Piece
from flows.formats.wires.newsml import body_story, text_pieces
from flows.formats.wires.nitf import read_nitf
from flows.formats.wires.wire_fields import (
    XML_LANG,
    Story,
    child,
    children,
    dateline_pieces,
    headed,
    is_same_body,
    language_code,
    merge_bylines,
    named,
    persons_in,
    text_of,
    version_dates,
)
from flows.formats.wires.wire_pieces import find_pieces, local_name


def read_news_item_1(item: _Element, limits: ReadLimits) -> Iterator[Story | Refusal]:
    """Yield the article that a <NewsItem> holds, and a refusal for each further text in it; or why it holds none."""
    contents = [
        content for content in item.iter("{*}ContentItem") if _formal(child(content, "MediaType")) in ("", "text")
    ]
    captions = [piece for content in contents if _is_caption(content) for piece in _caption(content, limits)]
    texts = [(content, _content(content, limits)) for content in contents if not _is_caption(content)]
    main = next(((content, found) for content, found in texts if isinstance(found, Story)), None)
    if main is None:
        yield next((found for _, found in texts if isinstance(found, Refusal)), None) or _no_text(item, captions)
        return
    content, story = main
    lines = _news_lines(content)
    metadata = filled(_metadata(item, content, lines), story.metadata)
    notes = (*story.notes, *_notes(item))
    yield headed(metadata, list(_above(lines)), [*story.pieces, *captions], notes)
    for other, found in texts:
        if other is not content and isinstance(found, Story) and found.pieces != story.pieces:
            title = text_of(child(next(iter(_news_lines(other)), None), "HeadLine"))
            yield Refusal(
                "", "unsupported", f"a further text in the same NewsItem, of which the first is read: {title[:120]!r}"
            )


def _no_text(item: _Element, captions: list[Piece]) -> Refusal:
    kinds = sorted({kind for media in item.iter("{*}MediaType") if (kind := _formal(media)) not in ("", "text")})
    if captions or kinds:
        return Refusal("", "not_an_article", f"a NewsML item without article text: {', '.join(kinds) or 'a caption'}")
    return Refusal("", "no_text", "a NewsML item without content")


def _formal(element: _Element | None) -> str:
    return (element.get("FormalName") or "").strip().lower() if element is not None else ""


def _is_caption(content: _Element) -> bool:
    return any("caption" in _formal(child(parent, "Role")) for parent in content.iterancestors("{*}NewsComponent"))


def _content(content: _Element, limits: ReadLimits) -> Story | Refusal:
    data = child(content, "DataContent")
    if data is None:
        return Refusal("", "no_text", "the content lies in another file, to which the item only refers")
    for inner in data:
        if local_name(inner) == "nitf":
            return read_nitf(inner)
    return body_story(find_pieces(data) if len(data) else text_pieces("".join(data.itertext()), limits))


def _caption(content: _Element, limits: ReadLimits) -> Iterator[Piece]:
    found = _content(content, limits)
    if isinstance(found, Story):
        yield from (piece._replace(kind="caption") for piece in found.pieces)


def _news_lines(content: _Element) -> list[_Element]:
    """Return the NewsLines that hold for the content, those of the nearest component first."""
    return [lines for parent in content.iterancestors("{*}NewsComponent") for lines in children(parent, "NewsLines")]


def _lines(found: list[_Element], name: str) -> list[str]:
    """Return the lines of this name that the nearest component with any has."""
    written = ([text for line in children(lines, name) if (text := text_of(line))] for lines in found)
    return next((texts for texts in written if texts), [])


def _above(found: list[_Element]) -> Iterator[Piece]:
    for kind, name in (("subheadline", "SubHeadLine"), ("byline", "ByLine")):
        yield from (Piece(kind, text) for text in _lines(found, name))
    yield from dateline_pieces(_lines(found, "DateLine"))


def _metadata(item: _Element, content: _Element, found: list[_Element]) -> Metadata:
    management = child(item, "NewsManagement")
    outlet = next(iter(_parties(content, "Provider")), None)
    byline = persons_in(_lines(found, "ByLine"), outlet)
    place = "newsml:ByLine"
    if not byline.persons:
        byline, place = merge_bylines([persons_in(_parties(content, "Creator"), outlet), byline]), "newsml:Creator"
    credited = next((name for name in _parties(content, "Source") if not (outlet and is_same_body(name, outlet))), None)
    credit_line = next(iter(_lines(found, "CreditLine")), None)
    headline = next(iter(_lines(found, "HeadLine")), None)
    revision = text_of(child(item, "Identification", "NewsIdentifier", "RevisionId"))
    dates = version_dates(
        (text_of(child(management, "FirstCreated")), "newsml:FirstCreated"),
        (text_of(child(management, "ThisRevisionCreated")), "newsml:ThisRevisionCreated"),
        is_first=revision in ("", "0", "1"),
    )
    languages = [part.get("FormalName") for d in _described(content) for part in children(d, "Language")]
    return Metadata(
        headline=headline,
        headline_evidence="newsml:HeadLine" if headline else None,
        byline=byline.persons,
        byline_evidence=place if byline.persons else None,
        outlet=outlet,
        outlet_evidence="newsml:Provider" if outlet else None,
        credit_line=credit_line if credit_line and not (outlet and is_same_body(credit_line, outlet)) else None,
        credited_outlet=credited,
        credit_evidence="newsml:Source" if credited else None,
        language=language_code(*languages, item.get(XML_LANG)),
        published_on=dates.published.on,
        published_at=dates.published.at,
        updated_at=dates.updated_at,
        published_evidence=dates.evidence,
    )


def _described(content: _Element) -> Iterator[_Element]:
    for parent in content.iterancestors("{*}NewsComponent"):
        yield from children(parent, "DescriptiveMetadata")


def _parties(content: _Element, name: str) -> Iterator[str]:
    """Yield the names of the parties in this part of the administrative metadata, the nearest component's first."""
    for parent in content.iterancestors("{*}NewsComponent"):
        for part in children(child(parent, "AdministrativeMetadata"), name):
            yield from (text for party in children(part, "Party") if (text := named(party.get("FormalName"))))


def _notes(item: _Element) -> Iterator[str]:
    status = _formal(child(item, "NewsManagement", "Status"))
    if status and status != "usable":
        yield f"publication_status: {status[:40]}"
