"""What the claims of one family are to each other: the same in each copy, told twice in one article, or denied."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import combinations, product

from flows.base.text import fold
from flows.stages.fingerprints import find_country, is_common_stem
from flows.stages.groups.gist import Gist
from flows.stages.groups.likeness import dates_conflict, numbers_conflict, numbers_fit, score_across, score_claims
from flows.stages.groups.linking import (
    ClaimPair,
    Told,
    are_related,
    denies,
    ids_of,
    is_denial,
    is_plain,
    standing,
    tell_the_same,
)
from flows.stages.groups.sameness import have_same_gist, score_gists, shared_weight
from flows.stages.groups.settings import GroupsConfig
from flows.stages.utterances.pairing import (
    AlignedSentences,
    ArticlePair,
    Link,
    Row,
    best_pairs,
    family_pairs,
    is_within,
)

_VOICELESS = ("outlet_voice", "unspecified_reports", "unknown", "unnamed_group")


def find_family_pairs(
    claims: Sequence[Row],
    gists: Mapping[str, Gist],
    members: Mapping[str, Row],
    aligned: Mapping[Link, AlignedSentences],
    config: GroupsConfig,
) -> Iterator[ClaimPair]:
    """Return the claims of whole families that state the same fact: the best pairing of each two articles."""
    for pair in family_pairs(claims, members, aligned, config.pairwise_members):
        scores = {
            (a["claim_id"], b["claim_id"]): score
            for a in pair.left
            for b in pair.right
            if is_denial(a) == is_denial(b)
            and (score := _family_score(a, b, gists, pair.aligned, config)) >= config.family_score
        }
        best = list(best_pairs((score, *ids) for ids, score in scores.items()))
        for left, right in best:
            yield ClaimPair(min(left, right), max(left, right), "aligned", min(1.0, scores[left, right]))
        yield from _find_left_over(pair, {claim for ids in best for claim in ids}, gists, config)


def _find_left_over(
    pair: ArticlePair, taken: Collection[str], gists: Mapping[str, Gist], config: GroupsConfig
) -> Iterator[ClaimPair]:
    """Return the claims of corresponding sentences that share few words, paired by their order in them.

    Where a sentence tells more than the other, and between sentences that correspond, only those that have something
    in common are paired.
    """
    left, right = ([row for row in rows if row["claim_id"] not in taken] for rows in (pair.left, pair.right))
    between = {stretch: config.order_score for stretch in pair.aligned.gaps()}
    for (a_start, a_end, b_start, b_end), least in sorted(
        (dict.fromkeys(pair.aligned.stretches, 0.0) | between).items()
    ):
        a_rows = [row for row in left if is_within(row, a_start, a_end)]
        b_rows = [row for row in right if is_within(row, b_start, b_end)]
        enough = least if len(a_rows) == len(b_rows) else config.order_score
        for a, b in _in_order(a_rows, b_rows, enough, gists):
            first, second = sorted((a["claim_id"], b["claim_id"]))
            yield ClaimPair(first, second, "aligned", min(1.0, _likeness(a, b, gists) + config.aligned_bonus))


def _in_order(
    left: Sequence[Row], right: Sequence[Row], least: float, gists: Mapping[str, Gist]
) -> Iterator[tuple[Row, Row]]:
    """Return the pairing of rows, in order, that is likest in all (Needleman and Wunsch 1970, without gap costs)."""
    best: dict[tuple[int, int], tuple[float, tuple[tuple[Row, Row], ...]]] = {}
    for i, j in product(range(len(left) + 1), range(len(right) + 1)):
        options = [best[at] for at in ((i - 1, j), (i, j - 1)) if at in best]
        if i and j and _can_be_one(left[i - 1], right[j - 1]):
            likeness = _likeness(left[i - 1], right[j - 1], gists)
            if likeness >= least:
                score, pairs = best[i - 1, j - 1]
                options.insert(0, (score + likeness + 0.01, (*pairs, (left[i - 1], right[j - 1]))))
        best[i, j] = max(options, key=lambda option: option[0], default=(0.0, ()))
    yield from best[len(left), len(right)][1]


def _can_be_one(a: Row, b: Row) -> bool:
    is_quoted = (a["quote_id"] is None) == (b["quote_id"] is None)
    return is_quoted and standing(a) == standing(b) and not numbers_conflict(a, b) and numbers_fit(a, b)


def _likeness(a: Row, b: Row, gists: Mapping[str, Gist]) -> float:
    return max(score_across(a, b), score_gists(gists[a["claim_id"]], gists[b["claim_id"]]))


def _family_score(a: Row, b: Row, gists: Mapping[str, Gist], aligned: AlignedSentences, config: GroupsConfig) -> float:
    """Return how alike two claims of a family are: in words, or where their sentences correspond in what they tell."""
    score = score_claims(a, b, aligned, config)
    if score >= config.family_score or not aligned.holds(a, b):
        return score
    left, right = gists[a["claim_id"]], gists[b["claim_id"]]
    return max(score, score_gists(left, right)) if have_same_gist(left, right, config) else score


def find_repeats(told: Sequence[Told], config: GroupsConfig) -> Iterator[ClaimPair]:
    """Return the claims of one article that state one fact twice, as its opening and a later paragraph do."""
    for a, b in _near_pairs(told):
        if standing(a.row) == standing(b.row) and _are_one(a, b, config):
            yield ClaimPair(*ids_of(a, b), "same_fact", score_gists(a.gist, b.gist))


def find_messages(told: Sequence[Told], config: GroupsConfig) -> Iterator[ClaimPair]:
    """Return the claims that a letter or another message was sent, related to claims of what it asks for."""
    messages = [one for one in told if one.gist.message]
    for a, b in ((a, b) for a in messages for b in told if not b.gist.message):
        if standing(a.row) == standing(b.row) and are_related(a, b, config):
            yield ClaimPair(*ids_of(a, b), "related", score_gists(a.gist, b.gist))


def _near_pairs(told: Sequence[Told]) -> Iterator[tuple[Told, Told]]:
    """Return the pairs of claims, neither within the other, that tell two things in common beside countries."""
    by_thing: dict[str, list[int]] = {}
    for at, one in enumerate(told):
        for key in one.gist.plain | one.gist.names:
            if not is_common_stem(key) and not find_country(key):
                by_thing.setdefault(key, []).append(at)
    shared = Counter(pair for key in by_thing for pair in combinations(by_thing[key], 2))
    for left, right in sorted(pair for pair, count in shared.items() if count >= 2):
        if told[left].row["char_end"] <= told[right].row["char_start"]:
            yield told[left], told[right]


def _are_one(a: Told, b: Told, config: GroupsConfig) -> bool:
    """Tell whether one of two claims of an article, all of it on the same things, tells all that the other does."""
    tenses = {a.row["tense"], b.row["tense"]} - {"unknown"}
    shared = shared_weight(a.gist, b.gist)
    lesser = min(sum(sorted(one.gist.weights.values())) for one in (a, b))
    if len(tenses) > 1 or shared < config.repeat_shared or shared < config.repeat_share * lesser:
        return False
    if numbers_conflict(a.row, b.row) or dates_conflict(a.row, b.row) or not numbers_fit(a.row, b.row):
        return False
    return tell_the_same(a, b, config)


def find_denials(told: Sequence[Told], config: GroupsConfig) -> Iterator[ClaimPair]:
    """Return what a named source denies of what another voice in the same article asserts.

    The outlet's own voice never contradicts itself here, nor a copy its origin: that is drift.
    """
    denials = [one for one in told if is_denial(one.row) and one.row["claimant_kind"] not in _VOICELESS]
    for denial in denials:
        for other in told:
            is_other = fold(denial.row["claimant_name"] or "") != fold(other.row["claimant_name"] or "")
            if is_other and is_plain(other.row) and denies(denial, other, config):
                left, right = sorted((denial.row["claim_id"], other.row["claim_id"]))
                yield ClaimPair(left, right, "contradiction", score_gists(denial.gist, other.gist))
