"""Datelines: the place, day and agency that open a report ("GENEVA, March 3 (Agency) —")."""

import re
from typing import NamedTuple

from flows.stages.articles.days import Day, find_days
from flows.stages.articles.settings import any_of, numbers_of, words_of

_KICKERS = frozenset(words_of("kickers", languages=("en",)))
_MONTH = any_of(numbers_of("months"))
_DATE = rf"(?:(?i:{_MONTH})\.?\s\d{{1,2}}|\d{{1,2}}\.?\s(?i:{_MONTH})\.?)(?:,?\s\d{{4}})?"
_REGION = r"[A-Z][\w.’'-]{1,20}(?:\s[A-Z][\w.’'-]{1,20}){0,2}"
_AGENCY = r"\s?\([^()\d]{2,40}\)"
_DASH = r"\s*(?:—|–|--|-(?=\s))\s*"
_CAPITALS = r"[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ.’'/ -]{1,40}[A-ZÀ-ÖØ-Þ.]"
_DATELINE = re.compile(
    rf"(?P<dateline>(?:(?P<place>{_CAPITALS})(?:,\s(?!{_DATE}){_REGION})?(?:,\s{_DATE})?(?:{_AGENCY})?"
    rf"|(?P<named>{_REGION})(?:,\s(?!{_DATE}){_REGION})?(?:,\s{_DATE})?{_AGENCY}))(?:{_DASH}|:\s|\s*$)"
)
_ALONE = re.compile(rf",\s(?:{_DATE}|{_REGION})|\)\s*$|\s*(?:—|–|--)\s*$")


class Dateline(NamedTuple):
    """The dateline in line[:end]; `day` is the date in it if it has a year."""

    end: int
    day: Day | None


def find_dateline(line: str) -> Dateline | None:
    """Return the dateline that opens the line, without the dash behind it, or null."""
    match = _DATELINE.match(line[:160])
    if match is None or (match["place"] or "").casefold() in _KICKERS:
        return None
    end = match.end("dateline")
    follows_dash = match.end() > end and match.end() < len(line)
    if not follows_dash and _ALONE.search(line) is None:
        return None
    if line[end : match.end()].strip() == ":":
        return None
    days = find_days(line, 0, end)
    return Dateline(end, days[0] if days else None)
