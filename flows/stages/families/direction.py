"""Which of two articles of one family came first: by what they say, never by length, file order or file times.

How wording was altered is no basis here: on rewrites of known origin, lost quotation marks pointed the wrong way for
nearly half the pairs, and they order independent renderings of one text, which have no order.
"""

import datetime
from collections.abc import Mapping
from typing import Any, NamedTuple

from flows.stages.matches import credited_by, outlet_words

Row = Mapping[str, Any]


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


def has_credit_line(article: Facts, other: Facts) -> bool:
    """Tell whether the article's credit line names the other's outlet, which is not its own."""
    return credited_by("", article.outlet, article.credited_outlet, other.outlet)


def credits_elsewhere(article: Facts, others: list[Facts]) -> bool:
    """Tell whether the credit line names an outlet that is neither its own nor that of one of the others."""
    if not article.credited_outlet:
        return False
    known = {outlet_words(one.outlet) for one in (article, *others) if one.outlet}
    return outlet_words(article.credited_outlet) not in known


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


def is_summary_of(a: Facts, b: Facts) -> bool:
    """Tell whether a is a summary, such as a feed's item, and b the full text of the same outlet."""
    if not a.is_summary or b.is_summary or not a.outlet or not b.outlet:
        return False
    return outlet_words(a.outlet) == outlet_words(b.outlet)


def find_precedence(a: Facts, b: Facts, match: Row | None, compiled: frozenset[str]) -> Precedence | None:
    """Return which of the two came first and why; null where nothing decides. The first basis that decides holds.

    `match`: their row in MATCHES, of which a is article_a. `compiled`: articles of the family that also hold the text
    of another family; a compilation is later than what it is made of.
    """
    forward, backward = (a.article_id, b.article_id), (b.article_id, a.article_id)
    tests = (
        (has_credit_line(b, a), has_credit_line(a, b), "credit_line"),
        (match is not None and match["b_credits_a"], match is not None and match["a_credits_b"], "credit_line"),
        (is_summary_of(b, a), is_summary_of(a, b), "containment"),
        (is_before(a, b), is_before(b, a), "date"),
        (b.article_id in compiled, a.article_id in compiled, "containment"),
    )
    for is_forward, is_backward, basis in tests:
        if is_forward != is_backward:
            return Precedence(*(forward if is_forward else backward), basis)
    return None
