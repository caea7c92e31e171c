"""Families: articles whose own text descends from one text, with their tree and where each stretch comes from.

The rows of a set of articles that matches connect (as one family or as derivative) depend on that set alone.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import pyarrow as pa

from flows.base.clusters import NONE_JUDGED, Judged
from flows.base.schemas import corpus
from flows.base.text import Span
from flows.stages.families.clustering import Edge, cluster
from flows.stages.families.descent import Descent, Family, Kin, Member, describe_family, describe_single
from flows.stages.families.direction import Facts, is_before
from flows.stages.families.segments import (
    Counterpart,
    Segment,
    find_counterparts,
    find_segments,
    other_article,
    trace_sentences,
)
from flows.stages.families.splices import find_splices
from flows.stages.families.witness import make_witness
from flows.stages.fingerprints import rows_by_article
from flows.stages.matches import in_two_languages, is_near_copy

__all__ = ["RULE", "FamiliesConfig", "assign_families"]

RULE = "families/1"

Row = Mapping[str, Any]
Neighbours = Mapping[str, Sequence[Row]]


@dataclass(frozen=True)
class FamiliesConfig:
    """`least_average`: two clusters join while the mean score of the pairs across is at least this."""

    least_average: float = 0.45


DEFAULT = FamiliesConfig()
_BY_ID = [("article_a", "ascending"), ("article_b", "ascending")]


def _read_facts(articles: pa.Table) -> dict[str, Facts]:
    return {row["article_id"]: Facts(**row) for row in articles.select(list(Facts._fields)).to_pylist()}


def _find_compiled(family: Sequence[str], neighbours: Neighbours) -> frozenset[str]:
    """Return the members that match an article outside the family in sentences that no member has."""
    inside = frozenset(family)
    compiled = set()
    for member in family:
        matches = neighbours.get(member, ())
        foreign = find_counterparts(member, (match for match in matches if other_article(match, member) not in inside))
        if foreign:
            ours = find_counterparts(member, (match for match in matches if other_article(match, member) in inside))
            if ours.keys().isdisjoint(foreign.keys()):
                compiled.add(member)
    return frozenset(compiled)


def _find_bases(derivatives: Iterable[Row], facts_of: Mapping[str, Facts]) -> dict[str, Row]:
    """Return, for each derivative, the match with its basis: of those it credits, the one it shares most with."""
    ranked: dict[str, tuple[int, float, str]] = {}
    found: dict[str, Row] = {}
    for match in derivatives:
        a, b = facts_of[match["article_a"]], facts_of[match["article_b"]]
        later, basis = (a, b) if match["a_credits_b"] else (b, a)
        rank = (-match["quotes_aligned"], -match["score"], basis.article_id)
        if not is_before(later, basis) and rank <= ranked.get(later.article_id, rank):
            ranked[later.article_id], found[later.article_id] = rank, match
    return found


def _with_basis(member: Member, bases: Mapping[str, Row], family: Collection[str]) -> Member:
    """Return the member as a derivative, if it rests on another's reporting and on no text of its own family."""
    match = bases.get(member.article_id)
    if match is None or member.based_on_article_id or member.derivation == "reprint":
        return member
    basis = other_article(match, member.article_id)
    # What was judged one family is one text, whatever the comparison said.
    if basis in family:
        return member
    return member._replace(derivation="derivative", based_on_article_id=basis, order_basis="credit_line")


class _Known(NamedTuple):
    """What is known of all articles: their facts, sentences, matches of one family, and match as a derivative."""

    facts: Mapping[str, Facts]
    sentences: Mapping[str, Sequence[Row]]
    neighbours: Neighbours
    bases: Mapping[str, Row]


def _make_kin(family: Sequence[str], known: _Known) -> Kin:
    """Return what is known of the members of one family."""
    facts = {one: known.facts[one] for one in family}
    witnesses = {
        one: make_witness(fact._asdict(), fact.text, known.sentences.get(one, [])) for one, fact in facts.items()
    }
    compared = {one: [other_article(match, one) for match in known.neighbours.get(one, ())] for one in family}
    return Kin(facts, witnesses, compared, _find_compiled(family, known.neighbours))


def _said_by_matches(article_id: str, kin: Kin, descent: Descent, neighbours: Neighbours) -> Iterator[Row]:
    """Yield the matches with whom the member may have its text from; a compilation's with other families too."""
    donors = descent.donors[article_id]
    for match in neighbours.get(article_id, ()):
        other = other_article(match, article_id)
        if other in donors or (article_id in kin.compiled and len(kin.facts) > 1 and other not in kin.facts):
            yield match


def _trace(
    article_id: str, kin: Kin, descent: Descent, aligned: Iterable[Row], facts: Mapping[str, Facts]
) -> list[Segment]:
    """Return the segments of an article: first by its donors' wording, then by what matches with others aligned."""
    witness = kin.witnesses[article_id]
    counterparts = trace_sentences(witness, [kin.witnesses[donor] for donor in descent.donors[article_id]])
    for span, others in find_counterparts(article_id, aligned).items():
        other, theirs = others[0]
        is_rendering = in_two_languages(facts[article_id].language, facts[other].language)
        counterparts.setdefault(span, Counterpart(other, facts[other].text, (theirs,), is_rendering))
    body = [Span(sentence.char_start, sentence.char_end) for sentence in witness.sentences]
    return find_segments(article_id, witness.text, body, counterparts)


def _describe(family: Sequence[str], known: _Known) -> tuple[Family, list[Member], list[Segment]]:
    """Return the rows of one family; a lone article has segments only if it rests on another's reporting."""
    if len(family) == 1 and family[0] not in known.bases:
        single, member = describe_single(known.facts[family[0]])
        return single, [member], []
    kin = _make_kin(family, known)
    descent = describe_family(family, kin)
    members = [_with_basis(row, known.bases, kin.facts) for row in descent.members]
    segments: list[Segment] = []
    for row in members:
        if len(family) > 1 or row.derivation == "derivative":
            rests_on = [known.bases[row.article_id]] if row.derivation == "derivative" else []
            aligned = [*_said_by_matches(row.article_id, kin, descent, known.neighbours), *rests_on]
            segments += _trace(row.article_id, kin, descent, aligned, known.facts)
    return descent.family, members, segments


def _edge(row: Row, splices: Collection[tuple[str, str]]) -> Edge:
    pair = row["article_a"], row["article_b"]
    is_match = row["decision"] == "same_family" and pair not in splices
    return Edge(*pair, row["score"], is_match, is_match and is_near_copy(row))


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
    sentences_of = rows_by_article(sentences.sort_by("char_start"), "char_start", "char_end", "terms", "names")
    facts_of = _read_facts(articles)
    pairs = matches.sort_by(_BY_ID).to_pylist()
    neighbours: dict[str, list[Row]] = {}
    for row in pairs:
        if row["decision"] == "same_family":
            neighbours.setdefault(row["article_a"], []).append(row)
            neighbours.setdefault(row["article_b"], []).append(row)
    bases = _find_bases((row for row in pairs if row["decision"] == "derivative"), facts_of)
    known = _Known(facts_of, sentences_of, neighbours, bases)
    families: list[Family] = []
    members: list[Member] = []
    segments: list[Segment] = []
    splices = find_splices(neighbours, sentences_of)
    edges = (_edge(row, splices) for row in pairs)
    for found in cluster(facts_of, edges, config.least_average, judged):
        family, rows, stretches = _describe(found, known)
        families.append(family)
        members += rows
        segments += stretches
    return corpus.FAMILY_MEMBERS.of(members), corpus.FAMILIES.of(families), corpus.SEGMENTS.of(segments)
