"""How well found families agree with true ones: counts over the contingency table, exact at any size."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from math import comb
from typing import NamedTuple


class Agreement(NamedTuple):
    """Pairs found that are true, true pairs found, their harmonic mean, adjusted Rand index, and what lies behind them.

    `largest` found and `largest_true` cluster; `mixed`: found clusters that hold items of several true ones.
    """

    precision: float
    recall: float
    f1: float
    ari: float
    largest: int
    largest_true: int
    clusters_true: int
    pairs_true: int
    mixed: int


def _pairs(sizes: Iterable[int]) -> int:
    return sum(comb(size, 2) for size in sizes)


def score_clusters(true: Sequence[Hashable], found: Sequence[Hashable]) -> Agreement:
    """Return the agreement of two labellings of the same items, in the same order (Hubert and Arabie 1985)."""
    cells = Counter(zip(true, found, strict=True))
    of_true, of_found = Counter(true), Counter(found)
    both, in_true, in_found = (_pairs(counts.values()) for counts in (cells, of_true, of_found))
    expected = in_true * in_found / max(1, comb(len(true), 2))
    greatest = (in_true + in_found) / 2
    return Agreement(
        both / in_found if in_found else 1.0,
        both / in_true if in_true else 1.0,
        2 * both / (in_true + in_found) if in_true + in_found else 1.0,
        1.0 if greatest == expected else (both - expected) / (greatest - expected),
        max(of_found.values(), default=0),
        max(of_true.values(), default=0),
        len(of_true),
        in_true,
        sum(count > 1 for count in Counter(cluster for _, cluster in cells).values()),
    )


def score_labels(true: Mapping[str, Hashable], found: Mapping[str, Hashable]) -> Agreement:
    """Return the agreement of two labellings by item; an item that was not found stands alone."""
    return score_clusters(list(true.values()), [found.get(item, ("alone", item)) for item in true])
