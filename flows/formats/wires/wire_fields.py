"""What NITF, NewsML and feeds say of an article, read alike: texts, dates, languages, names, the finished record."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from lxml.etree import _Element

from flows.base import lexicon
from flows.base.text import fold
from flows.formats.encodings import Decoded
from flows.formats.fields.bylines import Byline, is_outlet, split_byline
from flows.formats.fields.timestamps import Timestamp, parse_timestamp
from flows.formats.records import Metadata, Record
from flows.formats.rendering import Piece, render
from flows.formats.wires.wire_pieces import local_name, unescape_pieces, without_repeats

_LANGUAGE = re.compile(r"([A-Za-z]{2})(?:$|[-_])")
_LONGEST_NAME = 120
_NOT_IN_INITIALS = frozenset(
    [
        *("the", "of", "and", "for", "de", "des", "du", "la", "le", "et", "di", "und", "für"),
        *("gmbh", "ltd", "limited", "inc", "llc", "plc", "pty", "ag", "sa", "spa", "as"),
    ]
)
_BYLINE = re.compile(r"(?:By|BY|Von|Par|Por)\s[^.!?:;]{3,100}")
_DATE_ONLY = re.compile(r"\d{4}-\d\d-\d\d|[^a-zA-Z]*$")
_DOMAIN = re.compile(r"(?:www\.)?([\w-]+)(?:\.[\w-]+)+")
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


class Story(NamedTuple):
    """One article of an XML file: what it says of itself, its pieces in reading order, and what was noticed."""

    metadata: Metadata
    pieces: tuple[Piece, ...]
    notes: tuple[str, ...] = ()


class Dates(NamedTuple):
    """The publication date, where it was found (or why there is none), and the time of the last change."""

    published: Timestamp
    evidence: str | None
    updated_at: str | None = None


def text_of(element: _Element | None) -> str:
    """Return all the text in the element with single spaces; empty if there is no element."""
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


def children(element: _Element | None, *names: str) -> Iterator[_Element]:
    """Yield the element's children of these local names."""
    if element is not None:
        yield from (child for child in element if local_name(child) in names)


def child(element: _Element | None, *path: str) -> _Element | None:
    """Return the first element down this path of local names, or null."""
    for name in path:
        element = next(children(element, name), None)
    return element


def first_date(candidates: Iterable[tuple[str | None, str]]) -> Dates:
    """Return the first date that parses, with the time that a later one gives to the same day; else the first problem.

    Candidates are (the date as written, its place).
    """
    best, evidence, problem = Timestamp(), None, None
    for written, place in candidates:
        if not written or not written.strip():
            continue
        found = parse_timestamp(written)
        if found.on is None:
            problem = problem or f"{found.problem} ({place})"
        elif best.on is None or (best.at is None and found.at and found.on == best.on):
            best, evidence = found, place
    return Dates(best, evidence or problem)


def version_dates(first: tuple[str, str], current: tuple[str, str], is_first: bool) -> Dates:
    """Return when the first version was made, which is when agencies send it, and this version if it is a later one.

    Both are (the date as written, its place). A later version that does not date the first one is undated.
    """
    changed = parse_timestamp(current[0]) if current[0] else Timestamp()
    if is_first:
        return first_date([first, current])
    if not first[0]:
        return Dates(Timestamp(), "only_an_update_is_dated" if changed.on else changed.problem, changed.at)
    dates = first_date([first])
    is_later = changed.at is not None and is_after(changed.at, dates.published.at or dates.published.on or "")
    return dates._replace(updated_at=changed.at if is_later else None)


def is_after(one: str, other: str) -> bool:
    """Tell whether one ISO time is later than another; by their days alone where one has no time or no offset."""
    try:
        return datetime.fromisoformat(one) > datetime.fromisoformat(other)
    except (TypeError, ValueError):
        return one[:10] > other[:10]


def language_code(*written: str | None) -> str | None:
    """Return the ISO 639-1 code of the first language tag that has one, such as de of de-AT."""
    matches = (_LANGUAGE.match(tag.strip()) for tag in written if tag)
    return next((match[1].lower() for match in matches if match), None)


def merge_bylines(found: Iterable[Byline]) -> Byline:
    """Return all persons and all bodies of several bylines, each once."""
    persons: dict[str, None] = {}
    bodies: dict[str, None] = {}
    for byline in found:
        persons.update(dict.fromkeys(byline.persons))
        bodies.update(dict.fromkeys(byline.bodies))
    return Byline(tuple(persons), tuple(bodies))


def persons_in(written: Iterable[str], outlet: str | None, typed: bool = False) -> Byline:
    """Return the persons and bodies that the strings name."""
    outlets = frozenset({outlet} if outlet else set())
    return merge_bylines(split_byline(text, outlets, typed) for text in written if text)


def named(text: str | None) -> str | None:
    """Return the text if it can be the name of an outlet: not empty, not long, no address of a page or mailbox."""
    name = " ".join((text or "").split())
    return name if name and len(name) <= _LONGEST_NAME and "://" not in name and "@" not in name else None


def is_same_body(one: str, other: str) -> bool:
    """Tell whether two names are of one body: alike, or one the initials or a short word of the other (dpa, EFE)."""
    one, other = (match[1] if (match := _DOMAIN.fullmatch(name)) else name for name in (one, other))
    if is_outlet(one, frozenset({other})):
        return True
    short, long = sorted((fold(one), fold(other)), key=len)
    words = [word for word in re.findall(r"\w+", long) if word not in _NOT_IN_INITIALS]
    return short.isalpha() and len(short) <= 5 and (short in words or short == "".join(word[0] for word in words))


def is_agency(name: str) -> bool:
    """Tell whether the name is one of the news agencies that the lexicon lists."""
    return fold(name).removeprefix("the ") in _agencies()


def agency_in(byline: Byline) -> str | None:
    """Return the news agency that the byline names; other bodies in it are the outlet's own desks."""
    return next((body for body in byline.bodies if is_agency(body)), None)


def _agencies() -> frozenset[str]:
    return frozenset(fold(row[0]).removeprefix("the ") for row in lexicon.rows("en", "news_agencies"))


def dateline_pieces(written: Iterable[str]) -> Iterator[Piece]:
    """Yield a piece for each dateline; some exporters put nothing but a date there."""
    for text in written:
        is_date = parse_timestamp(text).on is not None or (text.isascii() and _DATE_ONLY.match(text) is not None)
        yield Piece("date_header" if is_date else "dateline", text)


def headed(metadata: Metadata, above: list[Piece], body: Iterable[Piece], notes: Iterable[str] = ()) -> Story:
    """Return the story with its headline and what stands above its body, nothing of which the body repeats."""
    headline = [Piece("headline", metadata.headline)] if metadata.headline else []
    seen = {piece.text for piece in (*headline, *above)}
    rest = [
        p for p in _with_bylines(list(body)) if not (p.kind in ("headline", "subheadline", "byline") and p.text in seen)
    ]
    pieces, escaped = unescape_pieces(without_repeats([*headline, *above, *rest], metadata.headline))
    return Story(metadata, tuple(pieces), (*notes, *(("double_escaped_entities_read",) if escaped else ())))


def _with_bylines(body: list[Piece]) -> Iterator[Piece]:
    """Yield the pieces, a paragraph among the first ones that is nothing but a byline marked as one."""
    for number, piece in enumerate(body):
        is_byline = number < 5 and piece.kind == "paragraph" and _BYLINE.fullmatch(piece.text)
        yield piece._replace(kind="byline") if is_byline and split_byline(piece.text).persons else piece


def wire_record(story: Story, sha256: str, kind: str, decoded: Decoded) -> Record:
    """Return the story as a record of this format."""
    text, blocks = render(story.pieces)
    return Record(
        raw_member="",
        raw_sha256=sha256,
        format=kind,
        encoding=decoded.encoding,
        encoding_evidence=decoded.evidence,
        text=text,
        layout="rendered",
        metadata=story.metadata,
        blocks=blocks,
        notes=(*decoded.notes, *story.notes),
    )
