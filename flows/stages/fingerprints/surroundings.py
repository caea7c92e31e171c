"""What stands around a claim that does not stand alone: its sentence, the one before, what introduces its list."""

import bisect
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from flows.base.text import words
from flows.stages.fingerprints.concepts import Concept, is_usual, read_concepts

CLAIM_COLUMNS = ("claim_id", "char_start", "char_end", "content", "normalized", "entities", "is_self_contained", "rule")
# How many sentences back an introduction may stand.
_REACH = 8
# A list item's label ("Cost: three crowns a head") has no more words.
_LABEL_WORDS = 5
# What an article is about: so many names, each in so many sentences.
_MAIN_NAMES = 4
_OFTEN = 2

Row = Mapping[str, Any]


def stands_alone(claim: Row) -> bool:
    """Tell whether a claim names what it is about."""
    return bool(claim["is_self_contained"] and claim["rule"] != "list_item" and claim["entities"])


def names_in(claim: Row) -> tuple[str, ...]:
    """Return the names in a claim; items of a list are written in capitals, and what they name may be no name."""
    if claim["rule"] != "list_item":
        return tuple(claim["entities"])
    return tuple(name for name in claim["entities"] if not all(map(is_usual, words(name))))


def concepts_in(claim: Row, label: str = "") -> tuple[Concept, ...]:
    """Return the concepts of a claim, with those of the label before it."""
    names = names_in(claim)
    text = f"{label} {claim['normalized']}" if label else claim["normalized"]
    if claim["rule"] == "list_item":
        kept = {word for name in names for word in name.split()}
        text = " ".join(word if word in kept or word.isupper() else word.lower() for word in text.split())
    return read_concepts(text, names)


class Surroundings(NamedTuple):
    """The sentences of one article, as its rows of SENTENCES, their starts, and which of them are items of a list.

    `told` are the concepts of each, `main` the names that the article has most often.
    """

    sentences: Sequence[Row]
    starts: Sequence[int]
    items: frozenset[int]
    told: Sequence[tuple[Concept, ...]]
    main: tuple[Concept, ...]

    def _number(self, claim: Row) -> int:
        return _number_of(self.starts, claim)

    def of(self, claim: Row) -> tuple[Concept, ...]:
        """Return the concepts around a claim that does not stand alone, the nearest sentence first; else none."""
        if stands_alone(claim) or not self.sentences:
            return ()
        return self.near(claim)

    def near(self, claim: Row) -> tuple[Concept, ...]:
        """Return the concepts of the claim's sentence and of the one before; of a list's items, of its introduction.

        What the article is about stands around all its claims: the names that it has most often come last.
        """
        if not self.sentences:
            return ()
        number = self._number(claim)
        before = [n for n in range(max(0, number - _REACH), number) if n not in self.items]
        wanted = [number, *reversed(before[-2 if number in self.items else -1 :])]
        return (*(concept for n in wanted for concept in self.told[n]), *self.main)

    def label_of(self, claim: Row) -> str:
        """Return the words of a list's item before the claim, as in "Cost: three crowns"; else empty."""
        number = self._number(claim)
        if number not in self.items or claim["rule"] != "list_item":
            return ""
        terms, own = self.sentences[number]["terms"].split(), words(claim["content"])
        for at in range(1, min(_LABEL_WORDS, len(terms) - 1) + 1):
            if terms[at : at + len(own)] == own:
                return " ".join(terms[:at])
        return ""


def make_surroundings(sentences: Sequence[Row], claims: Iterable[Row]) -> Surroundings:
    """Return what stands around the claims of one article; takes its sentences in order."""
    starts = [sentence["char_start"] for sentence in sentences]
    items = frozenset(_number_of(starts, claim) for claim in claims if claim["rule"] == "list_item")
    told = [_concepts_of(sentence) for sentence in sentences]
    return Surroundings(sentences, starts, items, told, _find_main(told))


def _find_main(told: Iterable[tuple[Concept, ...]]) -> tuple[Concept, ...]:
    """Return the names of an article that stand in several of its sentences, the most frequent first."""
    counts = Counter(concept.key for concepts in told for concept in set(concepts) if concept.kind == "name")
    first = {concept.key: concept for concepts in told for concept in reversed(concepts) if concept.kind == "name"}
    ranked = sorted((-count, key) for key, count in counts.items() if count >= _OFTEN)
    return tuple(first[key] for _, key in ranked[:_MAIN_NAMES])


def _number_of(starts: Sequence[int], claim: Row) -> int:
    return max(0, bisect.bisect_right(starts, claim["char_start"]) - 1)


def _concepts_of(sentence: Row) -> tuple[Concept, ...]:
    names = tuple(sentence["names"])
    written = (word.capitalize() if word in names else word for word in sentence["terms"].split())
    return read_concepts(" ".join(written), names)
