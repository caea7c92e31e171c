"""Articles in two languages: one renders the other where names and numbers stand in the same order."""

from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import NamedTuple

from flows.stages.fingerprints.anchors import find_anchors
from flows.stages.matches.alignment import AlignedPair, heaviest_chain
from flows.stages.matches.profiles import Profile

# Sentences correspond when so many anchors are in common, or one that is a number, and this share of the lesser side's.
_LEAST_COMMON = 2
_LEAST_SHARE = 0.5


@dataclass(frozen=True)
class AcrossConfig:
    """What shows a rendering into another language.

    `least_anchors`: so many different names and numbers are in common, of which `least_digits` are numbers. The three
    weights sum to 1. `rendering_threshold`: the least score.
    """

    least_anchors: int = 6
    least_digits: int = 2
    order_weight: float = 0.6
    names_contained_weight: float = 0.2
    numbers_contained_weight: float = 0.2
    rendering_threshold: float = 0.6


class AcrossFeatures(NamedTuple):
    """Shares of the side that has fewer, 0 to 1, and how many different anchors and numbers are in common."""

    anchors_in_order: float
    names_contained: float
    numbers_contained: float
    anchors_shared: int
    digits_shared: int


def _heaviest_common_order(a: Sequence[str], b: Sequence[str], weights: dict[str, float]) -> float:
    """Return the weight of the heaviest common subsequence (Wagner and Fischer 1974)."""
    row = [0.0] * (len(b) + 1)
    for one in a:
        weight = weights.get(one)
        if weight is None:
            continue
        diagonal = 0.0
        for at, other in enumerate(b, start=1):
            above = row[at]
            row[at] = diagonal + weight if one == other else max(above, row[at - 1])
            diagonal = above
    return row[-1]


def _contained(a: set[str], b: set[str]) -> float:
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


def compare_anchors(a: Sequence[str], b: Sequence[str]) -> AcrossFeatures:
    """Return how far the anchors of two articles are the same and in the same order.

    Each different anchor counts once, in equal parts for each time it stands: a name on every line tells no more than
    a name.
    """
    counts = Counter(a), Counter(b)
    kinds = [
        ({one for one in count if one[0].isdigit()}, {one for one in count if not one[0].isdigit()}) for count in counts
    ]
    shared = counts[0].keys() & counts[1].keys()
    weights = {anchor: 1 / max(counts[0][anchor], counts[1][anchor]) for anchor in sorted(shared)}
    fewer = min(len(counts[0]), len(counts[1]))
    return AcrossFeatures(
        _heaviest_common_order(a, b, weights) / fewer if fewer else 0.0,
        _contained(kinds[0][1], kinds[1][1]),
        _contained(kinds[0][0], kinds[1][0]),
        len(shared),
        len(kinds[0][0] & kinds[1][0]),
    )


def in_two_languages(one: str | None, other: str | None) -> bool:
    """Tell whether two language codes, such as en and de-AT, are known to be of different languages."""
    return bool(one) and bool(other) and (one or "").partition("-")[0] != (other or "").partition("-")[0]


def compare_across(a: Profile, b: Profile) -> AcrossFeatures:
    """Return how far the names and numbers of two articles are the same and in the same order."""
    return compare_anchors(find_anchors(a.written), find_anchors(b.written))


def _alike(one: Set[str], other: Set[str]) -> float:
    """Return the share of the anchors of the side with fewer that both have; 0 where they show nothing."""
    common = one & other
    if len(common) < _LEAST_COMMON and not any(anchor[0].isdigit() for anchor in common):
        return 0.0
    share = len(common) / min(len(one), len(other))
    return share if share >= _LEAST_SHARE else 0.0


def align_across(a: Profile, b: Profile) -> list[AlignedPair]:
    """Return the heaviest chain of sentences that have names and numbers in common and run forward on both sides."""
    of_a, of_b = ([frozenset(find_anchors([one])) for one in side.written] for side in (a, b))
    pairs = (AlignedPair(i, j, _alike(one, other)) for i, one in enumerate(of_a) for j, other in enumerate(of_b))
    return heaviest_chain([pair for pair in pairs if pair.similarity])
