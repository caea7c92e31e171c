"""NITF, the News Industry Text Format of the IPTC (versions 2 and 3), in a file of its own or inside NewsML."""

from collections.abc import Iterator

from lxml.etree import _Element

from flows.base.schemas.local import BODY_KINDS
from flows.formats.records import Metadata, Refusal
from flows.formats.rendering import Piece
from flows.formats.wires.wire_fields import (
    XML_LANG,
    Story,
    agency_in,
    child,
    children,
    first_date,
    headed,
    is_agency,
    is_same_body,
    language_code,
    merge_bylines,
    named,
    persons_in,
    text_of,
)
from flows.formats.wires.wire_pieces import find_pieces, local_name

# Names under which exporters put the section into <meta>; NITF itself has only the printed one.
_SECTION_METAS = ("section", "online_sections", "ressort", "rubrik")
_USABLE = frozenset({"", "usable"})


def read_nitf(root: _Element) -> Story | Refusal:
    """Return the article that a <nitf> element holds, or why it holds none."""
    head, body = child(root, "head"), child(root, "body")
    top, content = child(body, "body.head"), child(body, "body.content")
    headline, headline_place = _headline(head, top)
    pieces = find_pieces(content if content is not None else body) if body is not None else []
    if top is not None and content is None:
        pieces = []
    has_body = any(piece.kind in BODY_KINDS and piece.text.strip() for piece in pieces)
    abstract = _abstract(top)
    if not has_body and not abstract:
        return _no_body(pieces, headline)
    summary = [] if has_body else [piece._replace(kind="paragraph") for piece in abstract]
    closing = [p._replace(kind="boilerplate") for end in children(body, "body.end") for p in find_pieces(end)]
    metadata = _metadata(root, head, top)._replace(
        headline=headline, headline_evidence=headline_place, is_summary=not has_body
    )
    above = list(_above(top, abstract if has_body else []))
    return headed(metadata, above, [*summary, *_once(content, pieces), *closing], _status_notes(head))


def _no_body(pieces: list[Piece], headline: str | None) -> Refusal:
    about = f" under the headline {headline[:120]!r}" if headline else ""
    if any(piece.kind == "caption" for piece in pieces):
        return Refusal("", "not_an_article", f"a picture with its caption and no article text{about}")
    return Refusal("", "no_text", f"NITF without body text{about}")


def _headline(head: _Element | None, top: _Element | None) -> tuple[str | None, str | None]:
    for name in ("hedline", "headline"):
        text = text_of(child(top, name, "hl1"))
        if text:
            return text, "nitf:hl1"
    for name in ("hedline", "headline"):
        text = text_of(child(top, name)) if child(top, name, "hl2") is None else ""
        if text:
            return text, f"nitf:{name}"
    title = text_of(child(head, "title"))
    return (title, "nitf:title") if title else (None, None)


def _abstract(top: _Element | None) -> list[Piece]:
    return [piece for element in children(top, "abstract") for piece in find_pieces(element)]


def _above(top: _Element | None, abstract: list[Piece]) -> Iterator[Piece]:
    """Yield what stands above the body: lower headlines, abstract, byline, dateline, notes to the reader."""
    for hedline in children(top, "hedline", "headline"):
        for line in children(hedline, "hl2"):
            if text_of(line):
                yield Piece("subheadline", text_of(line))
    yield from (piece._replace(kind="other") for piece in abstract)
    for byline in _written_bylines(top):
        yield from (Piece("byline", text) for text in _byline_lines(byline))
    for dateline in children(top, "dateline"):
        place = ", ".join(filter(None, (text_of(part) for part in children(dateline, "location"))))
        text = place or (text_of(dateline) if child(dateline, "story.date") is None else "")
        if text:
            yield Piece("dateline", text)
    for note in children(top, "note"):
        yield from (piece._replace(kind="other") for piece in find_pieces(note))


def _written_bylines(top: _Element | None) -> Iterator[_Element]:
    """Yield the bylines as printed; archives add a second one, in the order of their index, as `normalized_byline`."""
    yield from (byline for byline in children(top, "byline") if "normalized" not in (byline.get("class") or ""))


def _byline_lines(byline: _Element) -> list[str]:
    """Return the line of names and, apart from it, the titles and desks given with them."""
    names = [byline.text or ""]
    for part in byline:
        if local_name(part) != "byttl":
            names += [" ", "".join(part.itertext())]
        names += [" ", part.tail or ""]
    titles = [text_of(title) for title in byline.iter("{*}byttl")]
    return [line for line in (" ".join("".join(names).split()), *titles) if line]


def _once(content: _Element | None, pieces: list[Piece]) -> list[Piece]:
    """Return the pieces without a lead paragraph that the archive gives apart from a full text that has it too."""
    classes = {(block.get("class") or ""): block for block in children(content, "block")}
    if "full_text" not in classes or "lead_paragraph" not in classes:
        return pieces
    lead = find_pieces(classes["lead_paragraph"])
    full = find_pieces(classes["full_text"])
    repeated = lead == full[: len(lead)]
    at = pieces.index(lead[0]) if repeated and lead else 0
    return [*pieces[:at], *pieces[at + len(lead) :]] if repeated else pieces


def _metadata(root: _Element, head: _Element | None, top: _Element | None) -> Metadata:
    data = child(head, "docdata")
    pubdata = list(children(head, "pubdata"))
    bodies = _outlets(head, data, top)
    outlet, outlet_place = bodies[0] if bodies else (None, None)
    byline = merge_bylines(
        [
            persons_in((text_of(p) for b in _written_bylines(top) for p in b.iter("{*}person")), outlet, typed=True),
            persons_in((line for b in _written_bylines(top) for line in _byline_lines(b)[:1]), outlet),
        ]
    )
    credited, credit_place = bodies[1] if len(bodies) > 1 else (None, None)
    agency = agency_in(byline)
    if credited is None and agency and not (outlet and is_same_body(agency, outlet)):
        credited, credit_place = agency, "nitf:byline"
    url = next((ref for p in pubdata if (ref := p.get("ex-ref") or "").startswith(("http://", "https://"))), None)
    dates = first_date(_dates(head, data, top))
    return Metadata(
        byline=byline.persons,
        byline_evidence="nitf:byline" if byline.persons else None,
        outlet=outlet,
        outlet_evidence=outlet_place,
        credited_outlet=credited,
        credit_evidence=credit_place,
        url=url,
        url_evidence="nitf:pubdata/ex-ref" if url else None,
        section=_section(head, pubdata),
        language=language_code(root.get(XML_LANG), root.get("baselang"), root.get("lang")),
        published_on=dates.published.on,
        published_at=dates.published.at,
        published_evidence=dates.evidence,
    )


def _dates(head: _Element | None, data: _Element | None, top: _Element | None) -> Iterator[tuple[str | None, str]]:
    """Yield the dates of publication first; `change.date` of the root is that of the DTD and says nothing."""
    for pubdata in children(head, "pubdata"):
        yield pubdata.get("date.publication"), "nitf:date.publication"
    for name in ("date.release", "date.issue"):
        for element in children(data, name):
            yield element.get("norm") or text_of(element), f"nitf:{name}"
    for element in children(child(top, "dateline"), "story.date"):
        yield element.get("norm") or text_of(element), "nitf:story.date"


def _outlets(head: _Element | None, data: _Element | None, top: _Element | None) -> list[tuple[str, str]]:
    """Return (name, place) of the publication, the distributor and the agency with the copyright, each body once.

    The first is who published this file, the second, if there is one, whom that credits: a newspaper its agency, an
    agency the one whose text it distributes. An agency's own file names no publication, but only itself.
    """
    named_here = [(named(p.get("name")), "nitf:pubdata/name") for p in children(head, "pubdata")]
    named_here += [(named(text_of(d)), "nitf:distributor") for d in children(top, "distributor")]
    holders = (named(c.get("holder")) for c in children(data, "doc.copyright"))
    named_here += [(name, "nitf:doc.copyright") for name in holders if name and is_agency(name)]
    found: list[tuple[str, str]] = []
    for name, place in named_here:
        if name and not any(is_same_body(name, other) for other, _ in found):
            found.append((name, place))
    return found


def _section(head: _Element | None, pubdata: list[_Element]) -> str | None:
    for meta in children(head, "meta"):
        section = " ".join((meta.get("content") or "").split())
        if section and (meta.get("name") or "").lower() in _SECTION_METAS and ";" not in section:
            return section
    return next((section for p in pubdata if (section := (p.get("position.section") or "").strip())), None)


def _status_notes(head: _Element | None) -> tuple[str, ...]:
    data = child(head, "docdata")
    status = (data.get("management-status") or "").strip().lower() if data is not None else ""
    return () if status in _USABLE else (f"management_status: {status[:40]}",)
