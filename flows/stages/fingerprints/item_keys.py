"""Keys by which the same quotation, and the same fact, are found in other articles."""

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from flows.base.ids import key_hash
from flows.base.text import words
from flows.stages.fingerprints.concepts import Concept, weigh

_NAMES = ("name", "place")
# Kinds from the list of words that stand for each other.
_LISTED = ("act", "thing")
_ANCHORS = (*_NAMES, "number")


@dataclass(frozen=True)
class FingerprintsConfig:
    """How many keys an item gets.

    `quote_run`: words in a row that make a key of a quote. `claim_names`, `claim_words`: so many
    names and numbers, and so many other concepts, of a claim enter its keys; of a part of a sentence, which
    borrows names, `part_names` and `part_words`.
    """

    quote_run: int = 4
    claim_names: int = 4
    claim_words: int = 6
    part_names: int = 8
    part_words: int = 3


DEFAULT = FingerprintsConfig()


def find_quote_keys(content: str, config: FingerprintsConfig = DEFAULT) -> set[int]:
    """Return a key for each run of `quote_run` words: what carriers of the same words share, however they cut them.

    A shorter quote gives none: words that few are said by many.
    """
    plain = words(content)
    runs = zip(*(plain[start:] for start in range(config.quote_run)), strict=False)
    return {key_hash(*run) for run in runs}


def find_claim_keys(
    told: Iterable[Concept], around: Iterable[Concept] = (), config: FingerprintsConfig = DEFAULT
) -> set[int]:
    """Return keys that the same fact elsewhere is likely to share: three concepts each, so that few claims share one.

    At least one of the three is neither a name nor a number, and one is, where the claim has any. A claim that does
    not stand alone borrows the names `around` it, the nearest first.
    """
    concepts = [concept for concept in told if concept.kind != "light"]
    own = [concept.key for concept in concepts if concept.kind in _ANCHORS]
    borrowed = [concept.key for concept in around if concept.kind in _NAMES]
    names, rest_words = (config.part_names, config.part_words) if borrowed else (config.claim_names, config.claim_words)
    anchors = list(dict.fromkeys((*sorted(own), *borrowed)))[:names]
    rest = {concept.key: _rank(concept) for concept in concepts}
    others = sorted(set(rest).difference(own, anchors), key=rest.__getitem__)[:rest_words]
    threes: Iterator[tuple[str, ...]] = itertools.chain(
        ((one, *two) for one, two in itertools.product(anchors, itertools.combinations(others, 2))),
        ((*two, one) for two, one in itertools.product(itertools.combinations(anchors, 2), others)),
        () if anchors else itertools.combinations(others, 3),
    )
    return {key_hash(*sorted(three)) for three in threes}


def _rank(concept: Concept) -> tuple[bool, float, int, str]:
    """Return what sorts the concepts of a claim that other wordings are most likely to have first."""
    return concept.kind not in _LISTED, -weigh(concept), -len(concept.key), concept.key
