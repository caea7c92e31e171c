"""Whether two articles have enough in common to be compared at all, by the rule by which a run finds candidates."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from flows.desk.explain.comparing import Reading
from flows.stages.fingerprints.article_keys import name_keys
from flows.stages.matches import in_two_languages

Row = Mapping[str, Any]


class Across(NamedTuple):
    """What two articles in two languages share: numbers with the same name or number near them.

    `share`: of those that the one with fewer has; a least is null where no run tells it.
    """

    shared: int
    least_shared: int | None
    share: float
    least_share: float | None
    is_enough: bool


class Candidate(NamedTuple):
    """What two articles share of what makes a pair worth comparing; a least is null where no run tells it.

    `shared`: pairs of neighbouring words, `share` of those that the one with fewer has. `words`: the share of the
    content words of the one with fewer that the other has, and of the words of both, added up; instead of these one may
    name the other's outlet (`may_name`). `across` is null where the languages are not known to differ.
    """

    shared: int
    least_shared: int | None
    share: float
    least_share: float | None
    words: float
    least_words: float | None
    may_name: bool
    across: Across | None
    is_candidate: bool


def _words_shared(a: frozenset[int], b: frozenset[int]) -> float:
    shared = len(a & b)
    return shared / min(len(a), len(b)) + shared / (len(a) + len(b) - shared) if shared else 0.0


def _may_name(one: Reading, other: Reading) -> bool:
    outlet = frozenset(name_keys(other.article["outlet"]))
    return bool(outlet) and outlet <= one.words | frozenset(name_keys(one.article["credited_outlet"]))


def _find_across(a: Reading, b: Reading, candidates: Row) -> Across | None:
    if not in_two_languages(a.article["language"], b.article["language"]):
        return None
    shared = len(a.anchors & b.anchors)
    share = shared / max(1, min(len(a.anchors), len(b.anchors)))
    least_shared, least_share = candidates.get("anchor_keys"), candidates.get("anchor_share")
    # A run that knew no such rule compared none by it.
    is_enough = least_shared is not None and shared >= least_shared and share >= (least_share or 0.0)
    return Across(shared, least_shared, share, least_share, is_enough)


def find_candidate(a: Reading, b: Reading, candidates: Row) -> Candidate:
    """Return how two articles stand to the rule of what is compared, given the configuration of the candidates."""
    shared = len(a.word_pairs & b.word_pairs)
    share = shared / max(1, min(len(a.word_pairs), len(b.word_pairs)))
    words = _words_shared(a.words, b.words)
    may_name = _may_name(a, b) or _may_name(b, a)
    leasts = [candidates.get(name) for name in ("min_shared", "min_share", "min_words")]
    has_pairs = shared >= (leasts[0] or 0) and share >= (leasts[1] or 0.0)
    has_words = words >= (leasts[2] or 0.0) or may_name
    across = _find_across(a, b, candidates)
    is_candidate = (has_pairs and has_words) or (across is not None and across.is_enough)
    return Candidate(shared, leasts[0], share, leasts[1], words, leasts[2], may_name, across, is_candidate)


def tell_candidate(candidate: Candidate) -> str:
    """Return in words what two articles share, each figure with what was needed."""
    pairs = f"they share {candidate.shared} pairs of neighbouring words"
    if candidate.least_shared is None or candidate.least_share is None:
        return pairs
    few = "too few: " if candidate.shared < candidate.least_shared else ""
    little = "too little: " if candidate.share < candidate.least_share else ""
    shared = f"{pairs} ({few}{candidate.least_shared} needed)"
    share = f"{candidate.share:.1%} of what the one with fewer has ({little}{candidate.least_share:.0%} needed)"
    return f"{shared}, {share}{_tell_words(candidate)}{_tell_across(candidate.across)}"


def _tell_across(across: Across | None) -> str:
    if across is None or across.least_shared is None or across.least_share is None:
        return ""
    few = "too few: " if across.shared < across.least_shared else ""
    little = "too little: " if across.share < across.least_share else ""
    shared = f"{across.shared} numbers by the same name or number ({few}{across.least_shared} needed)"
    share = f"{across.share:.1%} of what the one with fewer has ({little}{across.least_share:.0%} needed)"
    return f"; or, as their languages differ, {shared}, {share}"


def _tell_words(candidate: Candidate) -> str:
    if candidate.least_words is None:
        return ""
    words = f"; content words in common {candidate.words:.2f}, their share of the lesser side and of both added up"
    if candidate.words >= candidate.least_words:
        return f"{words} ({candidate.least_words:.2f} needed)"
    if candidate.may_name:
        return f"{words} ({candidate.least_words:.2f} needed, or every word of the other's outlet, which one has)"
    return f"{words} (too little: {candidate.least_words:.2f} needed)"
