"""What stands above the body of a plain text: headline, dates, byline, credit lines, furniture."""

import re
from typing import NamedTuple

from flows.base import lexicon
from flows.base import text as texts
from flows.base.text import trim
from flows.stages.articles.datelines import find_dateline
from flows.stages.articles.days import DateHeader, find_date_header, may_hold_year
from flows.stages.articles.lines import fills, find_edge_kind, is_headline, is_standfirst, opens_well
from flows.stages.articles.people import find_byline, is_person
from flows.stages.articles.settings import ArticlesConfig, any_of, words_of
from flows.stages.articles.units import Unit, has_terminal, weigh_words

_LOOK_AHEAD = 12
_NEAR = 4
# So far down a byline or a date may stand: below section, headline, standfirst and the lines beside them.
_HEAD_UNITS = 8
# Dates that come back so soon part the entries of a chronicle.
_CHRONICLE_UNITS = 40
_DATE_CHARS = 60
_BESIDE_CHARS = 160
_SECTION_WORDS = 2
_LEAST_WORDS = 4
_GIVEN_NAMES = lexicon.entries("en", "given_names")
_TITLED = re.compile(rf"(?:{any_of(words_of('header_labels', 'headline'))})\s*[:：]\s*(?=\S)", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*[|•·–—-]\s*|,\s+|\s+")


class Typed(NamedTuple):
    """A stretch of the text above the body: its kind, and text[start:end]."""

    kind: str
    start: int
    end: int


class Head(NamedTuple):
    """Typed stretches above the body, and the body's units; the first of these may have lost a date header."""

    typed: list[Typed]
    body: list[Unit]


class _Place(NamedTuple):
    """A unit in the head: its number, the kinds above it, the headline, and the last unit that is surely no body."""

    number: int
    above: set[str]
    last: str
    headline: str
    anchor: int
    language: str | None


def read_head(units: list[Unit], language: str | None, config: ArticlesConfig, *, has_headline: bool) -> Head:
    """Return what stands above the body, up to the first line that can be body.

    `language` names the word lists of the text. Without `has_headline` no headline and no date is looked for, since
    the file gives them elsewhere.
    """
    typed: list[Typed] = []
    above: set[str] = set()
    headline = ""
    undated = _find_chronicle(units, config) if has_headline else frozenset()
    anchor = _find_anchor(units, undated, language, config) if has_headline else -1
    for index, unit in enumerate(units):
        header = find_date_header(unit.line, 0, len(unit.line)) if has_headline and index not in undated else None
        if header and _is_run_in(unit.line, header):
            rest = trim(unit.line, header.end, len(unit.line)).start
            typed.append(Typed("date_header", unit.start, unit.start + header.end))
            body = unit._replace(start=unit.start + rest, line=unit.line[rest:], marker="", gap=False)
            return Head(typed, [body, *units[index + 1 :]])
        place = _Place(index, above, typed[-1].kind if typed else "", headline, anchor, language)
        found = _read_dates(unit, header, language) if has_headline and index not in undated else []
        found = found or _read_unit(units, place, config, has_headline=has_headline)
        if not found:
            return Head(typed, units[index:])
        typed.extend(found)
        above.update(one.kind for one in found)
        headline = headline or (unit.line if found[-1].kind == "headline" else "")
    return Head(typed, [])


def _read_dates(unit: Unit, header: DateHeader | None, language: str | None) -> list[Typed]:
    """Return the line as a date, or as a date and a byline side by side; empty if it is neither."""
    line = unit.line
    if header and fills(line, header):
        return [Typed("date_header", unit.start, unit.end)]
    if len(line) > _BESIDE_CHARS or not may_hold_year(line):
        return []
    for gap in _BETWEEN.finditer(line, header.end if header else 0):
        left, right = unit.start + trim(line, 0, gap.end()).end, unit.start + gap.end()
        if header:
            is_byline = find_byline(line[gap.end() :], language, is_certain_place=False) is not None
            return [Typed("date_header", unit.start, left), Typed("byline", right, unit.end)] if is_byline else []
        beside = find_date_header(line, gap.end(), len(line))
        if beside and fills(line, beside) and find_byline(line[: gap.start()], language, is_certain_place=False):
            return [Typed("byline", unit.start, left), Typed("date_header", right, unit.end)]
    return []


def _read_unit(units: list[Unit], place: _Place, config: ArticlesConfig, *, has_headline: bool) -> list[Typed]:
    unit = units[place.number]
    if len(unit.line) > config.head_line_chars:
        return []
    kind = _sure_kind(unit.line, place, config, has_headline=has_headline)
    if kind is None and has_headline:
        kind = _kind_above_anchor(units, place, config) if place.number < place.anchor else None
        kind = kind or _kind_above_body(units, place, config)
    if kind == "headline" and (label := _TITLED.match(unit.line)):
        name = trim(unit.line, 0, label.end())
        return [Typed("other", unit.start, unit.start + name.end), Typed(kind, unit.start + label.end(), unit.end)]
    return [Typed(kind, unit.start, unit.end)] if kind else []


def _sure_kind(line: str, place: _Place, config: ArticlesConfig, *, has_headline: bool) -> str | None:
    kind = find_edge_kind(line, config)
    if kind:
        return kind
    is_placed = not has_headline or not {"headline", "date_header", "subheadline"}.isdisjoint(place.above)
    if "byline" not in place.above and find_byline(line, place.language, is_certain_place=is_placed) is not None:
        return "byline"
    dateline = find_dateline(line)
    # Without a headline above only capitals show that a name and a day are a dateline, and not an event.
    is_shown = bool(place.headline) or line[:2].isupper()
    return "dateline" if dateline and is_shown and dateline.end >= len(line.rstrip(" -–—:")) else None


def _kind_above_anchor(units: list[Unit], place: _Place, config: ArticlesConfig) -> str | None:
    """Return what a line is that stands above a byline or date: headline, standfirst, or what sites put beside them."""
    line, above = units[place.number].line, place.above
    if place.headline:
        if texts.fold(line) == texts.fold(place.headline):
            return "headline"
        if "byline" in above:
            return "other"
        return "byline" if _is_given_name(line) else "subheadline" if weigh_words(line) >= _LEAST_WORDS else "other"
    below = units[place.number + 1].line
    is_section = weigh_words(line) <= _SECTION_WORDS and not has_terminal(line) and "byline" not in above
    if is_section and place.number + 1 < place.anchor and weigh_words(below) >= _LEAST_WORDS:
        return "other" if is_headline(below, config, may_hold_sentences=True) else None
    return None


def _kind_above_body(units: list[Unit], place: _Place, config: ArticlesConfig) -> str | None:
    """Return headline for the first line, or for one between date and byline; when in doubt null."""
    line, above = units[place.number].line, place.above
    if place.headline:
        return _kind_below_headline(units, place, config)
    is_followed = place.number < place.anchor
    if "byline" in above or not is_headline(line, config, may_hold_sentences=is_followed):
        return None
    if not _has_body(units, place.number + 1, config):
        return None
    return "headline" if "date_header" not in above or is_followed else None


def _kind_below_headline(units: list[Unit], place: _Place, config: ArticlesConfig) -> str | None:
    """Return subheadline for a line right below the headline that is no sentence, byline for a name below the date."""
    line = units[place.number].line
    next_line = units[place.number + 1].line if place.number + 1 < len(units) else ""
    if not has_terminal(next_line) or weigh_words(next_line) <= _LEAST_WORDS:
        return None
    if place.last == "headline":
        return "subheadline" if is_standfirst(line, config) else None
    is_bare = place.last == "date_header" and "byline" not in place.above
    return "byline" if is_bare and _is_given_name(line) else None


def _find_anchor(units: list[Unit], undated: frozenset[int], language: str | None, config: ArticlesConfig) -> int:
    """Return the number of the last byline or date near the top below lines that are no body, or -1."""
    anchor = -1
    for index, unit in enumerate(units[:_HEAD_UNITS]):
        if len(unit.line) > config.head_line_chars:
            break
        if index and index not in undated and len(unit.line) <= _BESIDE_CHARS and _is_above_body(unit.line, language):
            anchor = index
    return anchor if anchor > 0 and _has_body(units, anchor + 1, config) else -1


def _find_chronicle(units: list[Unit], config: ArticlesConfig) -> frozenset[int]:
    """Return the numbers of the lines that are dates without a label above entries of a chronicle, none if it is none.

    Two such dates make one; the dates of a list of links stand above titles.
    """
    if not any(_is_bare_date(unit.line) for unit in units[:_HEAD_UNITS]):
        return frozenset()
    dated = [index for index, unit in enumerate(units[:_CHRONICLE_UNITS]) if _is_bare_date(unit.line)]
    below = [units[index + 1].line if index + 1 < len(units) else "" for index in dated]
    entries = [
        index
        for index, line in zip(dated, below, strict=True)
        if has_terminal(line) and weigh_words(line) > config.sentence_words
    ]
    return frozenset(entries) if len(entries) > 1 else frozenset()


def _is_bare_date(line: str) -> bool:
    """Tell whether the line is a date without a label."""
    if len(line) > _DATE_CHARS:
        return False
    header = find_date_header(line, 0, len(line))
    return header is not None and not header.days[0].label and fills(line, header)


def _is_above_body(line: str, language: str | None) -> bool:
    header = find_date_header(line, 0, len(line))
    return bool(header and fills(line, header)) or bool(find_byline(line, language, is_certain_place=True))


def _is_given_name(line: str) -> bool:
    """Tell whether the whole line is a person's name that begins with a given name known as one."""
    return len(line) < _DATE_CHARS and is_person(line) and texts.fold(line.split(None, 1)[0]) in _GIVEN_NAMES


def _has_body(units: list[Unit], start: int, config: ArticlesConfig) -> bool:
    """Tell whether sentences follow within the next few lines, as under a headline and not in a menu."""
    seen = 0
    for unit in units[start : start + _LOOK_AHEAD]:
        if find_edge_kind(unit.line, config) is None:
            if has_terminal(unit.line) and weigh_words(unit.line) > config.sentence_words:
                return True
            seen += 1
            if seen == _NEAR:
                return False
    return False


def _is_run_in(line: str, header: DateHeader) -> bool:
    """Tell whether a sentence stands right behind the date; a date that opens a sentence goes on in lower case."""
    rest = line[header.end : header.end + 400]
    return rest[:1].isspace() and opens_well(rest.strip()) and rest.count(" ") > _NEAR - 1
