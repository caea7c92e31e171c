"""Quotation marks: stretches between them in one block, in one pass over the unchanged text.

The pairs are data (flows/lexicons/<language>/marks.txt). Odd marks never raise. A mark that nothing closes opens a
segment to the end of the block, as newspapers print a quotation of several paragraphs, or to where the next one opens;
closing marks that nothing opened are handed on. What becomes of both is for mending.py to say. Straight marks are told
apart by their neighbours, as typesetters' "smart quotes" do.
"""

import bisect
import functools
import importlib.resources
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from flows.base import lexicon
from flows.base.grammar import pattern
from flows.base.text import Span, trim

_LONGEST_SINGLE = 400
# So many marks further on tell whether one is nested.
_AHEAD = 12
_OPENS_AFTER = " \t\r\n\u00a0\u202f([{—–-―/…“‘«„\"'"
_FOLLOWS = ",.;:!?)]»”’"
_ENDS = ".!?…,"
_ELISION = pattern(r"['’‘](?:\d|(?:<elisions>)\b)", re.IGNORECASE)
_COMMAS = (",,", "‚‚")
_ATTRIBUTE = re.compile(r"<[a-zA-Z/][^<>\n]{0,500}>")


class Segment(NamedTuple):
    """Words between marks: text[start:end]; the marks stand in outer_start and outer_end.

    `marks` is ok or repaired; `is_single` tells single marks; `is_open` that no closing mark followed in the block;
    `is_cut` that another quotation opened before one did, so that the segment ends too late.
    """

    outer_start: int
    start: int
    end: int
    outer_end: int
    marks: str = "ok"
    is_single: bool = False
    is_open: bool = False
    is_cut: bool = False


class Marked(NamedTuple):
    """The outermost stretches of a block, in order, and the closing marks that nothing opened: where each stands."""

    segments: list[Segment]
    orphans: list[Span]


class _Mark(NamedTuple):
    """A mark and whether the characters beside it let it open or close."""

    start: int
    end: int
    words: str
    may_open: bool
    may_close: bool

    @property
    def opens(self) -> bool:
        return self.may_open and not self.may_close

    @property
    def closes(self) -> bool:
        return self.may_close and not self.may_open


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
    """Return a pattern for the marks of the language and of every other: a copy may have passed through any."""
    pairs = [*load_marks(language).items(), *load_marks("und").items()]
    marks = {mark for opener, closers in pairs for mark in (opener, *_split_closers(closers))}
    doubled = sorted({*_load_doubled(), *(mark for mark in marks if len(mark) > 1)})
    singles = "".join(sorted(mark for mark in marks if len(mark) == 1))
    commas = "|".join(rf"{mark}(?=[^\W_])" if mark in _COMMAS else re.escape(mark) for mark in doubled)
    return re.compile(rf"[{re.escape(singles)}]|{commas}")


@functools.cache
def _load_doubled() -> Mapping[str, tuple[str, ...]]:
    """Return pairs of single marks or commas that stand for a double mark, with what may close each."""
    return {row[0]: tuple(row[1].split()) for row in lexicon.rows("und", "doubled_marks")}


@functools.cache
def _split_closers(closers: str) -> tuple[str, ...]:
    return (closers,) if closers == "''" else tuple(closers)


def find_segments(text: str, start: int, end: int, language: str) -> Marked:
    """Return the stretches between quotation marks in text[start:end], and the marks left over."""
    doubles = _find_doubles(text, start, end, language)
    singles = _find_singles(text, (start, end), doubles.segments, language)
    return Marked(sorted([*doubles.segments, *singles]), doubles.orphans) if singles else doubles


def _find_doubles(text: str, start: int, end: int, language: str) -> Marked:
    pairs = load_marks(language)
    found: list[Segment] = []
    orphans: list[Span] = []
    current: _Mark | None = None
    depth = 0
    marks = _read_marks(text, start, end, language)
    for number, mark in enumerate(marks):
        if current is None:
            depth = 0
            if _begins(mark, pairs):
                current = mark
            elif mark.closes or (mark.may_close and mark.words not in pairs):
                orphans.append(Span(mark.start, mark.end))
        elif _closes(current, mark, marks[number + 1 : number + _AHEAD], pairs):
            if depth:
                depth -= 1
                continue
            found.append(_segment(text, current, mark, pairs))
            current = None
        elif mark.may_open and _is_opener(current, mark, pairs):
            if _is_nested(current, mark, marks[number + 1 : number + _AHEAD], pairs):
                depth += _same_family(current.words, mark.words)
                continue
            found.append(_unclosed(text, current, mark.start)._replace(is_cut=True))
            current = mark
    if current is not None:
        found.append(_unclosed(text, current, end)._replace(is_open=True))
    return Marked([segment for segment in found if segment.end > segment.start], orphans)


def _read_marks(text: str, start: int, end: int, language: str) -> list[_Mark]:
    """Return the marks of the block in order; those inside a tag are none."""
    tags = [m.span() for m in _ATTRIBUTE.finditer(text, start, end)] if "<" in text[start:end] else []
    marks = []
    for match in _mark_pattern(language).finditer(text, start, end):
        at = match.start()
        if not any(first < at < last for first, last in tags):
            marks.append(_Mark(at, match.end(), match.group(), *_context(text, match, start, end)))
    return marks


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


def _begins(mark: _Mark, pairs: Mapping[str, str]) -> bool:
    """Tell whether the mark opens a quotation where none is open."""
    if len(mark.words) > 1 and not mark.may_open:
        return False
    if mark.words in pairs and (mark.may_open or not (mark.may_close or mark.words in '"＂«»')):
        return True
    return mark.opens or mark.words in "「『"


def _closes(opener: _Mark, mark: _Mark, ahead: Sequence[_Mark], pairs: Mapping[str, str]) -> bool:
    if mark.words in _closers(opener, pairs):
        return mark.may_close or not mark.may_open or mark.words in "」』"
    if not mark.closes:
        return False
    # A closing mark that the typist took from the wrong key, or one of another kind where its own does not come.
    return _same_family(opener.words, mark.words) or not _is_awaited(opener, ahead, pairs)


def _closers(opener: _Mark, pairs: Mapping[str, str]) -> tuple[str, ...]:
    if opener.words in pairs:
        return _split_closers(pairs[opener.words])
    return _load_doubled().get(opener.words, ("”",))


def _is_awaited(opener: _Mark, ahead: Sequence[_Mark], pairs: Mapping[str, str]) -> bool:
    """Tell whether the opening mark is closed by one of its own further on, before another like it opens."""
    for mark in ahead:
        if mark.may_close and mark.words in _closers(opener, pairs):
            return True
        if mark.opens and _same_family(opener.words, mark.words):
            return False
    return False


def _is_opener(opener: _Mark, mark: _Mark, pairs: Mapping[str, str]) -> bool:
    """Tell whether the mark may open a quotation while that of the opener is open."""
    return mark.opens or (mark.words in pairs and _same_family(opener.words, mark.words))


def _same_family(opener: str, mark: str) -> bool:
    curly = "“”„‟"
    return opener == mark or (opener in curly and mark in curly) or {opener, mark} <= {'"', "“", "”"}


def _is_nested(opener: _Mark, mark: _Mark, ahead: Sequence[_Mark], pairs: Mapping[str, str]) -> bool:
    """Tell whether the mark opens a quotation in a quotation: two closers follow, or the outer one's own."""
    if opener.words == mark.words == '"':
        return False
    if not _same_family(opener.words, mark.words):
        return _is_awaited(opener, ahead, pairs)
    return len(ahead) > 1 and not ahead[0].opens and not ahead[1].opens


def _segment(text: str, opened: _Mark, closed: _Mark, pairs: Mapping[str, str]) -> Segment:
    span = trim(text, opened.end, closed.start)
    is_pair = closed.words in _closers(opened, pairs)
    return Segment(opened.start, span.start, span.end, closed.end, "ok" if is_pair else "repaired")


def _unclosed(text: str, opened: _Mark, end: int) -> Segment:
    span = trim(text, opened.end, end)
    return Segment(opened.start, span.start, span.end, span.end, "repaired")


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
        if before.isspace() and after.isalpha() and fallback > 0:
            return fallback
        if before.isspace() or after.isalnum():
            continue
        if before in _ENDS or before != "s" or not after.isspace():
            return position
        fallback = position if fallback < 0 else fallback
    return fallback
