"""The evidence for and against a pair of articles: one small pure function a feature."""

import itertools
from collections.abc import Collection, Iterable, Sequence, Set
from typing import NamedTuple

import numpy as np

from flows.stages.fingerprints import is_common_stem
from flows.stages.matches.alignment import AlignedPair, common_columns
from flows.stages.matches.misreadings import find_misreadings
from flows.stages.matches.profiles import Profile, WeighedSentence

# Two quotations are one utterance in two wordings when so much of their content is common (Jaccard).
QUOTE_SIMILARITY = 0.5
# So alike, a sentence is carried over verbatim.
VERBATIM = 0.9
# So many sentences that align in other words show that one text descends from the other.
REWRITTEN = 3
# Furniture is looked for only where each side has at least this share of text besides what aligns.
FURNITURE_REST = 0.3
# A quotation counts for less than the article's own text: others carry the same words.
QUOTATION_SHARE = 0.5
# An article is a compilation when at least this share of it lies outside the stretches that align, and of the
# uncommon words of the lesser part no more than TIED_TERMS stand in the other. So many sentences that do not align
# between two that do are of one stretch with them.
COMPILED_REST = 0.6
TIED_TERMS = 0.15
STRETCH_GAP = 3


class Sides(NamedTuple):
    """A share for each of the two articles, 0 to 1."""

    a: float
    b: float


def jaccard(a: Set[str], b: Set[str]) -> float:
    """Return the Jaccard index of two sets; 0 where both are empty."""
    shared = len(a & b)
    return shared / (len(a) + len(b) - shared) if shared else 0.0


def numbers_shared(a: Set[str], b: Set[str]) -> float:
    """Return the share of the numbers of the side with fewer that the other has too; 0 where a side has none."""
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


class Filling(NamedTuple):
    """What two texts have in common as forms have it: the words around the names, and the names.

    `form_shared`: Jaccard index of the words of aligned sentences that are neither names nor numbers. `names_kept`:
    share of the names in them, on the side with fewer (`names_compared`), that the other has, if misspelt.
    """

    form_shared: float
    names_kept: float
    names_compared: int


def compare_filling(a: Profile, b: Profile, chain: Sequence[AlignedPair]) -> Filling:
    """Return how much of the form, and how many of the names in it, the aligned sentences of two articles share."""
    of_a = {term for number in {pair.a for pair in chain} for term in a.sentences[number].weights}
    of_b = {term for number in {pair.b for pair in chain} for term in b.sentences[number].weights}
    names_of_a, names_of_b = of_a & a.names, of_b & b.names
    form_of_a, form_of_b = (
        {term for term in of - names_of_a - names_of_b if not term[0].isdigit()} for of in (of_a, of_b)
    )
    misspelt = find_misreadings(names_of_a - names_of_b, names_of_b - names_of_a)
    compared = min(len(names_of_a), len(names_of_b))
    kept = min(compared, len(names_of_a & names_of_b) + len(misspelt))
    return Filling(jaccard(form_of_a, form_of_b), kept / max(1, compared), compared)


def trigram_containment(a: Profile, b: Profile) -> Sides:
    """Return the share of each side's word trigrams that stand in the other."""
    shared = len(a.trigrams & b.trigrams)
    return Sides(shared / max(1, len(a.trigrams)), shared / max(1, len(b.trigrams)))


def terms_shared(a: Profile, b: Profile) -> Sides:
    """Return the shared weight of content stems: as a share of the lighter side (`a`) and of both together (`b`)."""
    in_a, in_b = common_columns(a.grid, b.grid)
    shared = float(np.minimum(a.grid.weights[in_a], b.grid.weights[in_b]).sum())
    weights = float(a.grid.weights.sum()), float(b.grid.weights.sum())
    return Sides(shared / min(weights), shared / (sum(weights) - shared)) if shared else Sides(0.0, 0.0)


def count_aligned_quotes(a: Sequence[Set[str]], b: Sequence[Set[str]]) -> int:
    """Return how many quotations of the side with fewer have a counterpart in the other, in any order."""
    fewer, more = sorted((a, b), key=len)
    return sum(any(jaccard(quote, other) >= QUOTE_SIMILARITY for other in more) for quote in fewer)


def _names_outside(sentences: Sequence[WeighedSentence], inside: Collection[int], names: Set[str]) -> set[str]:
    """Return the names in the sentences that are not inside."""
    return {
        term
        for number, sentence in enumerate(sentences)
        if number not in inside
        for term in sentence.weights
        if term in names
    }


def _rest_share(sentences: Sequence[WeighedSentence], inside: Collection[int]) -> float:
    total = sum(sentence.weight for sentence in sentences)
    within = sum(sentences[number].weight for number in inside)
    return 1 - within / total if total else 0.0


def drop_furniture(a: Profile, b: Profile, chain: Sequence[AlignedPair]) -> list[AlignedPair]:
    """Return the chain without verbatim sentences that have no tie to the rest of either article.

    An outlet's standing text is the same word for word in both and names nobody whom the news around it names. It is
    looked for only where both articles have a good deal of text besides, little of which aligns.
    """
    if sum(pair.similarity < VERBATIM for pair in chain) >= REWRITTEN:
        return list(chain)
    aligned = {pair.a for pair in chain}, {pair.b for pair in chain}
    if min(_rest_share(a.sentences, aligned[0]), _rest_share(b.sentences, aligned[1])) < FURNITURE_REST:
        return list(chain)
    verbatim = [pair for pair in chain if pair.similarity >= VERBATIM]
    inside = {pair.a for pair in verbatim}, {pair.b for pair in verbatim}
    tied = _names_outside(a.sentences, inside[0], a.names) & _names_outside(b.sentences, inside[1], b.names)
    return [pair for pair in chain if pair.similarity < VERBATIM or not tied.isdisjoint(a.sentences[pair.a].weights)]


def _fill_gaps(aligned: Collection[int]) -> frozenset[int]:
    ordered = sorted(aligned)
    gaps = ((one, two) for one, two in itertools.pairwise(ordered) if two - one <= STRETCH_GAP + 1)
    return frozenset(ordered).union(*(range(*gap) for gap in gaps))


def _uncommon(sentences: Sequence[WeighedSentence], numbers: Iterable[int]) -> dict[str, float]:
    weighed = (term for number in numbers for term in sentences[number].weights.items())
    return {term: weight for term, weight in weighed if not is_common_stem(term)}


def _is_compilation(article: Profile, aligned: Collection[int]) -> bool:
    inside = _fill_gaps(aligned)
    # A text that is cut keeps its opening; what is taken into another stands first there by chance.
    if 0 in inside:
        return False
    if _rest_share(article.sentences, inside) < COMPILED_REST:
        return False
    within = _uncommon(article.sentences, inside)
    outside = _uncommon(article.sentences, (n for n in range(len(article.sentences)) if n not in inside))
    shared = sum(within[term] for term in within.keys() & outside.keys())
    return shared <= TIED_TERMS * min(sum(within.values()), sum(outside.values()))


def is_compiled(a: Profile, b: Profile, chain: Sequence[AlignedPair]) -> bool:
    """Tell whether the common text is a smaller part of one side, and a story apart from the rest of that side.

    A digest or two spliced stories hold a whole article without belonging to its family; the source of an excerpt,
    by contrast, goes on using the words that the excerpt uses.
    """
    return _is_compilation(a, {pair.a for pair in chain}) or _is_compilation(b, {pair.b for pair in chain})


def _counted(sentence: WeighedSentence, weight: float) -> float:
    return QUOTATION_SHARE * weight if sentence.is_quotation else weight


def _aligned_share(sentences: Sequence[WeighedSentence], aligned: Iterable[int]) -> float:
    total = sum(_counted(sentence, sentence.weight) for sentence in sentences)
    within = sum(_counted(sentences[number], sentences[number].weight) for number in aligned)
    return within / total if total else 0.0


def alignment_shares(a: Profile, b: Profile, chain: Sequence[AlignedPair]) -> Sides:
    """Return the share, by weight, of each side's text whose sentences align in order; quotations count half."""
    return Sides(
        _aligned_share(a.sentences, {pair.a for pair in chain}), _aligned_share(b.sentences, {pair.b for pair in chain})
    )


def windows_shared(a: Profile, b: Profile) -> float:
    """Return the Jaccard index of the windows of letters of two articles' content stems."""
    return jaccard(a.windows, b.windows)


def count_aligned(a: Profile, b: Profile, chain: Sequence[AlignedPair]) -> int:
    """Return how many sentences of own text align, on the side where they are fewer."""
    of_a = {pair.a for pair in chain if not a.sentences[pair.a].is_quotation}
    of_b = {pair.b for pair in chain if not b.sentences[pair.b].is_quotation}
    return min(len(of_a), len(of_b))
