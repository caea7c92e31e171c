"""Claim groups: one fact across articles, how each copy drifts from it, and what contradicts it."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pyarrow as pa

from flows.base.clusters import NONE_JUDGED, Judged, connected_apart
from flows.base.ids import content_id
from flows.base.schemas.corpus import CLAIM_GROUPS, CLAIM_MEMBERS, CLAIM_PAIRS
from flows.stages.groups.likeness import GroupsConfig, numbers_differ
from flows.stages.groups.linking import find_family_pairs, judge_across
from flows.stages.utterances import Family, aligned_sentences, read_family
from flows.stages.utterances.pairing import Row

__all__ = ["Assigned", "GroupsConfig", "assign_groups", "pair_claims_across", "pair_family_claims"]

RULE = "groups/1"
DEFAULT = GroupsConfig()
SAME_FACT = ("aligned", "same_fact")


class Assigned(NamedTuple):
    """Tables CLAIM_GROUPS and CLAIM_MEMBERS."""

    claim_groups: pa.Table
    claim_members: pa.Table


def pair_family_claims(
    claims: pa.Table, members: pa.Table, matches: pa.Table, config: GroupsConfig = DEFAULT
) -> pa.Table:
    """Return the table CLAIM_PAIRS within families, for all claims of some families.

    Takes the rows of family_members and matches that concern these families.
    """
    rows = sorted(claims.to_pylist(), key=lambda row: (row["article_id"], row["char_start"], row["claim_id"]))
    family_of = {row["article_id"]: row for row in members.to_pylist()}
    pairs = find_family_pairs(rows, family_of, aligned_sentences(matches), config)
    return CLAIM_PAIRS.of({**pair._asdict(), "rule": RULE} for pair in pairs)


def pair_claims_across(candidates: pa.Table, claims: pa.Table, config: GroupsConfig = DEFAULT) -> pa.Table:
    """Return the table CLAIM_PAIRS between families, for candidate pairs (claim_a, claim_b) of different families."""
    rows = {row["claim_id"]: row for row in claims.to_pylist()}
    ordered = sorted((row["claim_a"], row["claim_b"]) for row in candidates.to_pylist())
    pairs = (judge_across(rows[a], rows[b], config) for a, b in ordered)
    return CLAIM_PAIRS.of({**pair._asdict(), "rule": RULE} for pair in pairs if pair)


def assign_groups(
    claims: pa.Table, pairs: pa.Table, members: pa.Table, families: pa.Table, judged: Judged = NONE_JUDGED
) -> Assigned:
    """Return a row per group and per claim in one.

    Takes claims, all pairs between them, the rows of family_members and families that concern their articles, and
    what analysts decided of any pairs of claims. Where two claims are to stay apart, the weakest pairs between them
    join nothing.
    """
    rows = {row["claim_id"]: row for row in claims.to_pylist()}
    facts = [row for row in pairs.to_pylist() if row["basis"] in SAME_FACT]
    best_first = sorted((-row["score"], row["claim_a"], row["claim_b"]) for row in facts)
    joined = [*judged.together, *((a, b) for _, a, b in best_first)]
    groups = [[rows[key] for key in group] for group in connected_apart(rows, joined, judged.apart)]
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
        for row in group:
            members.append({"claim_id": row["claim_id"], "claim_group_id": fact, **_member(row, best, group, family)})
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


def _member(row: Row, best: Row, group: Sequence[Row], family: Family) -> dict[str, Any]:
    origin = _origin_claim(row, group, family)
    return {
        "variant": "number_variant" if numbers_differ(row, best) else "same",
        "attribution_drift": _drift(origin, row) if origin else None,
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


def _drift(origin: Mapping[str, Any], copy: Mapping[str, Any]) -> str | None:
    """Return how a copy attributes otherwise than its origin; null where it does not."""
    if origin["claimant_kind"] == "outlet_voice" and copy["claimant_kind"] == "unnamed_group":
        return "attributed_to_group"
    soft = ("reported", "hedged")
    if origin["hedge"] in soft and copy["hedge"] == "asserted":
        return "hedge_dropped"
    if origin["hedge"] == "asserted" and copy["hedge"] in soft:
        return "hedge_added"
    if origin["claimant_kind"] == "named_person" and copy["claimant_kind"] in ("unnamed_group", "outlet_voice"):
        return "name_dropped"
    return None


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
