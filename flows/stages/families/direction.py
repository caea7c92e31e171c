"""Which of two articles of one family came first by what they say of themselves: credits and dates.

Never by length, file order or file times.
"""

import datetime
from collections.abc import Mapping
from typing import NamedTuple

from flows.stages.matches import outlet_words


class Facts(NamedTuple):
    """What an article says of itself that bears on its origin."""

    article_id: str
    outlet: str | None
    credited_outlet: str | None
    published_on: str | None
    published_at: str | None
    not_before: str | None
    language: str | None
    text: str
    is_summary: bool = False


class Precedence(NamedTuple):
    """`earlier` came before `later`, on this basis (one of ORDER_BASES)."""

    earlier: str
    later: str
    basis: str


class Statements(NamedTuple):
    """What the members of a family say of each other.

    `named`: the outlets of other members that each names as a source, as outlet_words gives them. `compiled`: members
    that also hold the text of another family; a compilation is later than what it is made of.
    """

    named: Mapping[str, frozenset[str]]
    compiled: frozenset[str]


def _is_outlet(article: Facts, name: str | None) -> bool:
    return bool(name) and bool(article.outlet) and outlet_words(article.outlet or "") == outlet_words(name or "")


def has_credit_line(article: Facts, other: Facts) -> bool:
    """Tell whether the article's credit line names the other's outlet, which is not its own."""
    return _is_outlet(other, article.credited_outlet) and not _is_outlet(article, article.credited_outlet)


def credits_elsewhere(article: Facts, outlets: frozenset[str]) -> bool:
    """Tell whether the credit line names an outlet that is none of these; `outlets` as outlet_words gives them."""
    if not article.credited_outlet or _is_outlet(article, article.credited_outlet):
        return False
    return outlet_words(article.credited_outlet) not in outlets


def _instant(stamp: str | None) -> datetime.datetime | None:
    try:
        moment = datetime.datetime.fromisoformat(stamp or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def is_before(a: Facts, b: Facts) -> bool:
    """Tell whether the dates show that a was published before b.

    Instants with an offset compare exactly, dates at the grain both have; an article without a date is no older than
    the latest date that it mentions.
    """
    instant_a, instant_b = _instant(a.published_at), _instant(b.published_at)
    if instant_a and instant_b:
        return instant_a < instant_b
    day_b = b.published_on or b.not_before
    if not a.published_on or not day_b:
        return False
    grain = min(len(a.published_on), len(day_b))
    return a.published_on[:grain] < day_b[:grain]


def date_order(article: Facts) -> tuple[bool, str, str, str]:
    """Return a key by which dated articles sort before undated ones, the oldest first, ties by id.

    It only says where to look first; `is_before` says what the dates show.
    """
    instant = _instant(article.published_at)
    stamp = instant.astimezone(datetime.UTC).isoformat() if instant else ""
    return not article.published_on, article.published_on or article.not_before or "", stamp, article.article_id


def is_summary_of(a: Facts, b: Facts) -> bool:
    """Tell whether a is a summary, such as a feed's item, and b the full text of the same outlet."""
    return a.is_summary and not b.is_summary and _is_outlet(b, a.outlet)


def _is_told_before(a: Facts, b: Facts) -> bool:
    # Nobody copies a whole text from its summary.
    return is_before(a, b) and (b.is_summary or not a.is_summary)


def find_stated(a: Facts, b: Facts, statements: Statements) -> Precedence | None:
    """Return which of the two came first and why, by the first basis that decides; null where none does."""

    def names(article: Facts, other: Facts) -> bool:
        return bool(other.outlet) and outlet_words(other.outlet or "") in statements.named[article.article_id]

    compiled = statements.compiled
    tests = (
        (has_credit_line(b, a), has_credit_line(a, b), "credit_line"),
        (names(b, a), names(a, b), "credit_line"),
        (is_summary_of(b, a), is_summary_of(a, b), "containment"),
        (_is_told_before(a, b), _is_told_before(b, a), "date"),
        (b.article_id in compiled, a.article_id in compiled, "containment"),
    )
    for is_forward, is_backward, basis in tests:
        if is_forward != is_backward:
            earlier, later = (a, b) if is_forward else (b, a)
            return Precedence(earlier.article_id, later.article_id, basis)
    return None
