"""Cut a JSON file into the stretches that are records: the file, a line each, or the items of a list."""

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from flows.formats.encodings import mend_surrogates
from flows.formats.fields.field_names import plain_key

_SPACE = re.compile(r"[ \t\r\n]*")
# Keys under which exporters and news interfaces put the list of articles.
_LIST_KEYS = (
    "articles",
    "items",
    "_items",
    "results",
    "documents",
    "docs",
    "data",
    "records",
    "entries",
    "stories",
    "news",
    "hits",
    "response",
)
# An object with a string under one of these keys is a record, whatever lists it has besides.
_RECORD_KEYS = frozenset(["maintext", "text", "articlebody", "body", "bodytext", "bodyhtml", "content", "contenthtml"])
_LONG = 300
_LONGEST_NUMBER = 400  # digits; Python refuses to read 4,300 and more
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


class Slice(NamedTuple):
    """A stretch of a JSON file that should be one record: its name, where it lies, and its value or what is wrong."""

    member: str
    start: int
    end: int
    value: Any = None
    problem: str | None = None
    line: int | None = None
    notes: tuple[str, ...] = ()


class _Parsed(NamedTuple):
    value: Any
    end: int
    notes: tuple[str, ...]


def _parse(text: str, start: int) -> _Parsed:
    """Return the value at `start`, with a note of what in it is no proper JSON; raise ValueError or RecursionError.

    NaN and Infinity, which Python writes for missing numbers, and numbers of absurd length are read as null.
    """
    constants: list[str] = []
    repeated: list[str] = []

    def as_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            repeated.append("")
        return found

    def as_integer(digits: str) -> int | None:
        if len(digits) < _LONGEST_NUMBER:
            return int(digits)
        constants.append(digits)
        return None

    decoder = json.JSONDecoder(
        parse_constant=constants.append, parse_int=as_integer, object_pairs_hook=as_object, strict=False
    )
    value, end = decoder.raw_decode(text, start)
    mended = False
    if _SURROGATE.search(text, start, end):
        value, mended = _mend(value)
    named = (
        (constants, "not_a_number_read_as_null"),
        (repeated, "repeated_keys_last_one_taken"),
        (mended, "lone_surrogates_replaced"),
    )
    return _Parsed(value, end, tuple(note for seen, note in named if seen))


def _mend(value: object) -> tuple[object, bool]:
    """Return the value with the lone surrogates of all its strings replaced, and whether there were any."""
    if isinstance(value, str):
        return mend_surrogates(value)
    if isinstance(value, list):
        items = [_mend(item) for item in value]
        return [item for item, _ in items], any(mended for _, mended in items)
    if isinstance(value, dict):
        pairs = [(_mend(key), _mend(item)) for key, item in value.items()]
        return {key[0]: item[0] for key, item in pairs}, any(key[1] or item[1] for key, item in pairs)
    return value, False


def lines_of(text: str, first_line: int = 1) -> Iterator[Slice]:
    """Yield a slice for each line that is not blank (JSON Lines), or for each object if they run over lines.

    Lines are counted from `first_line`: a text that begins later in the file holds whole lines.
    """
    if first_line == 1 and _runs_over_lines(text):
        yield from _sequence(text)
        return
    start, number = 0, first_line - 1
    while start < len(text):
        stop = text.find("\n", start)
        stop = len(text) if stop < 0 else stop
        number += 1
        first, last = _trim(text, start, stop)
        if first < last:
            yield _line(text, first, last, number)
        start = stop + 1


def _runs_over_lines(text: str) -> bool:
    """Tell whether the first value ends beyond its line, or the only line holds more than one."""
    start = _skip(text, 0)
    stop = text.find("\n", start)
    try:
        end = _parse(text, start).end
    except (ValueError, RecursionError):
        return False
    return end > stop if stop >= 0 else _skip(text, end) < len(text)


def _sequence(text: str) -> Iterator[Slice]:
    """Yield one value after another, as pretty-printers write them; after a broken one nothing can be trusted."""
    at, number = _skip(text, 0), 0
    while at < len(text):
        number += 1
        try:
            parsed = _parse(text, at)
        except (ValueError, RecursionError) as error:
            yield _broken(f"item {number}", text, at, error)
            return
        yield Slice(f"item {number}", at, parsed.end, parsed.value, notes=parsed.notes)
        at = _skip(text, parsed.end)


def _broken(member: str, text: str, at: int, error: Exception) -> Slice:
    """Return the slice of a broken value and all that follows it: where the next one begins cannot be known."""
    problem = _reason(error) + ("; nothing after it was read" if member else "")
    return Slice(member, getattr(error, "pos", at), len(text), problem=problem)


def _trim(text: str, start: int, stop: int) -> tuple[int, int]:
    line = text[start:stop]
    return start + len(line) - len(line.lstrip(" \t\r\ufeff")), start + len(line.rstrip(" \t\r"))


def _line(text: str, start: int, end: int, number: int) -> Slice:
    line = text[start:end]
    try:
        parsed = _parse(line, 0)
    except (ValueError, RecursionError) as error:
        return Slice(f"line {number}", start, end, problem=_reason(error), line=number)
    if parsed.end < len(line):
        problem = f"more after the value, at column {parsed.end + 1}"
        return Slice(f"line {number}", start, end, problem=problem, line=number)
    return Slice(f"line {number}", start, end, parsed.value, line=number, notes=parsed.notes)


def values_of(text: str) -> Iterator[Slice]:
    """Yield the file's one object, or the items of its list, or of the list inside its wrapper object."""
    start = _skip(text, 0)
    if text.startswith("[", start):
        yield from _items(text, start)
        return
    try:
        parsed = _parse(text, start)
    except (ValueError, RecursionError) as error:
        yield _broken("", text, start, error)
        return
    rest = _skip(text, parsed.end)
    if rest < len(text):
        yield Slice("", rest, len(text), problem="more after the value")
        return
    where = _wrapped_list(text, start, parsed.value)
    if where is None:
        yield Slice("", start, parsed.end, parsed.value, notes=parsed.notes)
    else:
        yield from _items(text, where)


def _reason(error: Exception) -> str:
    return "nested too deeply" if isinstance(error, RecursionError) else str(error)[:200]


def _skip(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _wrapped_list(text: str, start: int, value: object) -> int | None:
    """Return where the list of records begins inside a wrapper object; None if the object is a record itself."""
    while isinstance(value, dict):
        key = next((k for k in _LIST_KEYS if isinstance(value.get(k), list | dict) and value[k]), None)
        if key is None or not _is_wrapper(value, key):
            return None
        start = _value_start(text, start, key)
        value = value[key]
    if isinstance(value, list) and any(isinstance(item, dict) for item in value):
        return start
    return None


def _is_wrapper(value: dict[str, Any], key: str) -> bool:
    """Tell whether the object only holds the list: it has no text of its own, as a record's body would be."""
    own = [(k, v) for k, v in value.items() if k != key and isinstance(v, str)]
    return not any(len(v) > _LONG or (v.strip() and plain_key(k) in _RECORD_KEYS) for k, v in own)


def _value_start(text: str, start: int, wanted: str) -> int:
    """Return where the value of the last member of this name begins, in an object known to be well formed."""
    found, at = start, _skip(text, start + 1)
    while text.startswith('"', at):
        key, at, _ = _parse(text, at)
        at = _skip(text, _skip(text, at) + 1)
        found = at if key == wanted else found
        at = _skip(text, _parse(text, at).end)
        at = _skip(text, at + 1) if text.startswith(",", at) else at
    return found


def _items(text: str, start: int) -> Iterator[Slice]:
    """Yield the items of the list that begins at `start`, one at a time; after a broken one nothing can be trusted."""
    at, number = _skip(text, start + 1), 0
    if text.startswith("]", at):
        return
    while True:
        number += 1
        try:
            parsed = _parse(text, at)
        except (ValueError, RecursionError) as error:
            yield _broken(f"item {number}", text, at, error)
            return
        yield Slice(f"item {number}", at, parsed.end, parsed.value, notes=parsed.notes)
        at = _skip(text, parsed.end)
        if not text.startswith(",", at):
            break
        at = _skip(text, at + 1)
    if not text.startswith("]", at):
        problem = "the list does not go on as a list; nothing after it was read"
        yield Slice(f"item {number + 1}", at, len(text), problem=problem)
