"""Texts that news databases export many to a file, as Nexis does: where each begins, and what its labels say."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from flows.base.ids import bytes_sha256
from flows.formats.fields.bylines import split_byline
from flows.formats.fields.timestamps import Timestamp, parse_timestamp
from flows.formats.records import Metadata, Record, Refusal
from flows.formats.rendering import Piece, render

_END = re.compile(r"End of Document", re.IGNORECASE)
_BEGINNING = re.compile(r"(?:Document (\d{1,4}) of (\d{1,4})|(\d{1,4}) of (\d{1,4}) DOCUMENTS)")
_COVER = re.compile(r"(?:Job Number|Date and Time|User Name)\s*:")
_LISTED = re.compile(r"\d{1,4}\.\s+(\S.*)")
_LABEL = re.compile(r"(Byline|Section|Length|Dateline|Highlight|Load-Date|Graphic|Copyright)\b\s*:?\s*(.*)", re.DOTALL)
_LENGTH = re.compile(r"Length\s*:\s*[\d.,]+ (?:words|Wörter|mots|woorden)", re.IGNORECASE)
_WEEKDAY = re.compile(r"(?<=\d)\s+(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b", re.IGNORECASE)
_DATE_WITHIN = 8  # lines: title and source come first, a title in a PDF on several
_AFTER_BODY = re.compile(r"(?:Load-Date\s*:|Classification$|Graphic$)")
_HEAD_LINES = 30


class Exported(NamedTuple):
    """One document of an export: its metadata, and its pieces where the labels tell them; else only its lines."""

    lines: list[str]
    metadata: Metadata = Metadata()
    pieces: tuple[Piece, ...] = ()
    is_cover: bool = False


def split_export(lines: list[str]) -> list[Exported]:
    """Return the documents of an export, its cover first; none unless the marks between them are beyond doubt."""
    lines = [line.strip() for line in lines]
    ends = [number for number, line in enumerate(lines) if _END.fullmatch(line)]
    starts = [] if ends else _counted(lines)
    if not ends and not starts:
        return []
    if ends:
        cover = _cover_end(lines[: ends[0]])
        bounds = [
            (cover, ends[0]),
            *((end + 1, after) for end, after in zip(ends, [*ends[1:], len(lines)], strict=True)),
        ]
    else:
        cover = starts[0]
        bounds = [(start + 1, after) for start, after in zip(starts, [*starts[1:], len(lines)], strict=True)]
    parts = [_read_document(lines[start:end]) for start, end in bounds if any(lines[start:end])]
    return [*([Exported(lines[:cover], is_cover=True)] if any(lines[:cover]) else []), *parts]


def _counted(lines: list[str]) -> list[int]:
    """Return where "Document 1 of 3" and its like stand, if they count all documents of the file in order."""
    found = [(number, match) for number, line in enumerate(lines) if (match := _BEGINNING.fullmatch(line))]
    counts = [(int(match[1] or match[3]), int(match[2] or match[4])) for _, match in found]
    is_whole = bool(counts) and counts == [(n, len(counts)) for n in range(1, len(counts) + 1)]
    return [number for number, _ in found] if is_whole else []


def _cover_end(lines: list[str]) -> int:
    """Return where the first document's title stands if a cover page lists the documents before it, else 0."""
    if not any(_COVER.match(line) for line in lines[:_HEAD_LINES]):
        return 0
    first = next((match[1] for line in lines if line.startswith("1.") and (match := _LISTED.fullmatch(line))), None)
    return max((number for number, line in enumerate(lines) if line == first), default=0)


def _read_document(lines: list[str]) -> Exported:
    """Return the document with what its labels say; they are trusted where date and length are told, and the body."""
    kept = [line for line in lines if line]
    body = next((number for number, line in enumerate(kept) if line == "Body"), 0)
    dated = next((n for n, line in enumerate(kept[:_DATE_WITHIN]) if 2 <= n < body and _stamp(line).on), 0)
    if not dated or not any(_LENGTH.match(line) for line in kept[:body]):
        return Exported(lines)
    after = next((n for n, line in enumerate(kept) if n > body and _AFTER_BODY.match(line)), len(kept))
    title = " ".join(kept[: dated - 1])
    pieces = [Piece("headline", title), *(Piece("other", line) for line in kept[dated - 1 : body])]
    pieces += [Piece("boilerplate", kept[body]), *(Piece("paragraph", line) for line in kept[body + 1 : after])]
    pieces += [Piece("other", line) for line in kept[after:]]
    return Exported(lines, _metadata(title, kept[dated - 1], kept[dated], kept[dated:body]), tuple(pieces))


def _stamp(line: str) -> Timestamp:
    """Return the date, which is followed by its weekday and perhaps a time."""
    return parse_timestamp(_WEEKDAY.sub("", line))


def _metadata(title: str, source: str, date: str, labelled: list[str]) -> Metadata:
    labels = {match[1]: match[2].strip() for line in labelled if (match := _LABEL.fullmatch(line))}
    byline = split_byline(labels.get("Byline", ""), frozenset({source}))
    stamp = _stamp(date)
    return Metadata(
        headline=title,
        headline_evidence="nexis:title",
        byline=byline.persons,
        byline_evidence="nexis:Byline" if byline.persons else None,
        outlet=source,
        outlet_evidence="nexis:source",
        section=labels.get("Section", "").partition(";")[0].strip() or None,
        published_on=stamp.on,
        published_at=stamp.at,
        published_evidence="nexis:date",
    )


def export_items(parts: list[Exported], kind: str) -> Iterator[Record | Refusal]:
    """Yield a record for each document of an export, and a refusal for its cover."""
    number = 0
    for part in parts:
        if part.is_cover:
            yield Refusal("cover", "not_an_article", "the export's own list of its documents")
        else:
            number += 1
            yield _record(part, number, kind)


def _record(part: Exported, number: int, kind: str) -> Record:
    """Return a document of an export; its own text, which decides everything else, gives its sha256."""
    if part.pieces:
        text, blocks = render(part.pieces)
    else:
        text, blocks = "\n\n".join(line for line in part.lines if line), ()
    return Record(
        raw_member=f"document {number}",
        raw_sha256=bytes_sha256(text.encode("utf-8", "replace")),
        format=kind,
        encoding="utf-8",
        encoding_evidence="unicode_string",
        text=text,
        layout="rendered" if part.pieces else "plain",
        metadata=part.metadata,
        blocks=blocks,
    )
