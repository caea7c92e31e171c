"""Anchors: the names and numbers of an article in order, which a rendering into another language keeps."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from flows.stages.fingerprints.vocabulary import stem

_DIGITS = re.compile(r"\d+")
# A group of digits behind a comma that the folded words do not show: thousands, or the decimals of 18,4.
_LONGEST_GROUP = 3


def _runs(terms: Sequence[str], names: Collection[str]) -> Iterator[str]:
    """Yield the anchors of one sentence: a run of names by its last, a number by its digits alone."""
    name = ""
    digits = ""
    for term in [*terms, ""]:
        groups = "".join(_DIGITS.findall(term)) if term[:1].isdigit() else ""
        if digits and not (groups and len(groups) <= _LONGEST_GROUP):
            yield digits
            digits = ""
        digits += groups
        if name and (groups or term not in names):
            yield stem(name)
            name = ""
        if term in names and not groups:
            name = term


def find_anchors(sentences: Iterable[tuple[str, Collection[str]]]) -> list[str]:
    """Return the anchors of sentences, each given as its `terms` and `names`, in order and as often as they stand.

    A full name is one anchor, its last word's stem: titles before it and genitives differ. Of a number only the digits
    count, for languages disagree on points and commas.
    """
    return [anchor for terms, names in sentences for anchor in _runs(terms.split(), names)]
