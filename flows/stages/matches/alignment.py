"""Order-preserving alignment of the sentences of two articles."""

import bisect
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from flows.stages.matches.profiles import Grid, Profile


class AlignedPair(NamedTuple):
    """Sentence `a` of one article corresponds to sentence `b` of the other, numbers from 0."""

    a: int
    b: int
    similarity: float


def common_columns(a: Grid, b: Grid) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Return the columns of the stems that both grids have, in a and in b, in the same order."""
    places = np.searchsorted(a.keys, b.keys)
    places[places == len(a.keys)] = 0
    is_common = a.keys[places] == b.keys if len(a.keys) else np.zeros(len(b.keys), bool)
    return places[is_common], np.flatnonzero(is_common)


def align_sentences(a: Profile, b: Profile, floor: float) -> list[AlignedPair]:
    """Return the heaviest chain of sentence pairs, each at least `floor` alike, that runs forward on both sides.

    Similarity is the weighted Jaccard index of the content stems. A sentence may stand in several pairs, for rewriters
    split and join sentences. Weighted longest increasing subsequence (Fredman 1975) over the pairs in order.
    """
    in_a, in_b = common_columns(a.grid, b.grid)
    weights = np.minimum(a.grid.weights[in_a], b.grid.weights[in_b])
    # Weights are halves: their sums are exact in any order. A product by BLAS would start threads in every worker.
    shared = np.einsum("ik,jk->ij", a.grid.stands[:, in_a] * weights, b.grid.stands[:, in_b])
    together = a.grid.sentence_weights[:, None] + b.grid.sentence_weights - shared
    alike = np.divide(shared, together, out=np.zeros_like(shared), where=together > 0)
    rows, columns = np.nonzero(alike >= floor)
    found = zip(rows.tolist(), columns.tolist(), alike[rows, columns].tolist(), strict=True)
    return heaviest_chain([AlignedPair(*pair) for pair in found])


def heaviest_chain(pairs: Sequence[AlignedPair]) -> list[AlignedPair]:
    """Return the heaviest of the chains that run forward on both sides; `pairs` sorted by a, then b."""
    # frontier: the best chain total for each last b, kept so that both rise; its parallel list holds the chains' heads.
    lasts: list[int] = []
    totals: list[float] = []
    heads: list[int] = []
    before: list[int] = []
    for number, pair in enumerate(pairs):
        place = bisect.bisect_right(lasts, pair.b)
        before.append(heads[place - 1] if place else -1)
        total = pair.similarity + (totals[place - 1] if place else 0.0)
        while place < len(lasts) and totals[place] <= total:
            del lasts[place], totals[place], heads[place]
        lasts.insert(place, pair.b)
        totals.insert(place, total)
        heads.insert(place, number)
    chain = []
    at = heads[-1] if heads else -1
    while at >= 0:
        chain.append(pairs[at])
        at = before[at]
    return chain[::-1]
