"""What kept two families apart though articles of theirs match: a judgement, or the figure across that was too low."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from flows.base.clusters import connected
from flows.desk.explain.facts import has_judgements, read_members
from flows.stages.matches import is_near_copy
from flows.store.engine import Connection, run_sql

Row = Mapping[str, Any]


class Company(NamedTuple):
    """The text that an article is most like of its own family, near copies aside."""

    place: str
    score: float


class Parting(NamedTuple):
    """How the articles of two families compare, near copies and what was judged one family counting once.

    `mean_score` is over all pairs across, one that was not compared scoring 0. `company_a` and `company_b` are null
    where all of the family are near copies. `judgement` is the latest by which one of each were judged apart.
    """

    pair_count: int
    compared_count: int
    match_count: int
    mean_score: float
    company_a: Company | None
    company_b: Company | None
    judgement: Row | None


def read_parting(con: Connection, a: Row, b: Row) -> Parting:
    """Return what lies between the families of two articles, as average link of the families stage counts it."""
    given = {"family_a": a["family_id"], "family_b": b["family_id"]}
    matches = run_sql(con, "explain/matches_within", parameters=given).to_pylist()
    judged = run_sql(con, "explain/standing_pairs", parameters=given).to_pylist() if has_judgements(con) else []
    members = [read_members(con, article["family_id"]) for article in (a, b)]
    places = {row["article_id"]: row["place"] for rows in members for row in rows}
    near = [(one["article_a"], one["article_b"]) for one in matches if _is_inside(one) and is_near_copy(one)]
    near += [(one["left_id"], one["right_id"]) for one in judged if one["kind"] == "same_family"]
    units = connected(places, near)
    unit_of = {article: unit[0] for unit in units for article in unit}
    sizes = [len({unit_of[row["article_id"]] for row in rows}) for rows in members]
    across = _between(matches, unit_of)
    means = [sum(one["score"] for one in pairs) / len(pairs) for pairs in across]
    return Parting(
        sizes[0] * sizes[1],
        len(across),
        sum(2 * sum(one["decision"] == "same_family" for one in pairs) >= len(pairs) for pairs in across),
        sum(means) / (sizes[0] * sizes[1]),
        _company(a["article_id"], matches, unit_of, places),
        _company(b["article_id"], matches, unit_of, places),
        next((one for one in judged if one["kind"] == "not_same_family"), None),
    )


def _is_inside(match: Row) -> bool:
    return bool(match["family_a"] == match["family_b"])


def _between(matches: Iterable[Row], unit_of: Mapping[str, str]) -> list[list[Row]]:
    """Return the comparisons across the two families, by pair of units."""
    found: dict[tuple[str, str], list[Row]] = {}
    for one in matches:
        if not _is_inside(one):
            first, second = sorted((unit_of[one["article_a"]], unit_of[one["article_b"]]))
            found.setdefault((first, second), []).append(one)
    return list(found.values())


def _company(
    article: str, matches: Sequence[Row], unit_of: Mapping[str, str], places: Mapping[str, str]
) -> Company | None:
    others = [
        (one["score"], other)
        for one in matches
        if _is_inside(one) and one["decision"] == "same_family"
        for ours, other in ((one["article_a"], one["article_b"]), (one["article_b"], one["article_a"]))
        if unit_of[ours] == unit_of[article] != unit_of[other]
    ]
    if not others:
        return None
    score, other = min(others, key=lambda pair: (-pair[0], places[pair[1]]))
    return Company(places[other], score)


def tell_parting(parting: Parting, least_average: float | None) -> str:
    """Return what kept the families apart; of the figures across, those alone that were too low."""
    if (row := parting.judgement) is not None:
        return f"{row['left_text']} and {row['right_text']} were judged not one family{by_whom(row)}"
    company = [
        f"the family of {label} went with another text, {with_whom.place} (score {with_whom.score:.3f})"
        for label, with_whom in (("A", parting.company_a), ("B", parting.company_b))
        if with_whom
    ]
    count = parting.pair_count
    pairs = f"the {count} pairs across their two families" if count > 1 else "the one pair across their two families"
    failed = []
    if least_average is not None and parting.mean_score < least_average:
        compared = f"{parting.compared_count} compared, near copies counting once"
        failed.append(
            f"the average score over {pairs} ({compared}) is {parting.mean_score:.2f}, below the {least_average:.2f} "
            "needed"
        )
    if 2 * parting.match_count < count:
        failed.append(f"only {parting.match_count} of {pairs} match, less than half")
    if not failed:
        # No figure rules them out: the families stage counts no match in a story spliced into one of the two.
        failed = ["the figures across are high enough, so what they share counts as a story spliced into one of them"]
    return "; ".join([*company, *failed])


def by_whom(judgement: Row) -> str:
    """Return who made a judgement and when, as far as it says."""
    author = f" by {judgement['author']}" if judgement["author"] else ""
    return author + (f" on {judgement['decided_on']}" if judgement["decided_on"] else "")
