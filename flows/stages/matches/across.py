"""Articles in two languages: one renders the other where names and numbers stand in the same order."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True)
class AcrossConfig:
    """What shows a rendering into another language.

    `least_anchors`: so many different names and numbers are in common, of which `least_numbers` are numbers.
    `order_weight`, `names_weight`, `numbers_weight` sum to 1. `threshold`: the least score.
    """

    least_anchors: int = 6
    least_numbers: int = 2
    order_weight: float = 0.6
    names_weight: float = 0.2
    numbers_weight: float = 0.2
    threshold: float = 0.6


DEFAULT = AcrossConfig()


class AcrossFeatures(NamedTuple):
    """Shares of the side that has fewer, 0 to 1, and how many different anchors and numbers are in common."""

    anchors_in_order: float
    names_contained: float
    numbers_contained: float
    anchors_shared: int
    numbers_shared: int


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


def score_across(features: AcrossFeatures, config: AcrossConfig = DEFAULT) -> float:
    """Return the weighed sum of the shares, 0 to 1."""
    return (
        config.order_weight * features.anchors_in_order
        + config.names_weight * features.names_contained
        + config.numbers_weight * features.numbers_contained
    )


def is_rendering(features: AcrossFeatures, config: AcrossConfig = DEFAULT) -> bool:
    """Tell whether one article renders the other; with few names or numbers in common nothing can be told."""
    if features.anchors_shared < config.least_anchors or features.numbers_shared < config.least_numbers:
        return False
    return score_across(features, config) >= config.threshold
