"""The explanation of a pair, or of one article: everything `printing` shows and JSON carries."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from flows.desk.explain.candidacy import Candidate, find_candidate
from flows.desk.explain.comparing import Compared, Reading, compare_readings, read_article
from flows.desk.explain.facts import (
    Hop,
    Settings,
    Share,
    find_chain,
    find_representative,
    read_judgements,
    read_match,
    read_members,
    read_nearest,
    read_row,
    read_settings,
    read_shares,
)
from flows.desk.explain.parting import Parting, read_parting
from flows.store.engine import Connection

Row = Mapping[str, Any]


class Nearest(NamedTuple):
    """The pair of highest score that was not merged: the other article, and the comparison with it."""

    article: Row
    decision: str
    compared: Compared


class Side(NamedTuple):
    """One of the two articles: its row, what it is made of, and its nearest pair that was not merged.

    `representative`: id and place of the near copy by which it is compared with others, if it is not itself compared.
    """

    article: Row
    shares: list[Share]
    representative: Row | None
    nearest: Nearest | None


class PairExplanation(NamedTuple):
    """Why two articles are what they are to each other.

    `status`: same_family, derivative, distinct, never_compared, former_version (one is not current). `stored`: their
    row of `matches`; `stood_in`: that of the near copies compared in their place. `chain`: how a family joins them that
    did not match each other. `across`: how their families compare, where they (or near copies in
    their place) match and were kept apart all the same.
    """

    status: str
    a: Side
    b: Side
    compared: Compared
    stored: Row | None
    stood_in: Row | None
    chain: list[Hop]
    across: Parting | None
    candidate: Candidate
    settings: Settings
    judgements: list[dict[str, Any]]


class ArticleExplanation(NamedTuple):
    """What one article is, its family, and its nearest pair that was not merged; `is_one`: two names meant it."""

    side: Side
    members: list[dict[str, Any]]
    judgements: list[dict[str, Any]]
    settings: Settings
    is_one: bool


def explain_article(con: Connection, article_id: str, is_one: bool) -> ArticleExplanation:
    """Return the explanation of one article; `is_one`: it was named twice."""
    settings = read_settings(con)
    reading = read_article(con, read_row(con, article_id))
    members = read_members(con, reading.article["family_id"])
    return ArticleExplanation(
        _side(con, reading, settings), members, read_judgements(con, [reading.article]), settings, is_one
    )


def explain_pair(con: Connection, one: str, other: str) -> PairExplanation:
    """Return the explanation of two different articles, A and B, by their ids."""
    settings = read_settings(con)
    a, b = (read_article(con, read_row(con, article_id)) for article_id in (one, other))
    compared = compare_readings(a, b, settings.matches)
    sides = _side(con, a, settings), _side(con, b, settings)
    stored = read_match(con, one, other)
    stood_in = None if stored else read_match(con, *(_standing(side)["article_id"] for side in sides))
    status = _status(a.article, b.article, stored or stood_in)
    matched = stored is not None and stored["decision"] == "same_family"
    apart = status in ("distinct", "derivative") and (stored or stood_in or {}).get("decision") == "same_family"
    return PairExplanation(
        status,
        *sides,
        compared,
        stored,
        stood_in,
        find_chain(con, a.article, b.article) if status == "same_family" and not matched else [],
        read_parting(con, a.article, b.article) if apart else None,
        find_candidate(a, b, settings.candidates),
        settings,
        read_judgements(con, [a.article, b.article]),
    )


def _side(con: Connection, reading: Reading, settings: Settings) -> Side:
    article = reading.article
    representative = find_representative(con, article)
    side = Side(article, read_shares(con, article["article_id"]), representative, None)
    return side._replace(nearest=_nearest(con, reading, _standing(side), settings))


def _standing(side: Side) -> Row:
    """Return the article by which a side is compared with others."""
    return side.representative or side.article


def _nearest(con: Connection, reading: Reading, standing: Row, settings: Settings) -> Nearest | None:
    if (row := read_nearest(con, standing["article_id"])) is None:
        return None
    other = read_article(con, read_row(con, row["article_id"]))
    compared = compare_readings(reading, other, settings.matches)
    return Nearest(other.article, row["decision"], compared)


def _status(a: Row, b: Row, stored: Row | None) -> str:
    if not (a["is_current"] and b["is_current"]):
        return "former_version"
    if a["family_id"] == b["family_id"]:
        return "same_family"
    if a["article_id"] == b["based_on_article_id"] or b["article_id"] == a["based_on_article_id"]:
        return "derivative"
    return "never_compared" if stored is None else "distinct"
