"""How well found families agree with true ones: counts over the contingency table, exact at any size."""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from math import comb
from typing import NamedTuple


class Agreement(NamedTuple):
    """Pairs found that are true, true pairs found, their harmonic mean, adjusted Rand index, size of the largest."""

    precision: float
    recall: float
    f1: float
    ari: float
    largest: int


def _pairs(sizes: Iterable[int]) -> int:
    return sum(comb(size, 2) for size in sizes)


def score_clusters(true: Sequence[Hashable], found: Sequence[Hashable]) -> Agreement:
    """Return the agreement of two labellings of the same items, in the same order (Hubert and Arabie 1985)."""
    both = _pairs(Counter(zip(true, found, strict=True)).values())
    sizes = Counter(found)
    in_true, in_found = _pairs(Counter(true).values()), _pairs(sizes.values())
    expected = in_true * in_found / max(1, comb(len(true), 2))
    greatest = (in_true + in_found) / 2
    ari = 1.0 if greatest == expected else (both - expected) / (greatest - expected)
    precision = both / in_found if in_found else 1.0
    recall = both / in_true if in_true else 1.0
    f1 = 2 * both / (in_true + in_found) if in_true + in_found else 1.0
    return Agreement(precision, recall, f1, ari, max(sizes.values(), default=0))
