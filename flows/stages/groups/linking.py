"""Which claims state one fact, and which bear on each other."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from flows.base.lexicon import rows
from flows.base.text import fold, words
from flows.stages.groups.gist import Gist
from flows.stages.groups.likeness import (
    bounds,
    comparable_quantities,
    dates_apart,
    dates_conflict,
    numbers_conflict,
    numbers_fit,
    same_number,
    score_across,
    score_claims,
)
from flows.stages.groups.sameness import (
    acts_fit,
    have_same_gist,
    names_fit,
    score_gists,
    shared_weight,
)
from flows.stages.groups.settings import GroupsConfig
from flows.stages.utterances.pairing import AlignedSentences, Link, Row, best_pairs, family_pairs

_DENIED, _FAINT, _OPEN, _ASSERTED = "denied", "faint", "open", "asserted"
_ONE_OF = re.compile(r"\bone (?:of|in|among)\b", re.IGNORECASE)
_QUESTION = re.compile(r"\W*(?:how|why|what|whether|who|when|where)\b", re.IGNORECASE)
_UNCERTAIN = ("opinion", "prediction")
_CONDITIONS = frozenset(["if", "unless", "whether"])
# What somebody refused is no more so than what somebody denies.
_REFUSALS = frozenset(["reject", "fail", "prevent", "ban", "dismiss", "deny", "avoid", "cancel"])
_VOICELESS = ("outlet_voice", "unspecified_reports", "unknown", "unnamed_group")


class ClaimPair(NamedTuple):
    """Two claims, the smaller id first: what they are to each other, and how alike."""

    claim_a: str
    claim_b: str
    basis: str
    score: float


class Told(NamedTuple):
    """A claim, what it tells, and the day on which its article was published, if that is known."""

    row: Row
    gist: Gist
    published_on: str | None = None


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
        for left, right in best_pairs((score, *ids) for ids, score in scores.items()):
            yield ClaimPair(min(left, right), max(left, right), "aligned", min(1.0, scores[left, right]))


def _family_score(a: Row, b: Row, gists: Mapping[str, Gist], aligned: AlignedSentences, config: GroupsConfig) -> float:
    """Return how alike two claims of a family are: in words, or where their sentences correspond in what they tell."""
    score = score_claims(a, b, aligned, config)
    if score >= config.family_score or not aligned.holds(a, b):
        return score
    left, right = gists[a["claim_id"]], gists[b["claim_id"]]
    return max(score, score_gists(left, right)) if have_same_gist(left, right, config) else score


def find_denials(told: Sequence[Told], config: GroupsConfig) -> Iterator[ClaimPair]:
    """Return what a named source denies of what another voice in the same article asserts.

    The outlet's own voice never contradicts itself here, nor a copy its origin: that is drift.
    """
    denials = [one for one in told if is_denial(one.row) and one.row["claimant_kind"] not in _VOICELESS]
    for denial in denials:
        for other in told:
            is_other = fold(denial.row["claimant_name"] or "") != fold(other.row["claimant_name"] or "")
            if is_other and _is_plain(other.row) and _denies(denial.gist, other.gist, config):
                left, right = sorted((denial.row["claim_id"], other.row["claim_id"]))
                yield ClaimPair(left, right, "contradiction", score_gists(denial.gist, other.gist))


def judge_articles(
    pairs: Sequence[tuple[Told, Told]], quoted: Collection[Link], config: GroupsConfig
) -> list[ClaimPair]:
    """Return what the claims of two unlinked articles are to each other, for candidate pairs of these; in order.

    A claim of one states the fact of one claim of the other at most: the likest. Parts of sentences without a name
    count, and claims are related, only where the articles have a whole statement in common: they are on one event.
    `quoted` are pairs of claims, the smaller id first, in quotes that carry the same words.
    """
    said = [_ids(a, b) in quoted for a, b in pairs]
    found = [judge_across(a, b, config, is_said) for (a, b), is_said in zip(pairs, said, strict=True)]
    whole = [is_said or _are_whole(a, b, config) for (a, b), is_said in zip(pairs, said, strict=True)]
    judged = [(pair, is_whole) for pair, is_whole in zip(found, whole, strict=True) if pair]
    has_event = any(pair.basis == "same_fact" and is_whole for pair, is_whole in judged)
    kept = [pair for pair, is_whole in judged if has_event or (is_whole and pair.basis != "related")]
    facts = (pair for pair in kept if pair.basis == "same_fact")
    best = set(best_pairs((pair.score, pair.claim_a, pair.claim_b) for pair in facts))
    return sorted(pair for pair in kept if pair.basis != "same_fact" or pair[:2] in best)


def _are_whole(a: Told, b: Told, config: GroupsConfig) -> bool:
    """Tell whether the two claims need nothing around them to be known for what they are."""
    is_named = (a.gist.stands_alone and b.gist.stands_alone) or bool(a.gist.names & b.gist.names)
    return is_named or _have_like_wording(a, b, config.across_score)


def judge_across(a: Told, b: Told, config: GroupsConfig, is_said: bool = False) -> ClaimPair | None:
    """Return what two claims of unlinked articles are to each other; null if nothing certain.

    `is_said`: they stand in quotes that carry the same words.
    """
    score = max(score_across(a.row, b.row), score_gists(a.gist, b.gist))
    is_one = is_said and score_across(a.row, b.row) >= config.across_score and is_denial(a.row) == is_denial(b.row)
    basis = "same_fact" if is_one else _basis_of(a, b, config)
    return ClaimPair(*_ids(a, b), basis, min(1.0, score)) if basis else None


def _ids(a: Told, b: Told) -> Link:
    left, right = sorted((str(a.row["claim_id"]), str(b.row["claim_id"])))
    return left, right


def _basis_of(a: Told, b: Told, config: GroupsConfig) -> str | None:
    if _standing(a.row) != _standing(b.row):
        return "contradiction" if _contradict(a, b, config) else None
    if _have_like_wording(a, b, config.across_score) or (
        _count_alike(a.row, b.row) and have_same_gist(a.gist, b.gist, config)
    ):
        if basis := _conflict(a, b, config):
            return basis
        if not dates_conflict(a.row, b.row) and numbers_fit(a.row, b.row):
            return "same_fact"
    elif numbers_conflict(a.row, b.row) and _may_be_one_event(a, b, config):
        return _conflict(a, b, config)
    return "related" if _are_related(a.gist, b.gist, config) else None


def _count_alike(a: Row, b: Row) -> bool:
    """Tell whether both claims count, or neither; one may leave it to the other, but for "one of" so many."""
    return bool(a["quantities"]) == bool(b["quantities"]) or not any(_ONE_OF.search(one["content"]) for one in (a, b))


def _may_be_one_event(a: Told, b: Told, config: GroupsConfig) -> bool:
    """Tell whether two claims that count are near enough in words, and of the same names and doings."""
    is_like = _have_like_wording(a, b, config.conflict_score)
    return is_like and names_fit(a.gist._replace(numbers=frozenset()), b.gist) and acts_fit(a.gist, b.gist)


def _have_like_wording(a: Told, b: Told, least: float) -> bool:
    return share_anchor(a.row, b.row) and score_across(a.row, b.row) >= least


def _conflict(a: Told, b: Told, config: GroupsConfig) -> str | None:
    """Return how the numbers or dates of two claims on one event conflict; null where they can both be so."""
    if numbers_conflict(a.row, b.row):
        return "temporal_update" if _is_update(a, b) else "number"
    is_near = dates_conflict(a.row, b.row) and dates_apart(a.row, b.row) <= config.event_days
    return "date" if is_near and not _counts_twice(a.row, b.row) else None


def _counts_twice(a: Row, b: Row) -> bool:
    """Tell whether both claims count, and count different things, or the same twice."""
    return bool(a["quantities"] and b["quantities"]) and not same_number(a, b)


def _is_update(a: Told, b: Told) -> bool:
    """Tell whether the article that is dated later, by the day, gives the greater number: counts of one event grow."""
    days = [one.published_on or "" for one in (a, b)]
    if days[0] == days[1] or any(len(day) != 10 for day in days):
        return False
    early, late = (a, b) if days[0] < days[1] else (b, a)
    return all(bounds(left)[0] <= bounds(right)[0] for left, right in comparable_quantities(early.row, late.row))


def _contradict(a: Told, b: Told, config: GroupsConfig) -> bool:
    """Tell whether one denies, or leaves open, what the other asserts."""
    if _FAINT in (_standing(a.row), _standing(b.row)):
        return False
    denial, other = (b, a) if _standing(a.row) == _ASSERTED else (a, b)
    if not _is_plain(other.row) or denial.row["hedge"] in _UNCERTAIN:
        return False
    if _have_like_wording(a, b, config.across_score):
        return True
    if a.gist.names & b.gist.names and have_same_gist(a.gist, b.gist, config):
        return True
    return _standing(denial.row) == _DENIED and _denies(denial.gist, other.gist, config)


def _is_plain(claim: Row) -> bool:
    """Tell whether a claim asserts, without a condition and without a doubt."""
    is_certain = _standing(claim) == _ASSERTED and claim["hedge"] not in (*_UNCERTAIN, "hedged")
    return is_certain and not _CONDITIONS & set(words(claim["content"]))


def _denies(denial: Gist, other: Gist, config: GroupsConfig) -> bool:
    """Tell whether the assertion tells nearly all that the denial says is not so, of the same names."""
    shared = shared_weight(denial, other)
    whole = sum(denial.weights[key] for key in sorted(denial.weights))
    if shared < config.denied_shared or shared < config.denied_share * whole or not denial.names & other.names:
        return False
    is_refusal = bool(_REFUSALS & other.acts - denial.acts)
    return denial.main in other.acts and names_fit(denial, other) and not is_refusal


def _are_related(a: Gist, b: Gist, config: GroupsConfig) -> bool:
    """Tell whether one of the claims tells much of what the other does, of the same names."""
    shared = shared_weight(a, b)
    lesser = min(sum(sorted(gist.weights.values())) for gist in (a, b))
    if len(a.names & b.names) < 2 or shared < config.related_shared or shared < config.related_share * lesser:
        return False
    return names_fit(a, b) and (acts_fit(a, b) or a.main in b.acts_around or b.main in a.acts_around)


def is_denial(claim: Row) -> bool:
    """Tell whether the claim says that it is not so."""
    return bool(claim["hedge"] == "denied" or claim["polarity"] == "-")


def _standing(claim: Row) -> str:
    """Return how a claim puts what it tells: denied, asserted, said to be open, or faint.

    Faint is what there is little to show for ("little sign that …"), and what is asked ("how much they pay").
    """
    if _QUESTION.match(claim["content"]):
        return _FAINT
    told = " ".join(words(claim["content"]))
    found = {standing for phrase, standing in rows("en", "standing") if f" {phrase} " in f" {told} "}
    if _FAINT in found:
        return _FAINT
    if is_denial(claim):
        return _DENIED
    return _OPEN if found else _ASSERTED


def share_anchor(a: Row, b: Row) -> bool:
    """Tell whether the two name a common person or body, or the same number of a common thing."""
    names = {fold(name) for name in a["entities"]} & {fold(name) for name in b["entities"]}
    return bool(names) or same_number(a, b)
