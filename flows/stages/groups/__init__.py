"""Claim groups: one fact across articles, how each copy drifts from it, and what contradicts it."""

import itertools
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pyarrow as pa

from flows.base.clusters import NONE_JUDGED, Judged, connected_apart
from flows.base.ids import content_id
from flows.base.schemas.corpus import CLAIM_GROUPS, CLAIM_MEMBERS, CLAIM_PAIRS
from flows.stages.groups.dating import inherit_dates
from flows.stages.groups.gist import read_gists
from flows.stages.groups.linking import ClaimPair, Told, judge_articles
from flows.stages.groups.parties import Parties, find_parties, join_parties, parties_of
from flows.stages.groups.settings import GroupsConfig
from flows.stages.groups.variants import find_drift, find_variant, settle_numbers
from flows.stages.groups.within import find_denials, find_family_pairs, find_messages, find_repeats
from flows.stages.utterances import Family, aligned_sentences, read_family
from flows.stages.utterances.pairing import Row

__all__ = [
    "RULE",
    "Assigned",
    "GroupsConfig",
    "assign_groups",
    "find_repeated_claims",
    "inherit_dates",
    "pair_claims_across",
    "pair_family_claims",
]

RULE = "groups/4"
DEFAULT = GroupsConfig()
SAME_FACT = ("aligned", "same_fact")
APART = ("contradiction", "number", "date", "temporal_update")


class Assigned(NamedTuple):
    """Tables CLAIM_GROUPS and CLAIM_MEMBERS."""

    claim_groups: pa.Table
    claim_members: pa.Table


def pair_family_claims(
    claims: pa.Table, members: pa.Table, matches: pa.Table, sentences: pa.Table, config: GroupsConfig = DEFAULT
) -> pa.Table:
    """Return the table CLAIM_PAIRS within families, for all claims of some families.

    Takes the rows of family_members and matches that concern these families, and the sentences of their articles.
    """
    rows = sorted(claims.to_pylist(), key=lambda row: (row["article_id"], row["char_start"], row["claim_id"]))
    family_of = {row["article_id"]: row for row in members.to_pylist()}
    gists = read_gists(rows, sentences)
    aligned = aligned_sentences(matches)
    pairs = {pair[:2]: pair for pair in find_family_pairs(rows, gists, family_of, aligned, config)}
    parties = _family_parties(find_parties(sentences), family_of)
    told = [Told(row, gists[row["claim_id"]], None, parties_of(row, parties[row["article_id"]])) for row in rows]
    beside: dict[tuple[str, str], ClaimPair] = {}
    for _, own in itertools.groupby(told, key=lambda one: one.row["article_id"]):
        of_article = list(own)
        for find in (find_repeats, find_messages, find_denials):
            beside |= {pair[:2]: pair for pair in find(of_article, config) if pair[:2] not in beside}
    return CLAIM_PAIRS.of({**pair._asdict(), "rule": RULE} for pair in (beside | pairs).values())


def _family_parties(parties: Mapping[str, Parties], members: Mapping[str, Row]) -> dict[str, Parties]:
    """Return by article whom people act for, as the articles of its family tell it."""
    by_family: dict[str, list[Parties]] = {}
    for article, member in sorted(members.items()):
        by_family.setdefault(member["family_id"], []).append(parties.get(article, {}))
    joined = {family: join_parties(found) for family, found in by_family.items()}
    return {article: joined[member["family_id"]] for article, member in members.items()}


def pair_claims_across(
    candidates: pa.Table, claims: pa.Table, sentences: pa.Table, articles: pa.Table, config: GroupsConfig = DEFAULT
) -> pa.Table:
    """Return the table CLAIM_PAIRS between families, for candidate pairs of claims of different families.

    `candidates` has claim_a, claim_b and is_quoted: they stand in quotes that carry the same words.

    Takes the claims with all items of lists in their articles, and of these the sentences and (article_id,
    published_on).
    """
    rows = claims.to_pylist()
    gists = read_gists(rows, sentences)
    days = {row["article_id"]: row["published_on"] for row in articles.to_pylist()}
    row_of = {row["claim_id"]: row for row in rows}
    parties = find_parties(sentences)
    found: list[ClaimPair] = []
    for (first, second), ids in _by_articles(candidates, row_of):
        both = join_parties(parties.get(article, {}) for article in (first, second))
        told = {
            key: Told(row, gists[key], days.get(row["article_id"]), parties_of(row, both))
            for key in sorted({key for pair in ids for key in pair})
            for row in [row_of[key]]
        }
        quoted = {(min(pair), max(pair)) for pair, is_quoted in ids.items() if is_quoted}
        found += judge_articles([(told[left], told[right]) for left, right in ids], quoted, config)
    return CLAIM_PAIRS.of({**pair._asdict(), "rule": RULE} for pair in found)


def _by_articles(
    candidates: pa.Table, row_of: Mapping[str, Row]
) -> list[tuple[tuple[str, str], dict[tuple[str, str], bool]]]:
    """Return by two articles, in order, the candidate pairs of their claims, and whether these are quoted."""
    found: dict[tuple[str, str], dict[tuple[str, str], bool]] = {}
    for pair in sorted((row["claim_a"], row["claim_b"], row["is_quoted"]) for row in candidates.to_pylist()):
        left, right = sorted(pair[:2], key=lambda key: str(row_of[key]["article_id"]))
        articles = (row_of[left]["article_id"], row_of[right]["article_id"])
        found.setdefault(articles, {})[left, right] = pair[2]
    return sorted(found.items())


def find_repeated_claims(claims: pa.Table, pairs: pa.Table) -> pa.Table:
    """Return (claim_id), in order: claims that pairs tie to another claim of the same article, over any way."""
    article_of = dict(zip(claims["claim_id"].to_pylist(), claims["article_id"].to_pylist(), strict=True))
    ties = [(row["claim_a"], row["claim_b"]) for row in pairs.to_pylist() if row["basis"] in SAME_FACT]
    repeated: list[str] = []
    for group in connected_apart({claim for tie in ties for claim in tie} & article_of.keys(), ties, ()):
        counts = Counter(article_of[claim] for claim in group)
        repeated += (claim for claim in group if counts[article_of[claim]] > 1)
    return pa.table({"claim_id": pa.array(sorted(repeated), pa.string())})


def assign_groups(
    claims: pa.Table,
    pairs: pa.Table,
    members: pa.Table,
    families: pa.Table,
    judged: Judged = NONE_JUDGED,
    siblings: Sequence[tuple[str, str]] = (),
) -> Assigned:
    """Return a row per group and per claim in one.

    Takes claims, all pairs between them, the rows of family_members and families that concern their articles, and
    what analysts decided of any pairs of claims. Where two claims are to stay apart, because they conflict, are
    `siblings` (stand beside each other in one sentence), or somebody decided so, the weakest pairs between them join
    nothing.
    """
    rows = {row["claim_id"]: row for row in claims.to_pylist()}
    found = pairs.to_pylist()
    best_first = sorted((-row["score"], row["claim_a"], row["claim_b"]) for row in found if row["basis"] in SAME_FACT)
    joined = [*judged.together, *((a, b) for _, a, b in best_first)]
    decided = set(judged.together)
    conflicts = (*siblings, *((row["claim_a"], row["claim_b"]) for row in found if row["basis"] in APART))
    apart = [*judged.apart, *(pair for pair in conflicts if pair not in decided and pair[::-1] not in decided)]
    groups = [[rows[key] for key in group] for group in connected_apart(rows, joined, apart)]
    return _tables(groups, read_family(members, families))


def _tables(groups: Sequence[Sequence[Row]], family: Family) -> Assigned:
    facts, members = [], []
    for group in groups:
        fact = content_id("grp", min(row["claim_id"] for row in group))
        best = _best_claim(group, family)
        # A speaker's words stay the speaker's: names are put for pronouns only in the outlet's own.
        wording = best["normalized"] if best["quote_id"] is None else best["content"]
        statement = {"statement": wording, "statement_claim_id": best["claim_id"]}
        facts.append({"claim_group_id": fact, **statement})
        variants = _variants(group, best, family)
        for row in group:
            told = {"variant": variants[row["claim_id"]], **_member(row, group, family)}
            members.append({"claim_id": row["claim_id"], "claim_group_id": fact, **told})
    return Assigned(CLAIM_GROUPS.of(facts), CLAIM_MEMBERS.of(members))


def _best_claim(group: Sequence[Row], family: Family) -> Row:
    """Return the claim to show: an origin's, self-contained, outside quotation marks, the longest."""

    def rank(row: Row) -> tuple[bool, bool, bool, int, str]:
        is_origin = row["article_id"] in family.origins
        return (
            not is_origin,
            not row["is_self_contained"],
            row["quote_id"] is not None,
            -len(row["content"]),
            row["claim_id"],
        )

    return min(group, key=rank)


def _variants(group: Sequence[Row], best: Row, family: Family) -> dict[str, str]:
    """Return by claim how it differs from its family's origin, or where that does not tell the fact, from the best."""
    found: dict[str, str] = {}
    by_family: dict[str, list[Row]] = {}
    for row in sorted(group, key=lambda row: (row["claim_id"] != best["claim_id"], row["claim_id"])):
        origin = _origin_claim(row, group, family)
        is_copy = origin is not None and origin["claim_id"] != row["claim_id"]
        found[row["claim_id"]] = find_variant(row, origin if origin and is_copy else best, is_copy)
        own = by_family.setdefault(family.members[row["article_id"]]["family_id"], [])
        own.insert(0 if origin and not is_copy else len(own), row)
    for own in by_family.values():
        found |= settle_numbers({row["claim_id"]: found[row["claim_id"]] for row in own}, own)
    return found


def _member(row: Row, group: Sequence[Row], family: Family) -> dict[str, Any]:
    origin = _origin_claim(row, group, family)
    return {
        "attribution_drift": find_drift(origin, row) if origin else None,
        "origin_family_id": _origin_family(row["article_id"], group, family),
    }


def _origin_claim(row: Row, group: Sequence[Row], family: Family) -> Row | None:
    """Return the claim of the group that stands in the origin of this claim's own family."""
    own = family.members[row["article_id"]]["family_id"]
    found = [
        other
        for other in group
        if other["article_id"] in family.origins and family.members[other["article_id"]]["family_id"] == own
    ]
    return min(found, key=lambda other: str(other["claim_id"])) if found else None


def _origin_family(article: str, group: Sequence[Row], family: Family) -> str:
    """Return the family the mention counts for: a derivative's basis, where that carries the fact, else its own."""
    carriers = {family.members[row["article_id"]]["family_id"] for row in group}
    seen: set[str] = set()
    while article not in seen:
        seen.add(article)
        member = family.members[article]
        base = family.members.get(member["based_on_article_id"] or "")
        if member["derivation"] != "derivative" or base is None or base["family_id"] not in carriers:
            break
        article = base["article_id"]
    return str(family.members[article]["family_id"])
