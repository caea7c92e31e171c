"""Plain text cut into units: the lines, or the paragraphs of a text whose lines are wrapped at a width."""

import itertools
import re
from typing import NamedTuple

from flows.base import text as texts
from flows.base.text import Span
from flows.stages.articles.settings import CAPITAL, ArticlesConfig

_TERMINALS = frozenset(".!?…。！？؟۔।॥‼⁇")
_CLOSERS = " \"”“»«’'‘›‹)]}*_）」』】♦■●◆"
_BULLETS = "*•·‣▪◦●-"
# Of the longest line: a shorter one ends a paragraph, since the next word would have fitted.
_FULL_LINE = 0.6
_NUMBER = re.compile(r"\(?(\d{1,2})[.)]\s+(?=\S)")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")
_INNER_END = re.compile(rf"[^\W\d_]{{2}}[.!?][”\"’')\]]*\s+(?:{CAPITAL}|\d)")
_NUMBER_CHARS = 5
_ITEM_CHARS = 240
_CUT_MARK = re.compile(r"[\[(](?:…|\.\.\.)[\])]$|\(more\)$")
_BRACKETED_END = re.compile(r"\s\([^()]{1,90}\)$")
# A sign-off behind the last full stop: "— J. Doe", "Jane Doe", "DM", "♦".
_SIGNED = re.compile(r"[.!?][”\"’')\]]*\s+(?:[—–-]\s?[A-Z].{1,40}|(?:[A-Z]\w+)(?:\s[A-Z]\w+){0,2}|[^\w\s]{1,2})$")


class Unit(NamedTuple):
    """A line or paragraph; `marker` is its list marker, `gap` tells that a blank line stands before it."""

    start: int
    end: int
    line: str
    marker: str
    gap: bool


def find_units(text: str, config: ArticlesConfig) -> list[Unit]:
    """Return the units of the text in order; together they hold all that is not white space."""
    spans = texts.lines(text)
    if not spans:
        return []
    gaps = [True, *(_is_gap(text, before.end, after.start) for before, after in itertools.pairwise(spans))]
    if is_wrapped(text, spans, gaps, config):
        spans, gaps = _join(text, spans, gaps)
    lines = [text[start:end] for start, end in spans]
    units = [Unit(*span, line, _marker(line), gap) for span, line, gap in zip(spans, lines, gaps, strict=True)]
    return _drop_stray_markers(units) if any(unit.marker for unit in units) else units


def has_terminal(line: str) -> bool:
    """Tell whether the line ends as a sentence does, closing marks and brackets aside."""
    return line.rstrip(_CLOSERS)[-1:] in _TERMINALS


def weigh_words(line: str) -> int:
    """Return how many words the line has, by its spaces; of a script without spaces two characters weigh as one.

    Only limits are compared with it; the words of an article are counted elsewhere.
    """
    spaced = line.count(" ") + 1
    return spaced if line.isascii() else spaced + len(_UNSPACED.findall(line)) // 2


def ends_inside(line: str) -> bool:
    """Tell whether the line breaks off: no terminal punctuation at its end, nor before a sign-off in brackets."""
    if _CUT_MARK.search(line, max(0, len(line) - 8)):
        return True
    tail = line[-200:]
    bare = _BRACKETED_END.sub("", tail)
    stripped = (bare if has_terminal(bare) else tail).rstrip(_CLOSERS)
    if stripped[-1:] not in _TERMINALS:
        return _SIGNED.search(tail) is None
    return stripped.endswith(("...", "…")) and line[-1] in ".…"


def is_wrapped(text: str, spans: list[Span], gaps: list[bool], config: ArticlesConfig) -> bool:
    """Tell whether the lines are cut at a width, so that one in three inner breaks falls within a sentence."""
    if any(span.end - span.start > config.wrapped_chars for span in spans):
        return False
    inner = [(spans[i - 1], spans[i]) for i in range(1, len(spans)) if not gaps[i]]
    full = sum(1 for before, _ in inner if before.end - before.start >= config.wrapped_min_chars)
    if len(inner) < 2 or full * 2 < len(inner):
        return False
    cut = sum(1 for before, after in inner if _is_cut(text, before, after))
    return cut * 3 >= len(inner)


def _is_cut(text: str, before: Span, after: Span) -> bool:
    line = before.of(text)
    return text[after.start].islower() and " " in line and " " in after.of(text) and not has_terminal(line)


def _is_gap(text: str, start: int, end: int) -> bool:
    if end - start < 2:
        return False
    between = text[start:end]
    return max(between.count("\n"), between.count("\r")) > 1


def _join(text: str, spans: list[Span], gaps: list[bool]) -> tuple[list[Span], list[bool]]:
    """Return the paragraphs, parted by blank lines, list markers and lines that end early."""
    joined: list[Span] = []
    kept: list[bool] = []
    full = max(span.end - span.start for span in spans) * _FULL_LINE
    last = 0
    for span, gap in zip(spans, gaps, strict=True):
        if gap or _marker(span.of(text)) or (last < full and not text[span.start].islower()):
            joined.append(span)
            kept.append(gap)
        else:
            joined[-1] = Span(joined[-1].start, span.end)
        last = span.end - span.start
    return joined, kept


def _marker(line: str) -> str:
    if line[0] in _BULLETS:
        return line[0] if line[1:2].isspace() else ""
    return "1" if line[0] in "(0123456789" and _NUMBER.match(line) else ""


def _drop_stray_markers(units: list[Unit]) -> list[Unit]:
    """Return the units, markers kept only in runs of two; hyphens also open lines of dialogue and prove less."""
    kept: list[Unit] = []
    run: list[Unit] = []
    for unit in units:
        if run and unit.marker != run[-1].marker:
            kept.extend(_settle(run, kept[-1] if kept else None))
            run = []
        run.append(unit)
    return [*kept, *_settle(run, kept[-1] if kept else None)]


def _settle(run: list[Unit], before: Unit | None) -> list[Unit]:
    if not run or not run[0].marker or _is_list(run, before):
        return run
    return [unit._replace(marker="") for unit in run]


def _is_list(run: list[Unit], before: Unit | None) -> bool:
    if len(run) < 2:
        return False
    if run[0].marker == "-":
        announced = before is not None and before.line.endswith(":")
        return announced or not any(has_terminal(unit.line) for unit in run)
    if run[0].marker == "1":
        numbers = [int(match[1]) for unit in run if (match := _NUMBER.match(unit.line))]
        is_counted = all(after == number + 1 for number, after in itertools.pairwise(numbers))
        return is_counted and not _are_paragraphs(run)
    return True


def _are_paragraphs(run: list[Unit]) -> bool:
    """Tell whether most of the numbered units are whole paragraphs: long, or more than one sentence."""
    long = sum(1 for unit in run if len(unit.line) > _ITEM_CHARS or _INNER_END.search(unit.line, _NUMBER_CHARS))
    return long * 2 > len(run)
