"""Order-preserving alignment of the sentences of two articles."""

import bisect
import itertools
from collections.abc import Sequence
from typing import NamedTuple

from flows.stages.matches.profiles import Profile


class AlignedPair(NamedTuple):
    """Sentence `a` of one article corresponds to sentence `b` of the other, numbers from 0."""

    a: int
    b: int
    similarity: float


def align_sentences(a: Profile, b: Profile, floor: float) -> list[AlignedPair]:
    """Return the heaviest chain of sentence pairs, each at least `floor` alike, that runs forward on both sides.

    Similarity is the weighted Jaccard index of the content stems. A sentence may stand in several pairs, for rewriters
    split and join sentences. Weighted longest increasing subsequence (Fredman 1975) over the pairs in order.
    """
    pairs = [
        AlignedPair(i, j, similarity)
        for (i, j), shared in sorted(_shared_weights(a, b).items())
        if (similarity := shared / (a.sentences[i].weight + b.sentences[j].weight - shared)) >= floor
    ]
    return _heaviest_chain(pairs)


def _shared_weights(a: Profile, b: Profile) -> dict[tuple[int, int], float]:
    """Return, for each sentence of a and sentence of b with a stem in common, the weight of the common stems."""
    shared: dict[tuple[int, int], float] = {}
    for term in sorted(a.terms.keys() & b.terms.keys()):
        weight = min(a.terms[term], b.terms[term])
        for pair in itertools.product(a.places[term], b.places[term]):
            shared[pair] = shared.get(pair, 0.0) + weight
    return shared


def _heaviest_chain(pairs: Sequence[AlignedPair]) -> list[AlignedPair]:
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
