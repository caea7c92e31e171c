"""JSON and JSON Lines: a record for each object that has a text, a refusal for everything else in the file."""

from collections.abc import Iterator

from flows.formats.encodings import Decoded
from flows.formats.fields.field_names import Fields, find_record_body, plain_keys, unfold
from flows.formats.fields.fielded import Origin, read_fielded
from flows.formats.fields.own_bytes import own_bytes
from flows.formats.fields.schema_org import ARTICLE_TYPES, types_of
from flows.formats.jsons.json_slices import Slice, lines_of, values_of
from flows.formats.jsons.ninjs import is_ninjs, read_ninjs
from flows.formats.limits import ReadLimits
from flows.formats.records import Record, Refusal

# schema.org types that may hold an article's text without being one.
_OPEN_TYPES = frozenset(["creativework", "webpage", "itempage", "webcontent", "newsitem", "thing"])


def read_jsonl(
    decoded: Decoded, limits: ReadLimits, first_line: int = 1, before_bytes: int = 0
) -> Iterator[Record | Refusal]:
    """Yield what each line gives, or each object if they run over lines.

    A block of whole lines out of a longer file begins at line `first_line`, after `before_bytes` bytes. An object is
    the same record on a line, in a list and alone: its format is json, and jsonl what contains it.
    """
    for part, position in _placed(lines_of(decoded.text, first_line), decoded, before_bytes):
        yield _read_slice(part, position, decoded, limits, "jsonl")


def read_json(decoded: Decoded, limits: ReadLimits) -> Iterator[Record | Refusal]:
    """Yield what the object, or each item of the lists, gives: also an object that is the file has its own bytes' hash.

    So it stays the same record when the file grows to JSON Lines.
    """
    empty = True
    for part, position in _placed(values_of(decoded.text), decoded, 0):
        empty = False
        yield _read_slice(part, position, decoded, limits, None if part.line is None else "jsonl")
    if empty:
        yield Refusal("", "no_text", "a list without items")


def _placed(parts: Iterator[Slice], decoded: Decoded, before_bytes: int) -> Iterator[tuple[Slice, int]]:
    """Yield each slice with its position: its line, or else its first byte in the file after decompression."""
    at, byte = 0, before_bytes + decoded.bom_bytes
    for part in parts:
        if part.line is not None:
            yield part, part.line
            continue
        byte += len(decoded.text[at : part.start].encode(decoded.encoding, "replace"))
        at = part.start
        yield part, byte


def _read_slice(
    part: Slice, position: int, decoded: Decoded, limits: ReadLimits, container: str | None
) -> Record | Refusal:
    own = own_bytes(decoded, decoded.text[part.start : part.end] if part.problem is None else "")
    notes = tuple(dict.fromkeys((*own.notes, *part.notes)))
    origin = Origin(part.member, own.sha256, "json", own.encoding, own.evidence, notes, position, container)
    if part.problem is not None:
        return origin.refusal("malformed", part.problem)
    if not isinstance(part.value, dict):
        return origin.refusal("malformed", f"a record that is no object but {type(part.value).__name__}")
    return _read_object(unfold(part.value), origin, limits)


def _read_object(value: Fields, origin: Origin, limits: ReadLimits) -> Record | Refusal:
    if is_ninjs(value):
        item = read_ninjs(value)
        origin = origin._replace(format="ninjs", notes=(*origin.notes, *item.notes))
        if item.problem is not None:
            return origin.refusal("not_an_article", item.problem)
        if find_record_body(item.fields) is None:
            return origin.refusal("no_text", "a ninjs item without a body in HTML or plain text")
        return read_fielded(item.fields, origin, limits)
    fields = plain_keys(value)
    kinds = types_of(value)
    if kinds and not kinds & ARTICLE_TYPES:
        body = find_record_body(fields)
        if not kinds & _OPEN_TYPES or body is None or body.is_summary:
            return origin.refusal("not_an_article", f"a schema.org {', '.join(sorted(kinds))}, not an article")
    return read_fielded(fields, origin, limits)
