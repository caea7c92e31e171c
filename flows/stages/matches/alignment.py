"""Order-preserving alignment of the sentences of two articles."""

import bisect
from collections.abc import Sequence
from typing import NamedTuple

from flows.stages.matches.profiles import WeighedSentence


class AlignedPair(NamedTuple):
    """Sentence `a` of one article corresponds to sentence `b` of the other, numbers from 0."""

    a: int
    b: int
    similarity: float


def sentence_similarity(a: WeighedSentence, b: WeighedSentence) -> float:
    """Return the weighted Jaccard index of the content stems of two sentences, 0 to 1."""
    common = a.weights.keys() & b.weights.keys()
    if not common:
        return 0.0
    shared = sum(min(a.weights[term], b.weights[term]) for term in common)
    return shared / (a.weight + b.weight - shared)


def align_sentences(a: Sequence[WeighedSentence], b: Sequence[WeighedSentence], floor: float) -> list[AlignedPair]:
    """Return the heaviest chain of sentence pairs, each at least `floor` alike, that runs forward on both sides.

    A sentence may stand in several pairs, for rewriters split and join sentences. Weighted longest increasing
    subsequence (Fredman 1975) over the pairs in order.
    """
    pairs = [
        AlignedPair(i, j, similarity)
        for i, one in enumerate(a)
        for j, other in enumerate(b)
        if (similarity := sentence_similarity(one, other)) >= floor
    ]
    return _heaviest_chain(pairs)


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
