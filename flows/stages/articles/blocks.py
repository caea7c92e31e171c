"""Plain text to typed blocks: what stands above the body first, then line by line what the body is made of."""

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from flows.base.text import Span, trim
from flows.stages.articles.captions import (
    find_lone_name,
    find_photo_credit,
    has_kicker,
    is_agency_sign_off,
    is_caption_text,
)
from flows.stages.articles.credits import find_labelled_credit
from flows.stages.articles.days import find_date_header
from flows.stages.articles.head import read_head
from flows.stages.articles.language import find_lists
from flows.stages.articles.lines import fills, find_margin_kind, is_heading, is_standfirst
from flows.stages.articles.people import is_sign_off
from flows.stages.articles.run_in import Signs, find_run_in
from flows.stages.articles.settings import ArticlesConfig
from flows.stages.articles.units import Unit, find_units, has_terminal

# Papers of these languages open a caption with a word in capitals and a colon, and a heading with the dash of speech.
_NORDIC = frozenset({"da", "no", "sv"})
_SPEECH_DASH = re.compile(r"^[-–—]\s+")
_DATE_LINE_CHARS = 120
_NEAR = 5
_SAMPLED = 12
_LONG = 80
# The longest stories have as many characters; in a longer text a name is looked for no further.
_STORY_CHARS = 20_000


class Block(NamedTuple):
    """A typed stretch of a text: text[start:end] is of a `kind` of the schema's closed list."""

    kind: str
    start: int
    end: int


class _Body(NamedTuple):
    """The units below the head, what each is by itself (null: prose), where a photo credit ends it, and if a title."""

    units: list[Unit]
    kinds: list[str | None]
    cuts: list[int | None]
    titles: list[bool]
    signs: Signs


def find_blocks(
    text: str, layout: Literal["plain", "body"] = "plain", config: ArticlesConfig | None = None
) -> list[Block]:
    """Return the blocks of the text in order; every character that is no white space lies in exactly one.

    Layout `body` has no headline and no date header, since the file gives them apart from the text.
    """
    limits = config or ArticlesConfig()
    units = find_units(text, limits)
    language = _find_language(units)
    head = read_head(units, language, limits, has_headline=layout == "plain")
    body = _read_body(text, head.body, language, limits)
    blocks = [Block(*typed) for typed in head.typed]
    for index in range(len(body.units)):
        blocks.extend(_unit_blocks(body, index, limits))
    return blocks


def _find_language(units: list[Unit]) -> str | None:
    """Return the language of the first units, the long ones before the short: these are headlines and furniture."""
    sampled = [unit.line for unit in units[:_SAMPLED]]
    return find_lists("\n".join(sorted(sampled, key=lambda line: len(line) < _LONG)))


def _read_body(text: str, units: list[Unit], language: str | None, config: ArticlesConfig) -> _Body:
    margins = [find_margin_kind(unit.line, config) for unit in units]
    last = max((index for index, margin in enumerate(margins) if margin is None), default=-1)
    kinds = [
        margin or _kind(unit, config, is_last=index >= last)
        for index, (unit, margin) in enumerate(zip(units, margins, strict=True))
    ]
    story = text[:_STORY_CHARS]
    cuts = [
        None if kind else _find_cut(story, unit.line, config, is_first=index == 0, is_last=index >= last)
        for index, (unit, kind) in enumerate(zip(units, kinds, strict=True))
    ]
    is_nordic = language in _NORDIC
    titles = [
        kind is None and cut is None and is_heading(_SPEECH_DASH.sub("", unit.line) if is_nordic else unit.line, config)
        for unit, kind, cut in zip(units, kinds, cuts, strict=True)
    ]
    apart = [unit.line for unit, is_title in zip(units, titles, strict=True) if is_title]
    signs = Signs(language, len(apart) > 1 and all(line[-1] in "?？" for line in apart))
    return _Body(units, kinds, cuts, titles, signs)


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


def _find_cut(story: str, line: str, config: ArticlesConfig, *, is_first: bool, is_last: bool) -> int | None:
    """Return where a photo credit ends the line; at the end of a text a bare name or agency may sign the text."""
    if len(line) > config.caption_chars:
        return None
    is_whole = is_first and is_last
    cut = find_photo_credit(line, 0 if is_whole else config.name_caption_chars)
    if cut is None and len(line) > config.name_caption_chars and not is_whole:
        cut = find_photo_credit(line, config.caption_chars)
        cut = cut if cut and _is_named_once(story, line[cut:]) else None
    if cut is None:
        return None if is_last else find_lone_name(line, config.lone_caption_chars)
    # A name with a full stop may be a sentence of one.
    if cut and line[-1] == "." and not _is_named_once(story, line[cut:-1]):
        return None
    return None if is_last and is_agency_sign_off(line[cut:]) else cut


def _is_named_once(story: str, name: str) -> bool:
    """Tell whether the name stands only at the ends of lines, as a photographer's does, of whom no story tells."""
    at_ends = sum(story.count(name + end) for end in ("\n", ".\n", "\r", ".\r")) + story.endswith((name, name + "."))
    return story.count(name) <= at_ends


def _unit_blocks(body: _Body, index: int, config: ArticlesConfig) -> list[Block]:
    unit, cut = body.units[index], body.cuts[index]
    if cut is not None:
        return _caption(unit, cut)
    kind = body.kinds[index] or _prose_kind(body, index, config)
    headings = find_run_in(unit.line, body.signs, config, may_open=index > 0) if kind == "paragraph" else []
    return list(_split(unit, headings)) if headings else [Block(kind, unit.start, unit.end)]


def _split(unit: Unit, headings: list[Span]) -> Iterator[Block]:
    """Yield the headings and the paragraphs between them."""
    start = 0
    for heading in [*headings, Span(len(unit.line), len(unit.line))]:
        before = trim(unit.line, start, heading.start)
        if before.end > before.start:
            yield Block("paragraph", unit.start + before.start, unit.start + before.end)
        if heading.end > heading.start:
            yield Block("heading", unit.start + heading.start, unit.start + heading.end)
        start = heading.end


def _caption(unit: Unit, cut: int) -> list[Block]:
    if not cut:
        return [Block("credit", unit.start, unit.end)]
    cut -= unit.line[trim(unit.line, 0, cut).end - 1] in "(["
    caption = Block("caption", unit.start, unit.start + trim(unit.line, 0, cut).end)
    return [caption, Block("credit", unit.start + cut, unit.end)]


def _prose_kind(body: _Body, index: int, config: ArticlesConfig) -> str:
    line = body.units[index].line
    is_nordic = index > 0 and body.signs.language in _NORDIC
    if len(line) <= config.name_caption_chars and (is_caption_text(line) or (is_nordic and has_kicker(line))):
        return "caption"
    if not body.titles[index] or not _is_followed(body, index, config):
        return "paragraph"
    # Between head and body a long line without an end is a standfirst as likely as a heading.
    return "paragraph" if index == 0 and is_standfirst(line, config) else "heading"


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
        if is_cut or not body.titles[number] or has_terminal(line):
            return True
        headings += 1
        if headings > 1:
            return False
    return False
