"""Cut a JSON file into the stretches that are records: the file, a line each, or the items of a list."""

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple, NoReturn

_SPACE = re.compile(r"[ \t\r\n]*")
# Keys under which exporters and news interfaces put the list of articles.
_LIST_KEYS = (
    "articles",
    "items",
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


class Slice(NamedTuple):
    """A stretch of a JSON file that should be one record: its name, where it lies, and its value or what is wrong."""

    member: str
    start: int
    end: int
    value: Any = None
    problem: str | None = None
    line: int | None = None


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant, strict=False)


def lines_of(text: str) -> Iterator[Slice]:
    """Yield a slice for each line that is not blank (JSON Lines), or for each object if they run over lines."""
    if _runs_over_lines(text):
        yield from _sequence(text)
        return
    start, number = 0, 0
    while start < len(text):
        stop = text.find("\n", start)
        stop = len(text) if stop < 0 else stop
        number += 1
        first, last = _trim(text, start, stop)
        if first < last:
            yield _line(text, first, last, number)
        start = stop + 1


def _runs_over_lines(text: str) -> bool:
    start = _skip(text, 0)
    stop = text.find("\n", start)
    try:
        return 0 < stop < _DECODER.raw_decode(text, start)[1]
    except (ValueError, RecursionError):
        return False


def _sequence(text: str) -> Iterator[Slice]:
    """Yield one value after another, as pretty-printers write them; after a broken one nothing can be trusted."""
    at, number = _skip(text, 0), 0
    while at < len(text):
        number += 1
        try:
            value, end = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            yield Slice(f"item {number}", getattr(error, "pos", at), len(text), problem=_reason(error))
            return
        yield Slice(f"item {number}", at, end, value)
        at = _skip(text, end)


def _trim(text: str, start: int, stop: int) -> tuple[int, int]:
    line = text[start:stop]
    return start + len(line) - len(line.lstrip(" \t\r\ufeff")), start + len(line.rstrip(" \t\r"))


def _line(text: str, start: int, end: int, number: int) -> Slice:
    line = text[start:end]
    try:
        value, stop = _DECODER.raw_decode(line)
    except (ValueError, RecursionError) as error:
        return Slice(f"line {number}", start, end, problem=_reason(error), line=number)
    if stop < len(line):
        return Slice(f"line {number}", start, end, problem=f"more after the value, at column {stop + 1}", line=number)
    return Slice(f"line {number}", start, end, value, line=number)


def values_of(text: str) -> Iterator[Slice]:
    """Yield the file's one object, or the items of its list, or of the list inside its wrapper object."""
    start = _skip(text, 0)
    if text.startswith("[", start):
        yield from _items(text, start)
        return
    try:
        value, end = _DECODER.raw_decode(text, start)
    except (ValueError, RecursionError) as error:
        yield Slice("", getattr(error, "pos", start), len(text), problem=_reason(error))
        return
    rest = _skip(text, end)
    if rest < len(text):
        yield Slice("", rest, len(text), problem="more after the value")
        return
    where = _wrapped_list(text, start, value)
    if where is None:
        yield Slice("", start, end, value)
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
    """Tell whether the object only holds the list: it has no long string of its own, as a record's body would be."""
    return not any(isinstance(v, str) and len(v) > 300 for k, v in value.items() if k != key)


def _value_start(text: str, start: int, wanted: str) -> int:
    """Return where the value of the last member of this name begins, in an object known to be well formed."""
    found, at = start, _skip(text, start + 1)
    while text.startswith('"', at):
        key, at = _DECODER.raw_decode(text, at)
        at = _skip(text, _skip(text, at) + 1)
        found = at if key == wanted else found
        at = _skip(text, _DECODER.raw_decode(text, at)[1])
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
            value, end = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            yield Slice(f"item {number}", getattr(error, "pos", at), len(text), problem=_reason(error))
            return
        yield Slice(f"item {number}", at, end, value)
        at = _skip(text, end)
        if not text.startswith(",", at):
            break
        at = _skip(text, at + 1)
    if not text.startswith("]", at):
        yield Slice(f"item {number + 1}", at, len(text), problem="the list does not end")
