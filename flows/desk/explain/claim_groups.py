"""Why claims are one fact or not: the pairs among them worked out afresh, how they are counted, what is nearest."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import pyarrow as pa

from flows.base.clusters import Judged
from flows.base.schemas.local import CLAIMS
from flows.desk.explain.facts import has_judgements
from flows.desk.explain.scope import Row, Scope, read_config, read_scope, rows_of
from flows.desk.explain.ways import find_way
from flows.stages.fingerprints import concepts_in, make_surroundings
from flows.stages.fingerprints.item_keys import find_claim_keys
from flows.stages.groups import (
    RULE,
    SAME_FACT,
    GroupsConfig,
    assign_groups,
    find_repeated_claims,
    pair_claims_across,
    pair_family_claims,
)
from flows.stages.groups.gist import Gist, read_gists
from flows.stages.groups.likeness import dates_conflict, numbers_conflict, numbers_fit, score_across
from flows.stages.groups.linking import standing
from flows.stages.groups.sameness import acts_fit, names_fit, score_gists, shared_weight
from flows.store.engine import Connection, run_sql

_PAIRS = pa.schema([("claim_a", pa.string()), ("claim_b", pa.string()), ("is_quoted", pa.bool_())])


@dataclass(frozen=True)
class ClaimTie:
    """Two claims, and what ties them: basis and score, null where nothing does, and how alike they are.

    `wording`: likeness of the wordings; `gist`: of what they tell, `shared` the weight of what both tell; 0 to 1 but
    the last. `told` says it in words, with what was needed.
    """

    a: dict[str, Any]
    b: dict[str, Any]
    basis: str | None
    score: float | None
    wording: float
    gist: float
    shared: float
    told: str


@dataclass(frozen=True)
class GroupExplanation:
    """Why these claims are one fact.

    `counts` say claim by claim for which family it counts and on which root it rests; `links` are the groups that bear
    on this one. `is_same_now`: the pairs worked out now join the very same claims.
    """

    group: dict[str, Any]
    first_place: str | None
    mentions: list[dict[str, Any]]
    ties: tuple[ClaimTie, ...]
    counts: list[dict[str, Any]]
    nearest: ClaimTie | None
    links: list[dict[str, Any]]
    judgements: list[dict[str, Any]]
    is_same_now: bool
    left_out: int
    rule: str


@dataclass(frozen=True)
class ClaimPairExplanation:
    """Why two claims are one fact or not; `path` leads from one to the other where others join them."""

    groups: tuple[str, str]
    tie: ClaimTie
    path: tuple[ClaimTie, ...]
    judgements: list[dict[str, Any]]
    left_out: int
    rule: str


@dataclass(frozen=True)
class Paired:
    """The claims of a scope by id, with their places; the pairs worked out among them; what each tells."""

    scope: Scope
    claims: dict[str, dict[str, Any]]
    pairs: dict[tuple[str, str], dict[str, Any]]
    gists: Mapping[str, Gist]
    config: GroupsConfig


def pair_scope(con: Connection, scope: Scope) -> Paired:
    """Return the pairs among the claims of a scope, made by the functions of a run."""
    _, config, least_keys = read_config(con)
    query = "from claims where list_contains($ids, article_id) order by article_id, char_start, claim_id"
    rows = rows_of(con, query, scope.articles).to_pylist()
    local = _as_found(rows)
    within = pair_family_claims(local, scope.members, scope.matches, scope.sentences, config).to_pylist()
    candidates = _candidates(con, rows, scope, least_keys)
    dated = [{"article_id": key, "published_on": row["published_on"]} for key, row in scope.articles.items()]
    articles = pa.Table.from_pylist(dated, pa.schema([("article_id", pa.string()), ("published_on", pa.string())]))
    across = pair_claims_across(candidates, local, scope.sentences, articles, config).to_pylist()
    placed = {row["claim_id"]: {**row, "place": scope.articles[row["article_id"]]["place"]} for row in rows}
    pairs = {(row["claim_a"], row["claim_b"]): row for row in (*within, *across)}
    return Paired(scope, placed, pairs, read_gists(rows, scope.sentences), config)


def _as_found(rows: Sequence[Row]) -> pa.Table:
    """Return claims as a run compares them: dates that an article owes to its family came later."""
    return CLAIMS.of(
        {**{name: row[name] for name in CLAIMS.names}, "dates": [_own_date(day) for day in row["dates"]]}
        for row in rows
    )


def _own_date(day: Mapping[str, Any]) -> dict[str, Any]:
    if day["anchor_source"] != "family":
        return dict(day)
    return {**day, "date_from": None, "date_to": None, "anchor": None, "anchor_source": None}


def _candidates(con: Connection, rows: Sequence[Row], scope: Scope, least_keys: int) -> pa.Table:
    """Return the pairs of claims of two families that share enough keys, or stand in quotes with the same words."""
    shared: dict[tuple[str, str], int] = defaultdict(int)
    for claims in _by_key(rows, scope).values():
        for pair in combinations(sorted(claims), 2):
            shared[pair] += 1
    family = {row["claim_id"]: scope.articles[row["article_id"]]["family_id"] for row in rows}
    quoted = _quoted(con, rows)
    pairs = {pair for pair, count in shared.items() if count >= least_keys} | quoted
    found = sorted(pair for pair in pairs if family[pair[0]] != family[pair[1]])
    return pa.Table.from_pylist([{"claim_a": a, "claim_b": b, "is_quoted": (a, b) in quoted} for a, b in found], _PAIRS)


def _by_key(rows: Sequence[Row], scope: Scope) -> dict[int, set[str]]:
    sentences: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for sentence in scope.sentences.to_pylist():
        sentences[sentence["article_id"]].append(sentence)
    own: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        own[row["article_id"]].append(row)
    found: dict[int, set[str]] = defaultdict(set)
    for article, claims in own.items():
        around = make_surroundings(sentences[article], claims)
        for row in claims:
            for key in find_claim_keys(concepts_in(row), around.of(row)):
                found[key].add(row["claim_id"])
    return found


def _quoted(con: Connection, rows: Sequence[Row]) -> set[tuple[str, str]]:
    """Return the pairs of claims in quotes of one utterance."""
    quotes = {row["quote_id"] for row in rows if row["quote_id"]}
    query = "select quote_id, utterance_id from utterance_quotes where list_contains($ids, quote_id)"
    utterance = dict(zip(*rows_of(con, query, quotes).to_pydict().values(), strict=True))
    by_utterance: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if row["quote_id"]:
            by_utterance[utterance[row["quote_id"]]].append(row["claim_id"])
    return {pair for claims in by_utterance.values() for pair in combinations(sorted(claims), 2)}


def explain_group(con: Connection, claim_group_id: str) -> GroupExplanation:
    """Return the explanation of a claim group."""
    query = "from claim_groups where claim_group_id = $id"
    group = con.sql(query, params={"id": claim_group_id}).to_arrow_table().to_pylist()[0]
    given = {"claim_group_id": claim_group_id}
    mentions = run_sql(con, "trace/group_mentions", parameters=given).to_pylist()
    own = {row["id"] for row in mentions}
    articles = {row["article_id"] for row in mentions}
    beside = run_sql(con, "explain/near_claim_articles", parameters={**given, "articles": sorted(articles)})
    paired = pair_scope(con, read_scope(con, articles | set(beside["article_id"].to_pylist()[:_NEAR])))
    ties = [_tie(paired, pair) for pair in paired.pairs.values() if {pair["claim_a"], pair["claim_b"]} <= own]
    joining = [tie for tie in ties if tie.basis in SAME_FACT]
    first = paired.scope.articles.get(group["first_article_id"])
    return GroupExplanation(
        group,
        first["place"] if first else None,
        mentions,
        tuple(sorted(joining, key=lambda tie: (tie.score, tie.a["claim_id"], tie.b["claim_id"]))),
        run_sql(con, "explain/group_counts", parameters=given).to_pylist(),
        _nearest(paired, own),
        run_sql(con, "explain/group_links", parameters=given).to_pylist(),
        _judgements(con, [claim_group_id, *own]),
        _joined_now(con, paired, own) == own,
        paired.scope.left_out,
        RULE,
    )


_NEAR = 12


def explain_claims(con: Connection, one: str, other: str) -> ClaimPairExplanation:
    """Return the explanation of two claims."""
    found = {
        row["claim_id"]: row
        for row in rows_of(con, "from claims where list_contains($ids, claim_id)", [one, other]).to_pylist()
    }
    paired = pair_scope(con, read_scope(con, {row["article_id"] for row in found.values()}))
    groups = (found[one]["claim_group_id"], found[other]["claim_group_id"])
    first, second = sorted((one, other))
    pair = paired.pairs.get((first, second))
    tie = _tie(paired, pair) if pair else _untied(paired, first, second)
    is_direct = tie.basis in SAME_FACT
    path = () if is_direct or groups[0] != groups[1] else _path(paired, one, other)
    judgements = _judgements(con, [one, other, *groups])
    return ClaimPairExplanation(groups, tie, path, judgements, paired.scope.left_out, RULE)


def find_closest_claims(con: Connection, one: str, other: str) -> tuple[str, str]:
    """Return of each of two groups the claim that is likest to one of the other; those that link them come first."""
    linked = run_sql(con, "trace/links_between", parameters={"one": one, "other": other}).to_pylist()
    if linked:
        return linked[0]["evidence_claim_a"], linked[0]["evidence_claim_b"]
    query = "from claims where claim_group_id = $id order by claim_id"
    sides = [con.sql(query, params={"id": key}).to_arrow_table().to_pylist() for key in (one, other)]
    best = max(((a, b) for a in sides[0] for b in sides[1]), key=lambda pair: score_across(*pair))
    return best[0]["claim_id"], best[1]["claim_id"]


def _judgements(con: Connection, ids: Sequence[str]) -> list[dict[str, Any]]:
    if not has_judgements(con):
        return []
    rows: list[dict[str, Any]] = run_sql(con, "explain/claim_judgements", parameters={"ids": sorted(ids)}).to_pylist()
    return rows


def _joined_now(con: Connection, paired: Paired, own: set[str]) -> set[str]:
    """Return the group in which the pairs worked out now put the claims of a group."""
    claims = _as_found(list(paired.claims.values()))
    pairs = pa.Table.from_pylist(list(paired.pairs.values()))
    if not paired.pairs:
        return {min(own)} if len(own) == 1 else set()
    siblings = _siblings(paired, set(find_repeated_claims(claims, pairs)["claim_id"].to_pylist()))
    scope = paired.scope
    assigned = assign_groups(claims, pairs, scope.members_and_bases, scope.families, _judged(con), siblings)
    rows = assigned.claim_members.to_pylist()
    group = next(row["claim_group_id"] for row in rows if row["claim_id"] == min(own))
    return {row["claim_id"] for row in rows if row["claim_group_id"] == group}


def _siblings(paired: Paired, repeated: set[str]) -> list[tuple[str, str]]:
    """Return the pairs of repeated claims that stand beside each other in one sentence: they are two facts."""
    placed: dict[tuple[str, int], list[Row]] = defaultdict(list)
    rows = [paired.claims[key] for key in sorted(repeated)]
    for sentence in paired.scope.sentences.to_pylist():
        for row in rows:
            is_own = row["article_id"] == sentence["article_id"]
            if is_own and sentence["char_start"] <= row["char_start"] < sentence["char_end"]:
                placed[sentence["article_id"], sentence["sentence_no"]].append(row)
    return [
        (a["claim_id"], b["claim_id"])
        for claims in placed.values()
        for a in claims
        for b in claims
        if a["char_end"] <= b["char_start"]
    ]


def _judged(con: Connection) -> Judged:
    if not has_judgements(con):
        return Judged()
    query = "select left_id, right_id from judgements where kind = $kind and state = 'stands' order by all"
    pairs = [con.sql(query, params={"kind": kind}).fetchall() for kind in ("same_claim", "not_same_claim")]
    return Judged(tuple(pairs[0]), tuple(pairs[1]))


def _path(paired: Paired, one: str, other: str) -> tuple[ClaimTie, ...]:
    """Return a shortest way of pairs that state one fact from one claim to another."""
    stated = [pair for pair in paired.pairs.values() if pair["basis"] in SAME_FACT]
    ties = [(pair["claim_a"], pair["claim_b"], pair) for pair in stated]
    return tuple(_tie(paired, pair) for pair in find_way(ties, one, other))


def _nearest(paired: Paired, own: set[str]) -> ClaimTie | None:
    """Return the likest pair of a claim of the group, a, and one of another article outside of it, b."""
    best: tuple[float, str, str] = (0.0, "", "")
    for key in sorted(own & paired.claims.keys()):
        for other in sorted(paired.claims.keys() - own):
            a, b = paired.claims[key], paired.claims[other]
            if a["article_id"] != b["article_id"]:
                gist = score_gists(paired.gists[key], paired.gists[other])
                best = max(best, (max(score_across(a, b), gist), key, other))
    if not best[0]:
        return None
    tie = _tie_or_not(paired, best[1], best[2])
    return tie if tie.a["claim_id"] in own else replace(tie, a=tie.b, b=tie.a)


def _tie_or_not(paired: Paired, one: str, other: str) -> ClaimTie:
    first, second = sorted((one, other))
    pair = paired.pairs.get((first, second))
    return _tie(paired, pair) if pair else _untied(paired, first, second)


def _figures(paired: Paired, a: str, b: str) -> tuple[float, float, float]:
    left, right = paired.gists[a], paired.gists[b]
    return score_across(paired.claims[a], paired.claims[b]), score_gists(left, right), shared_weight(left, right)


_BASES = {
    "aligned": "the best pairing of the claims of two copies",
    "same_fact": "the same fact",
    "contradiction": "one denies, or leaves open, what the other asserts",
    "number": "they give other numbers of one thing",
    "date": "they give other dates of one event",
    "temporal_update": "the later article gives the greater number",
    "attribution": "they attribute it otherwise",
    "related": "one tells much of what the other does, of the same names",
}


def _tie(paired: Paired, pair: Row) -> ClaimTie:
    a, b = pair["claim_a"], pair["claim_b"]
    wording, gist, shared = _figures(paired, a, b)
    needed = _needed(paired, a, b) if pair["basis"] in SAME_FACT else ""
    told = (
        f"{_BASES.get(pair['basis'], pair['basis'])}, score {pair['score']:.2f}{needed}{_tell(wording, gist, shared)}"
    )
    ends = paired.claims[a], paired.claims[b]
    return ClaimTie(*ends, pair["basis"], pair["score"], wording, gist, shared, told)


def _are_kin(paired: Paired, a: str, b: str) -> bool:
    families = {paired.scope.articles[paired.claims[key]["article_id"]]["family_id"] for key in (a, b)}
    return len(families) == 1


def _needed(paired: Paired, a: str, b: str) -> str:
    config = paired.config
    if paired.claims[a]["article_id"] == paired.claims[b]["article_id"]:
        return f" (needed in one article: {config.repeat_share:.0%} of the lesser, {config.repeat_shared:g} in common)"
    if _are_kin(paired, a, b):
        return f" ({config.family_score:.2f} needed, or the same place in sentences that correspond)"
    ways = ", or ".join(f"{score:.2f} with {weight:g} in common" for weight, score in config.enough)
    return f" (needed: wording {config.across_score:.2f}, or {ways})"


def _tell(wording: float, gist: float, shared: float) -> str:
    return f"; wording {wording:.2f}, what they tell {gist:.2f} with {shared:.1f} in common"


def _untied(paired: Paired, a: str, b: str) -> ClaimTie:
    wording, gist, shared = _figures(paired, a, b)
    reasons = _why_not(paired, a, b, (wording, gist, shared)) or ["nothing certain ties them"]
    told = f"{'; '.join(reasons)}{_tell(wording, gist, shared)}{_needed(paired, a, b)}"
    return ClaimTie(paired.claims[a], paired.claims[b], None, None, wording, gist, shared, told)


def _why_not(paired: Paired, a: str, b: str, figures: tuple[float, float, float]) -> list[str]:
    """Return what keeps two claims apart, by the rules of groups.linking and groups.within."""
    one, other = paired.claims[a], paired.claims[b]
    left, right = paired.gists[a], paired.gists[b]
    config = paired.config
    ways = any(figures[2] >= weight and figures[1] >= score for weight, score in config.enough)
    is_like = figures[0] >= (config.family_score if _are_kin(paired, a, b) else config.across_score)
    checks = (
        (one["article_id"] == other["article_id"], "they stand in one article"),
        (standing(one) != standing(other), f"one is {standing(one)}, the other {standing(other)}"),
        (numbers_conflict(one, other), "their numbers conflict"),
        (not numbers_fit(one, other), "they count different things"),
        (dates_conflict(one, other), "their dates conflict"),
        (not names_fit(left, right), "each names somebody, or a number, that the other does not"),
        (not acts_fit(left, right), "not the same happens in both"),
        (not (ways or is_like), "they are too little alike"),
    )
    found = [told for holds, told in checks if holds]
    return found or ["each claim is paired with one alone of the other article, or the articles share too few facts"]
