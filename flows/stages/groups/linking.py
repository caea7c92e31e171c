"""What two claims are to each other: one fact, a contradiction, related, or nothing."""

import functools
import re
from collections.abc import Collection, Sequence
from typing import NamedTuple

from flows.base.lexicon import rows
from flows.base.text import fold, words
from flows.stages.groups.forms import fill_one_form
from flows.stages.groups.gist import Gist
from flows.stages.groups.likeness import (
    bounds,
    comparable_quantities,
    counts_overlap,
    dates_apart,
    dates_conflict,
    numbers_conflict,
    numbers_fit,
    same_number,
    score_across,
)
from flows.stages.groups.sameness import (
    acts_fit,
    are_renamed,
    have_same_gist,
    names_fit,
    names_in_order,
    score_gists,
    shared_weight,
)
from flows.stages.groups.settings import GroupsConfig
from flows.stages.utterances.pairing import Link, Row, best_pairs

_DENIED, _FAINT, _OPEN, _ASSERTED, _SILENT = "denied", "faint", "open", "asserted", "silent"
_ONE_OF = re.compile(r"\bone (?:of|in|among)\b", re.IGNORECASE)
_QUESTION = re.compile(r"\W*(?:how|why|what|whether|who|when|where)\b", re.IGNORECASE)
_UNCERTAIN = ("opinion", "prediction")
_CONDITIONS = frozenset(["if", "unless", "whether"])
# What somebody refused is no more so than what somebody denies.
_REFUSALS = frozenset(["reject", "fail", "prevent", "ban", "dismiss", "deny", "avoid", "cancel"])
# Whose they are is told in the claim itself: "residents had to leave their homes".
_OWNED = frozenset(["their", "its", "his", "her"])
# What a country weighs for which somebody acts, as one that is named.
_PARTY = 0.8


class ClaimPair(NamedTuple):
    """Two claims, the smaller id first: what they are to each other, and how alike."""

    claim_a: str
    claim_b: str
    basis: str
    score: float


class Told(NamedTuple):
    """A claim, what it tells, the day on which its article was published, and the countries its people act for."""

    row: Row
    gist: Gist
    published_on: str | None = None
    parties: frozenset[str] = frozenset()


def judge_articles(
    pairs: Sequence[tuple[Told, Told]], quoted: Collection[Link], config: GroupsConfig
) -> list[ClaimPair]:
    """Return what the claims of two unlinked articles are to each other, for candidate pairs of these; in order.

    A claim of one states the fact of one claim of the other at most: the likest. What is not sure in itself counts
    only where the articles have several facts in common: then they are on one event. (On 283 articles of one campaign
    about half of the facts that stood in two families without this were none.) Articles that fill in one form have
    nothing in common but what both quote.
    `quoted` are pairs of claims, the smaller id first, in quotes that carry the same words.
    """
    said = [ids_of(a, b) in quoted for a, b in pairs]
    found = [judge_across(a, b, config, is_said) for (a, b), is_said in zip(pairs, said, strict=True)]
    judged = [
        (pair, is_said or _are_sure(a, b, config))
        for pair, (a, b), is_said in zip(found, pairs, said, strict=True)
        if pair
    ]
    facts = (pair for pair, _ in judged if pair.basis == "same_fact")
    best = set(best_pairs((pair.score, pair.claim_a, pair.claim_b) for pair in facts))
    have_event = len(best) >= config.event_facts
    facts_at = [place for place, pair in enumerate(found) if pair and pair[:2] in best]
    if fill_one_form([(a.gist, b.gist) for a, b in pairs], facts_at, config):
        return sorted(pair for pair, is_said in zip(found, said, strict=True) if pair and is_said and pair[:2] in best)
    return sorted(
        pair
        for pair, is_sure in judged
        if (have_event or (is_sure and pair.basis != "related")) and (pair.basis != "same_fact" or pair[:2] in best)
    )


def _are_sure(a: Told, b: Told, config: GroupsConfig) -> bool:
    """Tell whether two claims are so like that nothing else need be known of their articles."""
    conflict = numbers_conflict(a.row, b.row)
    if _have_like_wording(a, b, config.sure_conflict if conflict else config.across_score):
        return True
    shared, score = shared_weight(a.gist, b.gist), score_gists(a.gist, b.gist)
    return any(shared >= least and score >= enough for least, enough in config.sure)


def judge_across(a: Told, b: Told, config: GroupsConfig, is_said: bool = False) -> ClaimPair | None:
    """Return what two claims of unlinked articles are to each other; null if nothing certain.

    `is_said`: they stand in quotes that carry the same words.
    """
    a, b = _with_parties(a, b), _with_parties(b, a)
    is_one = is_said and score_across(a.row, b.row) >= config.across_score and is_denial(a.row) == is_denial(b.row)
    basis = "same_fact" if is_one else _basis_of(a, b, config)
    if basis is None:
        return None
    score = max(score_across(a.row, b.row), score_gists(a.gist, b.gist))
    return ClaimPair(*ids_of(a, b), basis, min(1.0, score))


def _with_parties(one: Told, other: Told) -> Told:
    """Return a claim that also names the countries its people act for, where the other claim names these."""
    acted_for = _acted_for(one, other)
    if not acted_for:
        return one
    gist = one.gist._replace(weights={**one.gist.weights, **acted_for}, names=one.gist.names | acted_for.keys())
    return one._replace(gist=gist)


def ids_of(a: Told, b: Told) -> Link:
    """Return the ids of two claims, the smaller first."""
    left, right = sorted((str(a.row["claim_id"]), str(b.row["claim_id"])))
    return left, right


def _basis_of(a: Told, b: Told, config: GroupsConfig) -> str | None:
    if _SILENT in (standing(a.row), standing(b.row)):
        return None
    if standing(a.row) != standing(b.row):
        return "contradiction" if _contradict(a, b, config) else None
    if tell_the_same(a, b, config):
        if basis := _conflict(a, b, config):
            return basis
        if not dates_conflict(a.row, b.row) and numbers_fit(a.row, b.row):
            return "same_fact"
    elif numbers_conflict(a.row, b.row) and _may_be_one_event(a, b, config):
        return _conflict(a, b, config)
    return "related" if are_related(a, b, config) else None


def tell_the_same(a: Told, b: Told, config: GroupsConfig) -> bool:
    """Tell whether two claims tell the same, in like wording, as a count of one event, or in other words."""
    if score_across(a.row, b.row) >= config.across_score:
        return names_in_order(a.gist, b.gist) and not are_renamed(a.gist, b.gist)
    if _count_the_same(a, b, config):
        return True
    return _count_alike(a.row, b.row) and have_same_gist(a.gist, b.gist, config)


def _count_the_same(a: Told, b: Told, config: GroupsConfig) -> bool:
    """Tell whether two claims count the same in one event, to bounds that both can be so ("dozens", "more than 70").

    What is counted and what happens to it must be the same.
    """
    if not counts_overlap(a.row, b.row) or dates_conflict(a.row, b.row):
        return False
    left, right = (one.gist._replace(numbers=frozenset()) for one in (a, b))
    if not names_fit(left, right) or not (acts_fit(left, right) or left.main is right.main is None):
        return False
    return score_gists(a.gist, b.gist) >= config.count_score and shared_weight(left, right) >= config.plain_shared


def _count_alike(a: Row, b: Row) -> bool:
    """Tell whether both claims count, or neither; one may leave it to the other, but for "one of" so many."""
    return bool(a["quantities"]) == bool(b["quantities"]) or not any(_ONE_OF.search(one["content"]) for one in (a, b))


def _may_be_one_event(a: Told, b: Told, config: GroupsConfig) -> bool:
    """Tell whether two claims that count are near enough in words, and of the same names and doings."""
    left, right = (one.gist._replace(numbers=frozenset()) for one in (a, b))
    if not _are_known(a, b, config) or not names_fit(left, right) or not acts_fit(left, right):
        return False
    if _have_like_wording(a, b, config.conflict_score):
        return True
    return score_gists(a.gist, b.gist) >= config.across_score and shared_weight(left, right) >= config.denied_shared


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
    if _FAINT in (standing(a.row), standing(b.row)):
        return False
    denial, other = (b, a) if standing(a.row) == _ASSERTED else (a, b)
    if not _are_known(a, b, config):
        return False
    if not is_plain(other.row) or denial.row["hedge"] in _UNCERTAIN:
        return False
    if _have_like_wording(a, b, config.across_score):
        return True
    is_other = bool(_untold_by(denial, other).keys() & denial.parties)
    if not is_other and a.gist.names & b.gist.names and have_same_gist(a.gist, b.gist, config):
        return True
    return standing(denial.row) == _DENIED and denies(denial, other, config)


def _are_known(a: Told, b: Told, config: GroupsConfig) -> bool:
    """Tell whether it is known what both are about, as of parts of sentences it is not."""
    is_named = all(one.parties or not {*map(str.lower, one.row["unresolved"])} - _OWNED for one in (a, b))
    return is_named or _have_like_wording(a, b, config.across_score)


def is_plain(claim: Row) -> bool:
    """Tell whether a claim asserts, without a condition and without a doubt."""
    is_certain = standing(claim) == _ASSERTED and claim["hedge"] not in (*_UNCERTAIN, "hedged")
    return is_certain and not _CONDITIONS & set(words(claim["content"]))


def denies(denial: Told, other: Told, config: GroupsConfig) -> bool:
    """Tell whether the assertion tells nearly all that the denial says is not so, of the same names.

    Who acts for a country is as good as the country. Of a denial without a name all must be told. What a letter
    asks for is denied with the asking.
    """
    missing = _untold_by(denial, other)
    whole = sum(sorted(_all_told(denial).values()))
    told = whole - sum(missing.values())
    is_refusal = bool(_REFUSALS & other.gist.acts - denial.gist.acts)
    if is_refusal or denial.gist.main not in other.gist.acts | _carried(other.gist):
        return False
    named = denial.gist.names | denial.parties
    if not named:
        return not missing and told >= config.denied_whole
    is_named = named & (other.gist.names | other.parties | _carried(other.gist)) and not missing.keys() & named
    return bool(is_named) and told >= max(config.denied_shared, config.denied_share * whole)


def _untold_by(denial: Told, other: Told) -> dict[str, float]:
    """Return what a denial tells and the other claim does not, with its weight."""
    known = other.gist.weights.keys() | other.parties | _carried(other.gist)
    return {key: weight for key, weight in sorted(_all_told(denial).items()) if key not in known}


def _carried(gist: Gist) -> frozenset[str]:
    """Return what a message that a claim tells of may have said: what stands around."""
    return gist.around if gist.message else frozenset()


def are_related(a: Told, b: Told, config: GroupsConfig) -> bool:
    """Tell whether one of the claims tells much of what the other does, of the same names.

    A message tells what it may have said, too.
    """
    left, right = ({**one.gist.weights, **_acted_for(one, other)} for one, other in ((a, b), (b, a)))
    shared = sum(left[key] for key in sorted(left.keys() & right.keys()))
    shared += sum(right[key] for key in sorted(_carried(a.gist) & right.keys() - left.keys()))
    shared += sum(left[key] for key in sorted(_carried(b.gist) & left.keys() - right.keys()))
    lesser = min(sum(sorted(told.values())) for told in (left, right))
    names = (a.gist.names | _acted_for(a, b).keys()) & (b.gist.names | _acted_for(b, a).keys())
    if len(names) < 2 or shared < config.related_shared or shared < config.related_share * lesser:
        return False
    a_gist, b_gist = a.gist, b.gist
    return names_fit(a_gist, b_gist) and (
        acts_fit(a_gist, b_gist) or a_gist.main in b_gist.acts_around or b_gist.main in a_gist.acts_around
    )


def _acted_for(one: Told, other: Told) -> dict[str, float]:
    """Return the countries that people in a claim act for and the other claim names, with their weight."""
    return {party: _PARTY for party in sorted(one.parties & other.gist.names - one.gist.names)}


def _all_told(one: Told) -> dict[str, float]:
    """Return what a claim tells with its weight, and the countries that people in it act for."""
    return dict(one.gist.weights) | {party: _PARTY for party in sorted(one.parties - one.gist.names)}


def is_denial(claim: Row) -> bool:
    """Tell whether the claim says that it is not so."""
    return bool(claim["hedge"] == "denied" or claim["polarity"] == "-")


def standing(claim: Row) -> str:
    """Return how a claim puts what it tells: denied, asserted, said to be open, or faint.

    Faint is what there is little to show for ("little sign that …"), and what is asked ("how much they pay").
    Silent is who gave an outlet no answer: each outlet asks for itself.
    """
    return _read_standing(claim["content"], is_denial(claim))


# A claim is held against many others.
@functools.lru_cache(maxsize=1 << 16)
def _read_standing(content: str, denies: bool) -> str:
    if _QUESTION.match(content):
        return _FAINT
    told = " ".join(words(content))
    found = {standing for phrase, standing in rows("en", "standing") if f" {phrase} " in f" {told} "}
    for kind in (_SILENT, _FAINT):
        if kind in found:
            return kind
    if denies:
        return _DENIED
    return _OPEN if found else _ASSERTED


def share_anchor(a: Row, b: Row) -> bool:
    """Tell whether the two name a common person or body, or the same number of a common thing."""
    names = {fold(name) for name in a["entities"]} & {fold(name) for name in b["entities"]}
    return bool(names) or same_number(a, b)
