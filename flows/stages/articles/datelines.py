"""Datelines: the place, day and agency that open a report ("GENEVA, March 3 (Agency) —")."""

import re
from typing import NamedTuple

from flows.base.lexicon import entries
from flows.base.text import fold
from flows.stages.articles.days import Day, find_date_header, find_days, may_hold_year
from flows.stages.articles.lines import fills
from flows.stages.articles.people import is_agency
from flows.stages.articles.settings import any_of, numbers_of, words_of

_KICKERS = frozenset(words_of("kickers"))
_MONTH = any_of(numbers_of("months"))
_DATE = rf"(?:(?i:{_MONTH})\.?\s\d{{1,2}}|\d{{1,2}}\.?\s(?:de\s)?(?i:{_MONTH})\.?)(?:,?\s(?:de\s)?\d{{4}})?"
# Letters of the scripts that have capitals and of which the month lists are.
_UPPER = "A-ZÀ-ÖØ-ÞĀ-ŽА-ЯЁЇІЄҐ"
_REGION = rf"[{_UPPER}][\w.’'-]{{1,20}}(?:\s[{_UPPER}][\w.’'-]{{1,20}}){{0,2}}"
_AGENCY = r"\s?\([^()\d]{2,40}\)"
_DASH = r"\.?\s*(?:—|–|--|-(?=\s))\s*"
_CAPITALS = rf"[{_UPPER}][{_UPPER}.’'/ -]{{1,40}}[{_UPPER}.]"
_DATELINE = re.compile(
    rf"(?P<dateline>(?:(?P<place>{_CAPITALS})(?:,\s(?!{_DATE}){_REGION})?(?:,\s{_DATE})?(?:{_AGENCY})?"
    rf"|(?P<named>{_REGION})(?:,\s(?!{_DATE}){_REGION})?(?:,\s{_DATE})?{_AGENCY}|{_DATE}{_AGENCY}))(?:{_DASH}|:\s|\s*$)"
)
_ALONE = re.compile(rf",\s(?:{_DATE}|{_REGION})|\)\s*$|\s*(?:—|–|--)\s*$")
_PLACED = re.compile(rf"(?:{_REGION}(?:/{_REGION})?)(?:,\s{_REGION})?\s*[,|–—-]\s*")
_AGENCY_BEHIND = re.compile(r"\((?P<agency>[^()\d]{2,40})\)$")
_INITIALS = re.compile(rf"[{_UPPER}]{{3,5}}")
_LINE_CHARS = 160


class Dateline(NamedTuple):
    """The dateline in line[:end]; `day` is the date in it if it has a year, `agency` who wired the report."""

    end: int
    day: Day | None
    agency: str | None = None


def find_dateline(line: str) -> Dateline | None:
    """Return the dateline that opens the line, without the dash behind it, or null."""
    match = _DATELINE.match(line[:_LINE_CHARS])
    if match is None or (match["place"] or "").lower() in _KICKERS:
        return _find_dated_place(line)
    end = match.end("dateline")
    follows_dash = match.end() > end and match.end() < len(line)
    if not follows_dash and _ALONE.search(line) is None:
        return None
    if line[end : match.end()].strip() == ":":
        return None
    days = find_days(line, 0, end)
    return Dateline(end, days[0] if days else None, _find_agency(line[:end]))


def _find_agency(dateline: str) -> str | None:
    """Return the agency that the dateline closes with in brackets: a known one, or initials that are no country's."""
    behind = _AGENCY_BEHIND.search(dateline)
    if behind is None:
        return None
    name = behind["agency"].strip()
    has_initials = _INITIALS.fullmatch(name) is not None and fold(name) not in entries("en", "places")
    return name if has_initials or is_agency(name) else None


def _find_dated_place(line: str) -> Dateline | None:
    """Return the dateline if the line is a place and a day with its year, and nothing else."""
    if len(line) > _LINE_CHARS or not may_hold_year(line):
        return None
    place = _PLACED.match(line)
    header = find_date_header(line, place.end(), len(line)) if place else None
    return Dateline(header.end, header.days[0]) if header and fills(line, header) else None
