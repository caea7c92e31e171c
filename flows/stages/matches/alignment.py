"""Order-preserving alignment of the sentences of two articles."""

import bisect
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from flows.stages.matches.profiles import WeighedSentence


class AlignedPair(NamedTuple):
    """Sentence `a` of one article corresponds to sentence `b` of the other, numbers from 0."""

    a: int
    b: int
    similarity: float


def align_sentences(a: Sequence[WeighedSentence], b: Sequence[WeighedSentence], floor: float) -> list[AlignedPair]:
    """Return the heaviest chain of sentence pairs, each at least `floor` alike, that runs forward on both sides.

    Similarity is the weighted Jaccard index of the content stems. A sentence may stand in several pairs, for rewriters
    split and join sentences. Weighted longest increasing subsequence (Fredman 1975) over the pairs in order.
    """
    standing: dict[str, list[tuple[int, float]]] = {}
    for number, sentence in enumerate(b):
        for term, weight in sentence.weights.items():
            standing.setdefault(term, []).append((number, weight))
    pairs = [
        AlignedPair(i, j, similarity)
        for i, sentence in enumerate(a)
        for j, shared in sorted(_shared_weights(sentence, standing).items())
        if (similarity := shared / (sentence.weight + b[j].weight - shared)) >= floor
    ]
    return _heaviest_chain(pairs)


def _shared_weights(sentence: WeighedSentence, standing: Mapping[str, Sequence[tuple[int, float]]]) -> dict[int, float]:
    """Return, for each sentence of the other side with a stem in common, the weight of the common stems."""
    shared: dict[int, float] = {}
    for term, weight in sentence.weights.items():
        for number, other in standing.get(term, ()):
            shared[number] = shared.get(number, 0.0) + (weight if weight < other else other)
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
