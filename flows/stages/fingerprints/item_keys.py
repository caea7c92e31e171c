"""Keys by which the same quotation, and the same fact, are found in other articles."""

import itertools
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from flows.base.ids import key_hash
from flows.base.text import words
from flows.stages.fingerprints.vocabulary import is_function_word, stem


@dataclass(frozen=True)
class FingerprintsConfig:
    """How many keys an item gets.

    `quote_run`: words in a row that make a key of a quote. `claim_names`, `claim_words`: so many
    names with numbers, and so many other content words, of a claim enter its pairs.
    """

    quote_run: int = 4
    claim_names: int = 5
    claim_words: int = 5


DEFAULT = FingerprintsConfig()


def find_quote_keys(content: str, config: FingerprintsConfig = DEFAULT) -> set[int]:
    """Return a key for each run of `quote_run` words: what carriers of the same words share, however they cut them.

    A shorter quote gives none: words that few are said by many.
    """
    plain = words(content)
    runs = zip(*(plain[start:] for start in range(config.quote_run)), strict=False)
    return {key_hash(*run) for run in runs}


def find_claim_keys(content: str, names: Collection[str], config: FingerprintsConfig = DEFAULT) -> set[int]:
    """Return keys that the same fact elsewhere is likely to share; `names` are folded words that are names.

    Names and numbers pair with each other and with the longest other content words; a claim without a name or
    number pairs those words.
    """
    plain = [word for word in words(content) if not is_function_word(word)]
    anchors = sorted({stem(word) for word in plain if word in names or word[0].isdigit()})[: config.claim_names]
    stems = {stem(word) for word in plain}.difference(anchors)
    others = sorted(stems, key=lambda word: (-len(word), word))[: config.claim_words]
    pairs: Iterator[tuple[str, str]] = itertools.chain(
        itertools.combinations(anchors, 2),
        itertools.product(anchors, others) if anchors else itertools.combinations(others, 2),
    )
    return {key_hash(*sorted(pair)) for pair in pairs}
