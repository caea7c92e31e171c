"""Plain text to typed blocks: what stands above the body first, then line by line what the body is made of."""

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from flows.base.text import Span, trim
from flows.stages.articles.credits import (
    find_labelled_credit,
    find_lone_name,
    find_photo_credit,
    is_agency_sign_off,
    is_caption_text,
)
from flows.stages.articles.days import find_date_header
from flows.stages.articles.head import read_head
from flows.stages.articles.lines import fills, find_margin_kind, is_heading
from flows.stages.articles.people import is_sign_off
from flows.stages.articles.settings import ArticlesConfig, words_of
from flows.stages.articles.units import Unit, find_units, has_terminal

_OPENERS = frozenset(words_of("sentence_openers"))
_CUES = frozenset(words_of("run_in_cues", languages=("en",)))
_QUOTED_RUN_IN = re.compile(
    r"(?P<heading>[“\"„«»](?<=\s.)(?=\S)[^“”\"„«»\n]{4,80}[”\"“»«])\s(?P<next>[^\W\d_][\w’'-]*)",
)
_CLOSING = ("” ", '" ', "“ ", "» ", "« ")
_SENTENCE_END = re.compile(r"[.!?…][”\"“»«’'）)\]]*\s+$")
_DATE_LINE_CHARS = 120
_NEAR = 5


class Block(NamedTuple):
    """A typed stretch of a text: text[start:end] is of a `kind` of the schema's closed list."""

    kind: str
    start: int
    end: int


class _Body(NamedTuple):
    """The units below the head, what each is by itself (null: prose), and where a photo credit ends it."""

    units: list[Unit]
    kinds: list[str | None]
    cuts: list[int | None]


def find_blocks(
    text: str, layout: Literal["plain", "body"] = "plain", config: ArticlesConfig | None = None
) -> list[Block]:
    """Return the blocks of the text in order; every character that is no white space lies in exactly one.

    Layout `body` has no headline and no date header, since the file gives them apart from the text.
    """
    limits = config or ArticlesConfig()
    head = read_head(find_units(text, limits), limits, has_headline=layout == "plain")
    body = _read_body(head.body, limits)
    blocks = [Block(*typed) for typed in head.typed]
    for index in range(len(body.units)):
        blocks.extend(_unit_blocks(body, index, limits))
    return blocks


def _read_body(units: list[Unit], config: ArticlesConfig) -> _Body:
    margins = [find_margin_kind(unit.line, config) for unit in units]
    last = max((index for index, margin in enumerate(margins) if margin is None), default=-1)
    kinds = [
        margin or _kind(unit, config, is_last=index >= last)
        for index, (unit, margin) in enumerate(zip(units, margins, strict=True))
    ]
    cuts = [
        None if kind else _find_cut(unit.line, config, is_first=index == 0, is_last=index >= last)
        for index, (unit, kind) in enumerate(zip(units, kinds, strict=True))
    ]
    return _Body(units, kinds, cuts)


def _kind(unit: Unit, config: ArticlesConfig, *, is_last: bool) -> str | None:
    if len(unit.line) <= config.head_line_chars:
        labelled = find_labelled_credit(unit.line)
        if labelled:
            return "credit_line" if is_last else "credit"
        if is_sign_off(unit.line):
            return "byline"
        if _is_labelled_date(unit.line):
            return "date_header"
    return "list_item" if unit.marker else None


def _is_labelled_date(line: str) -> bool:
    header = find_date_header(line, 0, len(line)) if len(line) < _DATE_LINE_CHARS else None
    return header is not None and header.days[0].label != "" and fills(line, header)


def _find_cut(line: str, config: ArticlesConfig, *, is_first: bool, is_last: bool) -> int | None:
    """Return where a photo credit ends the line; at the end of a text a bare name or agency may sign the text."""
    if len(line) > config.caption_chars:
        return None
    cut = find_photo_credit(line, 0 if is_first and is_last else config.name_caption_chars)
    if cut is None:
        return None if is_last else find_lone_name(line, config.lone_caption_chars)
    return None if is_last and is_agency_sign_off(line[cut:]) else cut


def _unit_blocks(body: _Body, index: int, config: ArticlesConfig) -> Iterator[Block]:
    unit, cut = body.units[index], body.cuts[index]
    if cut is not None:
        yield from _caption(unit, cut)
        return
    kind = body.kinds[index] or _prose_kind(body, index, config)
    if kind == "paragraph":
        yield from _split_run_in(unit, config)
    else:
        yield Block(kind, unit.start, unit.end)


def _caption(unit: Unit, cut: int) -> Iterator[Block]:
    if cut:
        caption = trim(unit.line, 0, cut)
        bracket = unit.line[caption.end - 1] in "(["
        cut -= bracket
        yield Block("caption", unit.start, unit.start + trim(unit.line, 0, cut).end)
    yield Block("credit", unit.start + cut, unit.end)


def _prose_kind(body: _Body, index: int, config: ArticlesConfig) -> str:
    line = body.units[index].line
    if len(line) <= config.name_caption_chars and is_caption_text(line):
        return "caption"
    if not is_heading(line, config) or not _is_followed(body, index, config):
        return "paragraph"
    # Between head and body a long line without an end is a standfirst as likely as a heading.
    is_standfirst = index == 0 and not has_terminal(line) and line.count(" ") + 1 > config.standfirst_words
    return "paragraph" if is_standfirst else "heading"


def _is_followed(body: _Body, index: int, config: ArticlesConfig) -> bool:
    """Tell whether body text comes next, or after one more heading; furniture and captions between do not count."""
    headings = 0
    for number in range(index + 1, min(index + 1 + _NEAR, len(body.units))):
        line, kind = body.units[number].line, body.kinds[number]
        if kind == "list_item":
            return True
        if kind or body.cuts[number] is not None:
            continue
        # The last line is no heading, whatever it looks like: it is cut.
        is_cut = number == len(body.units) - 1 and line.count(" ") >= config.standfirst_words
        if is_cut or not is_heading(line, config) or has_terminal(line):
            return True
        headings += 1
        if headings > 1:
            return False
    return False


def _split_run_in(unit: Unit, config: ArticlesConfig) -> Iterator[Block]:
    """Yield the paragraph, taken apart at quoted headings that stand between two of its sentences."""
    start = 0
    has_marks = any(mark in unit.line for mark in _CLOSING)
    for match in _QUOTED_RUN_IN.finditer(unit.line) if has_marks else ():
        if _is_run_in_heading(unit.line, match, config):
            before = trim(unit.line, start, match.start("heading"))
            yield Block("paragraph", unit.start + before.start, unit.start + before.end)
            yield Block("heading", unit.start + match.start("heading"), unit.start + match.end("heading"))
            start = match.end("heading")
    rest = trim(unit.line, start, len(unit.line)) if start else Span(0, len(unit.line))
    yield Block("paragraph", unit.start + rest.start, unit.start + rest.end)


def _is_run_in_heading(line: str, match: re.Match[str], config: ArticlesConfig) -> bool:
    """Tell whether a sentence ends before the quoted words, they are a title, and another sentence opens after them."""
    words = match["heading"][1:-1].split()
    if not 2 <= len(words) <= config.quoted_heading_words or not words[0][0].isupper():
        return False
    if words[-1][-1] in ".,;:!?…" or match["next"].casefold() not in _OPENERS or not match["next"][0].isupper():
        return False
    if _SENTENCE_END.search(line, max(0, match.start() - 8), match.start()) is None:
        return False
    following = line[match.start("next") : match.start("next") + 80].split()[:3]
    return not any(word.strip(".,;:").casefold() in _CUES for word in following)
