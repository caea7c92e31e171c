"""What a trace says: plain values, so that the printed page and JSON carry the same."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flows.base.worddiff import Piece

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Line:
    """A line of the text, by its number from 1: what stands before the span, in it, and behind it. Long ends are cut.

    `marked` is null in a line beside the span.
    """

    number: int
    before: str
    marked: str | None
    after: str


@dataclass(frozen=True)
class Stretch:
    """A stretch of an article's text: half-open code points, the words, its first line and column, both from 1."""

    article_id: str
    place: str
    char_start: int
    char_end: int
    content: str
    line: int
    column: int
    context: tuple[Line, ...]


@dataclass(frozen=True)
class File:
    """A place of an article, or a file alone: path, member ('' for all of the file), and what the ledger has of it."""

    raw_path: str
    raw_member: str
    is_current: bool
    file_sha256: str | None
    size_bytes: int | None
    file_format: str | None
    file_status: str
    first_run_id: str
    last_run_id: str


@dataclass(frozen=True)
class Proof:
    """What the raw file says now.

    `state`: same (the hash is the stored one), changed, gone, not_stored (no hash was ever stored), no_raw_folder.
    `byte_start`, `byte_end`: the bytes of the span in a file of plain text that is the same, else null; `holds_span`:
    these bytes, decoded, are the words of the span; null where that cannot be told.
    """

    state: str
    raw: str | None
    raw_path: str | None
    sha256: str | None
    sha256_now: str | None
    byte_start: int | None
    byte_end: int | None
    holds_span: bool | None


@dataclass(frozen=True)
class Part:
    """Something that the row rests on or says, by a word for it; with its place in the article's text if it has one."""

    label: str
    text: str
    char_start: int | None = None
    char_end: int | None = None
    line: int | None = None


@dataclass(frozen=True)
class Sibling:
    """Another wording, or another row of the same: `note` says how it differs, `pieces` in which words.

    `pieces` lead from the traced row's words to these; none where nothing differs, or words are not compared.
    """

    kind: str
    id: str
    place: str
    char_start: int | None
    char_end: int | None
    content: str
    note: str
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True)
class Trace:
    """All that is known of where a row comes from.

    `notice` says that the id asked for is of an earlier run, and what became of it; `row` is the row as stored.
    `sibling_title` says what the siblings are, `roots` where it comes from in the end, `see` what to ask next.
    """

    kind: str
    id: str
    summary: str
    notice: str | None
    row: dict[str, Any]
    stretch: Stretch | None
    files: tuple[File, ...]
    proof: Proof | None
    rule: str | None
    extractor: str | None
    confidence: float | None
    parts: tuple[Part, ...]
    sibling_title: str
    siblings: tuple[Sibling, ...]
    roots: tuple[str, ...]
    see: tuple[str, ...]
