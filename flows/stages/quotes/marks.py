"""Quotation marks: stretches between them in one block, in one pass over the unchanged text.

The pairs are data (flows/lexicons/<language>/marks.txt). Odd marks never raise: a missing opener or closer is
repaired where punctuation tells its place, and the segment says so. Straight marks are told apart by their
neighbours, as typesetters' "smart quotes" do; an unclosed mark runs to the end of the block, as newspapers print a
quotation of several paragraphs.
"""

import bisect
import functools
import importlib.resources
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from flows.base import lexicon
from flows.base.grammar import pattern
from flows.base.text import trim

# Beyond this an orphan closing mark is no longer believed to end a quotation that began without its mark.
_FURTHEST_REPAIR = 600
_LONGEST_SINGLE = 400
_FURTHEST_NESTED = 2000
_OPENS_AFTER = " \t\r\n\u00a0\u202f([{—–-―/…“‘«„\"'"
_FOLLOWS = ",.;:!?)]»”’"
_ENDS = ".!?…,"
_ELISION = pattern(r"['’‘](?:\d|(?:<elisions>)\b)", re.IGNORECASE)
_SENTENCE = re.compile(r"[.!?…]\s+")
_DASH = re.compile(r"\s*[—–―]\s*")
_ATTRIBUTE = re.compile(r"<[a-zA-Z/][^<>\n]{0,500}>")


class Segment(NamedTuple):
    """Words between marks: text[start:end]; the marks stand in outer_start and outer_end.

    `marks` is ok or repaired; `is_single` tells single marks; `is_open` that no closing mark followed in the block.
    """

    outer_start: int
    start: int
    end: int
    outer_end: int
    marks: str = "ok"
    is_single: bool = False
    is_open: bool = False


class _Open(NamedTuple):
    start: int
    inside: int
    mark: str


@functools.cache
def load_marks(language: str) -> Mapping[str, str]:
    """Return the opening marks of the language with all that may close each; of any language if it has no list."""
    folder = importlib.resources.files("flows") / "lexicons"
    known = language if (folder / language / "marks.txt").is_file() else "und"
    pairs: dict[str, str] = {}
    for opener, closers in (row[:2] for row in lexicon.rows(known, "marks")):
        pairs[opener] = closers
    return pairs


@functools.cache
def _mark_pattern(language: str) -> re.Pattern[str]:
    pairs = load_marks(language)
    marks = {*pairs, *(c for closers in pairs.values() for c in _split_closers(closers))}
    return re.compile("|".join(re.escape(mark) for mark in sorted(marks, key=lambda m: (-len(m), m))))


def _split_closers(closers: str) -> tuple[str, ...]:
    return (closers,) if closers == "''" else tuple(closers)


def find_segments(text: str, start: int, end: int, language: str) -> list[Segment]:
    """Return the outermost stretches between quotation marks in text[start:end], in order."""
    doubles = _find_doubles(text, start, end, language)
    singles = _find_singles(text, (start, end), doubles, language)
    return sorted([*doubles, *singles]) if singles else doubles


def _find_doubles(text: str, start: int, end: int, language: str) -> list[Segment]:
    pairs = load_marks(language)
    found: list[Segment] = []
    current: _Open | None = None
    depth = 0
    tags = [m.span() for m in _ATTRIBUTE.finditer(text, start, end)] if "<" in text[start:end] else []
    for match in _mark_pattern(language).finditer(text, start, end):
        at, mark = match.start(), match.group()
        if tags and any(a < at < b for a, b in tags):
            continue
        may_open, may_close = _context(text, match, start, end)
        if current is None:
            current = _begin(text, found, match, (start, end), pairs)
            depth = 0
        elif _closes(current.mark, mark, pairs, may_open, may_close):
            if depth:
                depth -= 1
                continue
            found.append(_segment(text, current, at, match.end()))
            current = None
        elif mark in pairs and may_open and _same_family(current.mark, mark):
            if _is_nested(text, match.end(), end, current.mark, pairs):
                depth += 1
                continue
            found.append(_segment(text, current, at, at, repaired=True))
            current = _Open(at, match.end(), mark)
    if current is not None:
        found.append(_segment(text, current, end, end, repaired=True)._replace(is_open=True))
    return [segment for segment in found if segment.end > segment.start]


def _context(text: str, match: re.Match[str], start: int, end: int) -> tuple[bool, bool]:
    """Return whether the mark may open and may close, by the characters beside it."""
    before = text[match.start() - 1] if match.start() > start else " "
    after = text[match.end()] if match.end() < end else " "
    may_open = before in _OPENS_AFTER and not after.isspace() and after not in _FOLLOWS
    may_close = (not before.isspace() and not after.isalnum()) or (before.isspace() and after in _FOLLOWS)
    if may_open and may_close:
        may_open = before.isspace() or before in "([{—–“‘«„"
        may_close = not may_open or before in "—–"
    return may_open or (before.isspace() and after.isspace()), may_close or (before.isspace() and after.isspace())


def _begin(
    text: str, found: list[Segment], match: re.Match[str], bounds: tuple[int, int], pairs: Mapping[str, str]
) -> _Open | None:
    """Open at the mark, or take it for a closing mark whose opener is missing."""
    may_open, may_close = _context(text, match, *bounds)
    mark = match.group()
    if mark == "''" and not may_open:
        return None
    if mark in pairs and (may_open or (mark not in '"＂«»' and not may_close) or mark in "「『"):
        return _Open(match.start(), match.end(), mark)
    if may_open and not may_close and mark == "”":
        return _Open(match.start(), match.end(), "”")
    if (may_close and mark not in pairs) or (mark == '"' and may_close):
        _repair_opener(text, found, match, bounds[0])
    return None


def _closes(opener: str, mark: str, pairs: Mapping[str, str], may_open: bool, may_close: bool) -> bool:
    if mark in _split_closers(pairs.get(opener, "”")):
        return may_close or not may_open or mark in "」』"
    # A closing mark that the typist took from the wrong key.
    return opener in '“”„"' and mark in '“”"' and may_close and not may_open and _same_family(opener, mark)


def _same_family(opener: str, mark: str) -> bool:
    curly = "“”„‟"
    return opener == mark or (opener in curly and mark in curly) or {opener, mark} <= {'"', "“", "”"}


def _is_nested(text: str, position: int, end: int, opener: str, pairs: Mapping[str, str]) -> bool:
    """Tell whether two closers follow before the next opener: then the inner mark opens a quotation in a quotation."""
    if opener == '"':
        return False
    closers = _split_closers(pairs.get(opener, "”"))
    end = min(end, position + _FURTHEST_NESTED)
    ahead = [text.find(closer, position, end) for closer in closers]
    first = min((at for at in ahead if at >= 0), default=-1)
    if first < 0:
        return False
    second = min((at for at in (text.find(c, first + 1, end) for c in closers) if at >= 0), default=-1)
    between = text.find(opener, first + 1, end)
    return second >= 0 and (between < 0 or second < between)


def _segment(text: str, opened: _Open, inside_end: int, outer_end: int, repaired: bool = False) -> Segment:
    span = trim(text, opened.inside, inside_end)
    stop = outer_end if outer_end > inside_end else span.end
    return Segment(opened.start, span.start, span.end, stop, "repaired" if repaired else "ok")


def _repair_opener(text: str, found: list[Segment], match: re.Match[str], start: int) -> None:
    """Add the quotation that ends at an orphan closing mark, if punctuation says that it is one."""
    at = match.start()
    if at == start or text[at - 1] not in _ENDS:
        return
    begin = found[-1].outer_end if found else start
    if found:
        cut = _SENTENCE.search(text, begin, at)
        if cut is None or cut.end() >= at:
            return
        begin = cut.end()
    dash = _DASH.match(text, begin)
    span = trim(text, dash.end() if dash else begin, at)
    if 0 < span.end - span.start <= _FURTHEST_REPAIR:
        found.append(Segment(begin if dash else span.start, span.start, span.end, match.end(), "repaired"))


# The mark comes first and what stands before it second: a pattern that begins with a class is searched fast.
_SINGLE_OPEN = re.compile(r"['‘‚‹](?<![^\s([{—–“\"„].)(?=[^\W_]|\[)")
_SINGLE_CLOSE = {"'": "'", "‘": "’", "‚": "‘’", "‹": "›"}


def _find_singles(text: str, bounds: tuple[int, int], doubles: Sequence[Segment], language: str) -> list[Segment]:
    """Return stretches in single marks that stand outside the double ones; apostrophes are none."""
    found: list[Segment] = []
    position, end = bounds
    elision = _ELISION(language)
    starts = [d.outer_start for d in doubles]
    for match in _SINGLE_OPEN.finditer(text, *bounds):
        at = match.start()
        before = bisect.bisect_right(starts, at) - 1
        if at < position or elision.match(text, at) or (before >= 0 and at < doubles[before].outer_end):
            continue
        close = _single_close(text, at, end)
        if close > 0 and (before + 1 == len(starts) or starts[before + 1] > close):
            span = trim(text, at + 1, close)
            found.append(Segment(at, span.start, span.end, close + 1, "ok", True))
            position = close + 1
    return found


def find_nested(text: str, segment: Segment, language: str) -> list[Segment]:
    """Return the stretches in single marks inside a quotation in double ones."""
    return [] if segment.is_single else _find_singles(text, (segment.start, segment.end), (), language)


def _single_close(text: str, at: int, end: int) -> int:
    """Return where the single mark at `at` closes, or -1; a plural's apostrophe (the owners' club) is passed over."""
    closers = _SINGLE_CLOSE[text[at]]
    fallback = -1
    for position in range(at + 2, min(end, at + _LONGEST_SINGLE)):
        if text[position] not in closers:
            continue
        before = text[position - 1]
        after = text[position + 1] if position + 1 < end else " "
        if before.isspace() or after.isalnum():
            continue
        if before in _ENDS or before != "s" or not after.isspace():
            return position
        fallback = position if fallback < 0 else fallback
    return fallback
