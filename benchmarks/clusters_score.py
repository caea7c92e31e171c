"""How near found clusters come to true ones: pairs and the adjusted Rand index. Pure functions."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple


class ClustersScore(NamedTuple):
    """Pair precision, recall, F1 and adjusted Rand index (Hubert and Arabie 1985), with the counts behind them.

    `mixed`: found clusters that hold items of several true ones.
    """

    items: int
    clusters: int
    true_pairs: int
    found_pairs: int
    right_pairs: int
    precision: float
    recall: float
    f1: float
    ari: float
    largest_true: int
    largest_found: int
    mixed: int


def _count_pairs(sizes: Iterable[int]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes)


def adjusted_rand_index(right: int, true: int, found: int, every: int) -> float:
    """Return the index from counts of pairs: together in both, in the true, in the found clusters, and all pairs."""
    chance = true * found / every if every else 0.0
    best = (true + found) / 2
    return (right - chance) / (best - chance) if best != chance else 1.0


def score_clusters(truth: Mapping[str, str], found: Mapping[str, str]) -> ClustersScore:
    """Return how well `found` (item -> cluster) agrees with `truth`; an item that was not found stands alone."""
    cells: Counter[tuple[str, tuple[str, str]]] = Counter()
    for item, cluster in truth.items():
        cells[cluster, ("found", found[item]) if item in found else ("alone", item)] += 1
    of_true: Counter[str] = Counter()
    of_found: Counter[tuple[str, str]] = Counter()
    mixes: Counter[tuple[str, str]] = Counter()
    for (true, said), count in cells.items():
        of_true[true] += count
        of_found[said] += count
        mixes[said] += 1
    right, true_pairs, found_pairs = map(_count_pairs, (cells.values(), of_true.values(), of_found.values()))
    precision = right / found_pairs if found_pairs else 1.0
    recall = right / true_pairs if true_pairs else 1.0
    return ClustersScore(
        len(truth),
        len(of_true),
        true_pairs,
        found_pairs,
        right,
        precision,
        recall,
        2 * precision * recall / (precision + recall) if right else 0.0,
        adjusted_rand_index(right, true_pairs, found_pairs, _count_pairs([len(truth)])),
        max(of_true.values(), default=0),
        max(of_found.values(), default=0),
        sum(count > 1 for count in mixes.values()),
    )
