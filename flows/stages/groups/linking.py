"""Which claims state one fact, and which conflict."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from flows.stages.groups.likeness import (
    GroupsConfig,
    is_denial,
    is_same_fact,
    numbers_conflict,
    score_across,
    score_claims,
    share_anchor,
)
from flows.stages.utterances.pairing import AlignedSentences, Link, Row, best_pairs, family_pairs


class ClaimPair(NamedTuple):
    """Two claims, the smaller id first: what they are to each other, and how alike."""

    claim_a: str
    claim_b: str
    basis: str
    score: float


def find_family_pairs(
    rows: Sequence[Row],
    members: Mapping[str, Row],
    aligned: Mapping[Link, AlignedSentences],
    config: GroupsConfig,
) -> Iterator[ClaimPair]:
    """Return the claims of whole families that state the same fact: the best pairing of each two articles."""
    for pair in family_pairs(rows, members, aligned, config.pairwise_members):
        scores = {
            (a["claim_id"], b["claim_id"]): score
            for a in pair.left
            for b in pair.right
            if is_denial(a) == is_denial(b)
            and (score := score_claims(a, b, pair.aligned, config)) >= config.family_score
        }
        for left, right in best_pairs((score, *ids) for ids, score in scores.items()):
            yield ClaimPair(min(left, right), max(left, right), "aligned", min(1.0, scores[left, right]))


def judge_across(a: Row, b: Row, config: GroupsConfig) -> ClaimPair | None:
    """Return what two claims of unlinked articles are to each other; null if nothing certain."""
    basis = "same_fact" if is_same_fact(a, b, config) else _conflict(a, b, config)
    if basis is None:
        return None
    left, right = sorted((a["claim_id"], b["claim_id"]))
    return ClaimPair(left, right, basis, score_across(a, b))


def _conflict(a: Row, b: Row, config: GroupsConfig) -> str | None:
    if not share_anchor(a, b) or score_across(a, b) < config.conflict_score:
        return None
    if is_denial(a) != is_denial(b):
        return "contradiction"
    return "number" if numbers_conflict(a, b) else None
