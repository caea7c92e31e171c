"""What stands above the body of a plain text: headline, dates, byline, credit lines, furniture."""

from typing import NamedTuple

from flows.base.text import trim
from flows.stages.articles.datelines import find_dateline
from flows.stages.articles.days import DateHeader, find_date_header
from flows.stages.articles.lines import fills, find_edge_kind, is_headline, opens_well
from flows.stages.articles.people import find_byline
from flows.stages.articles.settings import ArticlesConfig
from flows.stages.articles.units import Unit, has_terminal

_LOOK_AHEAD = 12
_NEAR = 4


class Head(NamedTuple):
    """Typed units above the body, and the body's units; the first of these may have lost a date header."""

    typed: list[tuple[str, int, int]]
    body: list[Unit]


def read_head(units: list[Unit], config: ArticlesConfig, *, has_headline: bool) -> Head:
    """Return what stands above the body as (kind, start, end), up to the first line that can be body.

    Without `has_headline` no headline and no date is looked for, since the file gives them elsewhere.
    """
    typed: list[tuple[str, int, int]] = []
    above: set[str] = set()
    for index, unit in enumerate(units):
        header = find_date_header(unit.line, 0, len(unit.line)) if has_headline else None
        if header and _is_run_in(unit.line, header):
            rest = trim(unit.line, header.end, len(unit.line)).start
            typed.append(("date_header", unit.start, unit.start + header.end))
            body = unit._replace(start=unit.start + rest, line=unit.line[rest:], marker="", gap=False)
            return Head(typed, [body, *units[index + 1 :]])
        is_date = header is not None and fills(unit.line, header)
        kind = "date_header" if is_date else _kind(units, index, above, config, has_headline=has_headline)
        if kind is None:
            return Head(typed, units[index:])
        typed.append((kind, unit.start, unit.end))
        above.add(kind)
    return Head(typed, [])


def _kind(units: list[Unit], index: int, above: set[str], config: ArticlesConfig, *, has_headline: bool) -> str | None:
    line = units[index].line
    if len(line) > config.head_line_chars:
        return None
    kind = find_edge_kind(line, config)
    if kind:
        return kind
    is_placed = bool(above & {"headline", "date_header", "subheadline"}) or not has_headline
    if "byline" not in above and find_byline(line, is_certain_place=is_placed) is not None:
        return "byline"
    dateline = find_dateline(line)
    if dateline and dateline.end >= len(line.rstrip(" -–—:")):
        return "dateline"
    return _headline_kind(units, index, above, config) if has_headline else None


def _headline_kind(units: list[Unit], index: int, above: set[str], config: ArticlesConfig) -> str | None:
    """Return headline for the first line, or for one between date and byline; when in doubt null."""
    is_followed = index + 1 < len(units) and _is_above_body(units[index + 1].line)
    if "byline" in above or not is_headline(units[index].line, config, may_hold_sentences=is_followed):
        return None
    if not _has_body(units, index + 1, config):
        return None
    if "headline" in above:
        return "subheadline" if is_followed and "subheadline" not in above else None
    return "headline" if "date_header" not in above or is_followed else None


def _is_above_body(line: str) -> bool:
    header = find_date_header(line, 0, len(line))
    return bool(header and fills(line, header)) or bool(find_byline(line, is_certain_place=True))


def _has_body(units: list[Unit], start: int, config: ArticlesConfig) -> bool:
    """Tell whether sentences follow within the next few lines, as under a headline and not in a menu."""
    following = [unit for unit in units[start : start + _LOOK_AHEAD] if find_edge_kind(unit.line, config) is None]
    return any(has_terminal(unit.line) and unit.line.count(" ") >= config.sentence_words for unit in following[:_NEAR])


def _is_run_in(line: str, header: DateHeader) -> bool:
    """Tell whether a sentence stands right behind the date; a date that opens a sentence goes on in lower case."""
    rest = line[header.end : header.end + 400]
    return rest[:1].isspace() and opens_well(rest.strip()) and rest.count(" ") > _NEAR - 1
