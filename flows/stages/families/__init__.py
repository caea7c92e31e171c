"""Families: articles whose own text descends from one text, with their tree and where each stretch comes from.

The rows of a set of articles that matches connect (as one family or as derivative) depend on that set alone.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from flows.base.clusters import NONE_JUDGED, Judged
from flows.base.schemas import corpus
from flows.base.text import Span
from flows.stages.families.clustering import Edge, cluster
from flows.stages.families.descent import Family, Member, Pairs, describe_family, pair_row
from flows.stages.families.direction import Facts, is_before
from flows.stages.families.segments import Segment, find_counterparts, find_segments
from flows.stages.fingerprints import rows_by_article
from flows.stages.matches import is_near_copy

__all__ = ["FamiliesConfig", "assign_families"]

Row = Mapping[str, Any]


@dataclass(frozen=True)
class FamiliesConfig:
    """`least_average`: two clusters join while the mean score of the pairs across is at least this."""

    least_average: float = 0.45


DEFAULT = FamiliesConfig()
_BY_ID = [("article_a", "ascending"), ("article_b", "ascending")]


def _read_facts(articles: pa.Table) -> dict[str, Facts]:
    return {row["article_id"]: Facts(**row) for row in articles.select(list(Facts._fields)).to_pylist()}


def _find_compiled(family: Sequence[str], neighbours: Mapping[str, Sequence[Row]]) -> frozenset[str]:
    """Return the members that match an article outside the family in sentences that no member has."""
    inside = frozenset(family)
    compiled = set()
    for member in family:
        matches = neighbours.get(member, ())
        foreign = find_counterparts(member, (match for match in matches if _other(match, member) not in inside), None)
        if foreign:
            ours = find_counterparts(member, (match for match in matches if _other(match, member) in inside), None)
            if ours.keys().isdisjoint(foreign.keys()):
                compiled.add(member)
    return frozenset(compiled)


def _other(match: Row, article_id: str) -> str:
    other: str = match["article_b"] if match["article_a"] == article_id else match["article_a"]
    return other


def _find_bases(derivatives: Iterable[Row], facts_of: Mapping[str, Facts]) -> dict[str, str]:
    """Return, for each derivative, the article it rests on: of those it credits, the one it shares most with."""
    ranked: dict[str, tuple[int, float, str]] = {}
    for match in derivatives:
        a, b = facts_of[match["article_a"]], facts_of[match["article_b"]]
        later, basis = (a, b) if match["a_credits_b"] else (b, a)
        rank = (-match["quotes_aligned"], -match["score"], basis.article_id)
        if not is_before(later, basis):
            ranked[later.article_id] = min(rank, ranked.get(later.article_id, rank))
    return {article_id: rank[2] for article_id, rank in ranked.items()}


def _with_basis(member: Member, bases: Mapping[str, str], family: Sequence[str]) -> Member:
    """Return the member as a derivative, if it rests on another's reporting and on no text of its own family."""
    basis = bases.get(member.article_id)
    # What was judged one family is one text, whatever the comparison said.
    if basis is None or basis in family or member.based_on_article_id or member.derivation == "reprint":
        return member
    return member._replace(derivation="derivative", based_on_article_id=basis, order_basis="credit_line")


def _family_segments(
    family: Sequence[str],
    members: Sequence[Member],
    facts_of: Mapping[str, Facts],
    pairs: Pairs,
    body_of: Mapping[str, list[Span]],
) -> list[Segment]:
    segments = []
    for member in members:
        compared = (pair_row(pairs, member.article_id, other) for other in family if other != member.article_id)
        # What the origin shares with the others, they have from it.
        matches = [match for match in compared if match and member.derivation != "original"]
        counterparts = find_counterparts(member.article_id, matches, member.based_on_article_id)
        text = facts_of[member.article_id].text
        segments += find_segments(member.article_id, text, body_of.get(member.article_id, []), counterparts)
    return segments


def _edge(row: Row) -> Edge:
    return Edge(row["article_a"], row["article_b"], row["score"], row["decision"] == "same_family", is_near_copy(row))


def assign_families(
    articles: pa.Table,
    matches: pa.Table,
    sentences: pa.Table,
    config: FamiliesConfig = DEFAULT,
    judged: Judged = NONE_JUDGED,
) -> tuple[pa.Table, pa.Table, pa.Table]:
    """Return the tables FAMILY_MEMBERS, FAMILIES and SEGMENTS of the articles.

    `matches` holds all that were made among these articles, `sentences` at least those of the articles in matches,
    `judged` what analysts decided of any pairs; the order of rows is of no account.
    """
    sentences_of = rows_by_article(sentences.sort_by("char_start"), "char_start", "char_end")
    facts_of = _read_facts(articles)
    body_of = {key: [Span(row["char_start"], row["char_end"]) for row in rows] for key, rows in sentences_of.items()}
    pairs = {(row["article_a"], row["article_b"]): row for row in matches.sort_by(_BY_ID).to_pylist()}
    neighbours: dict[str, list[Row]] = {}
    for row in pairs.values():
        if row["decision"] == "same_family":
            neighbours.setdefault(row["article_a"], []).append(row)
            neighbours.setdefault(row["article_b"], []).append(row)
    edges = (_edge(row) for row in pairs.values())
    bases = _find_bases((row for row in pairs.values() if row["decision"] == "derivative"), facts_of)
    families: list[Family] = []
    members: list[Member] = []
    segments: list[Segment] = []
    for found in cluster(facts_of, edges, config.least_average, judged):
        family, rows = describe_family(found, facts_of, pairs, _find_compiled(found, neighbours))
        rows = [_with_basis(row, bases, found) for row in rows]
        families.append(family)
        members += rows
        if len(found) > 1:
            segments += _family_segments(found, rows, facts_of, pairs, body_of)
    return corpus.FAMILY_MEMBERS.of(members), corpus.FAMILIES.of(families), corpus.SEGMENTS.of(segments)
