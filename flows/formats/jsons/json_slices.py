"""Cut a JSON file into the stretches that are records: the file, a line each, or the items of a list."""

import json
import re
from collections.abc import Generator, Iterator
from typing import Any, NamedTuple

from flows.formats.encodings import mend_surrogates
from flows.formats.fields.field_names import find_record_body, names_of, plain_keys, unfold

_SPACE = re.compile(r"[ \t\r\n\x1e]*")  # RFC 7464 puts a record separator before each value
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
# Names of bodies that are as often a label, as in {"story": "bridge", "articles": [...]}.
_LABELS = frozenset(["article", "document", "story"])
# What readers write is no article, though it has text.
_READERS_KEYS = frozenset(["comments", "replies"])
_LONG = 300
_DEEPEST_WRAPPER = 5
_COMMA = "comma_after_the_record_ignored"
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


class _List(NamedTuple):
    """A list of objects in a wrapper: where it begins, and whether any of them has a text."""

    start: int
    has_text: bool


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
        part = _value(text, at, number)
        at = _skip(text, part.end)
        has_comma = part.problem is None and text.startswith(",", at)
        yield part._replace(notes=(*part.notes, _COMMA)) if has_comma else part
        at = _skip(text, at + 1) if has_comma else at


def _value(text: str, at: int, number: int) -> Slice:
    """Return the slice of the value at `at`, or of it and all that follows if it is broken."""
    try:
        parsed = _parse(text, at)
    except (ValueError, RecursionError) as error:
        return _broken(f"item {number}", text, at, error)
    return Slice(f"item {number}", at, parsed.end, parsed.value, notes=parsed.notes)


def _broken(member: str, text: str, at: int, error: Exception) -> Slice:
    """Return the slice of a broken value and all that follows it: where the next one begins cannot be known."""
    problem = _reason(error) + ("; nothing after it was read" if member else "")
    return Slice(member, getattr(error, "pos", at), len(text), problem=problem)


def _trim(text: str, start: int, stop: int) -> tuple[int, int]:
    line = text[start:stop]
    return start + len(line) - len(line.lstrip(" \t\r\x1e\ufeff")), start + len(line.rstrip(" \t\r\x1e"))


def _line(text: str, start: int, end: int, number: int) -> Slice:
    line = text[start:end]
    try:
        parsed = _parse(line, 0)
    except (ValueError, RecursionError) as error:
        return Slice(f"line {number}", start, end, problem=_reason(error), line=number)
    notes = parsed.notes
    if line[parsed.end :].strip() == ",":
        end, notes = start + parsed.end, (*notes, _COMMA)
    elif parsed.end < len(line):
        problem = f"more after the value, at column {parsed.end + 1}"
        return Slice(f"line {number}", start, end, problem=problem, line=number)
    return Slice(f"line {number}", start, end, parsed.value, line=number, notes=notes)


def values_of(text: str) -> Iterator[Slice]:
    """Yield the file's one object, or the items of its lists, or of the lists inside its wrapper object."""
    at, number = _skip(text, 0), 0
    if not text.startswith("[", at):
        yield from _object(text, at)
        return
    while at < len(text):
        if text.startswith("[", at):
            number, at = yield from _items(text, at, number)
        elif text.startswith("{", at):
            number += 1
            part = _value(text, at, number)
            yield part
            at = part.end
        else:
            yield Slice(f"item {number + 1}", at, len(text), problem="more after the list")
            return
        at = _skip(text, at)


def _object(text: str, start: int) -> Iterator[Slice]:
    """Yield the one value of a file, or what its lists hold; objects that commas part are read as JSON Lines."""
    try:
        parsed = _parse(text, start)
    except (ValueError, RecursionError) as error:
        yield _broken("", text, start, error)
        return
    rest = _skip(text, parsed.end)
    if text.startswith(",", rest):
        yield from lines_of(text)
        return
    if rest < len(text):
        yield Slice("", rest, len(text), problem="more after the value")
        return
    lists = _record_lists(text, start, parsed.value) if isinstance(parsed.value, dict) else []
    if not lists:
        yield Slice("", start, parsed.end, parsed.value, notes=parsed.notes)
    number = 0
    for found in lists:
        number, _ = yield from _items(text, found.start, number)


def _reason(error: Exception) -> str:
    return "nested too deeply" if isinstance(error, RecursionError) else str(error)[:200]


def _skip(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _record_lists(text: str, start: int, value: dict[str, Any], depth: int = 0) -> list[_List]:
    """Return the lists of records in a wrapper object, in file order; none if the object is a record itself."""
    known = [key for key in _LIST_KEYS if isinstance(value.get(key), list | dict) and value[key]]
    if not (known or depth) or depth > _DEEPEST_WRAPPER or _has_own_body(value):
        return []
    starts = _value_starts(text, start)
    found: list[_List] = []
    for key in known:
        if isinstance(value[key], dict):
            found += _record_lists(text, starts[key], value[key], depth + 1)
        elif any(isinstance(item, dict) for item in value[key]):
            found.append(_List(starts[key], any(_has_text(item) for item in value[key])))
    for key in _other_lists(value, bool(found)):
        found.append(_List(starts[key], True))
    if _may_be_record(value) and not any(one.has_text for one in found):
        return []
    return sorted(found)


def _other_lists(value: dict[str, Any], is_wrapper: bool) -> list[str]:
    """Return the keys of further lists of records, such as sections; a headline tells that they are parts of one.

    In what is not known to be a wrapper by another list the records must have headlines: paragraphs have none.
    """
    if _has_headline(value):
        return []
    names = [key for key in value if key not in _LIST_KEYS and key.lower() not in _READERS_KEYS]
    lists = [(key, value[key]) for key in names if isinstance(value[key], list)]
    return [key for key, items in lists if any(_has_text(i) and (is_wrapper or _has_headline(i)) for i in items)]


def _has_headline(value: dict[str, Any]) -> bool:
    return not plain_keys(unfold(value)).keys().isdisjoint(names_of("headline"))


def _has_text(item: object) -> bool:
    return isinstance(item, dict) and find_record_body(plain_keys(unfold(item))) is not None


def _has_own_body(value: dict[str, Any]) -> bool:
    """Tell whether the object has an article's text beside its lists, or a whole page."""
    names = {*names_of("body"), *names_of("page")} - (frozenset() if _has_headline(value) else _LABELS)
    return find_record_body({key: found for key, found in plain_keys(value).items() if key in names}) is not None


def _may_be_record(value: dict[str, Any]) -> bool:
    """Tell whether the object has a summary or a long string: a record's, unless its lists hold texts, as a feed's."""
    return _has_text(value) or any(isinstance(held, str) and len(held) > _LONG for held in value.values())


def _value_starts(text: str, start: int) -> dict[str, int]:
    """Return where the value of each member begins (the last of a name), in an object known to be well formed."""
    found: dict[str, int] = {}
    at = _skip(text, start + 1)
    while text.startswith('"', at):
        key, at, _ = _parse(text, at)
        at = _skip(text, _skip(text, at) + 1)
        found[key] = at
        at = _skip(text, _parse(text, at).end)
        at = _skip(text, at + 1) if text.startswith(",", at) else at
    return found


def _items(text: str, start: int, number: int) -> Generator[Slice, None, tuple[int, int]]:
    """Yield the items of the list at `start`, counted on from `number`; return the last number and the list's end.

    After a broken item nothing can be trusted: the list ends with the file.
    """
    at = _skip(text, start + 1)
    if text.startswith("]", at):
        return number, at + 1
    while True:
        number += 1
        part = _value(text, at, number)
        yield part
        if part.problem is not None:
            return number, len(text)
        at = _skip(text, part.end)
        if not text.startswith(",", at):
            break
        at = _skip(text, at + 1)
    if text.startswith("]", at):
        return number, at + 1
    problem = "the list does not go on as a list; nothing after it was read"
    yield Slice(f"item {number + 1}", at, len(text), problem=problem)
    return number + 1, len(text)
