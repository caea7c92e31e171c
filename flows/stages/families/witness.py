"""A member of a family as a witness to their common text: its wording, made ready to be held against another's.

"Witness" is the word of textual criticism (Maas 1927) for a copy that testifies to a text.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from flows.stages.matches import MatchesConfig, make_profile
from flows.stages.matches.alignment import AlignedPair, align_sentences
from flows.stages.matches.profiles import Profile, WeighedSentence

Row = Mapping[str, Any]

# Two sentences correspond when they are at least so alike; the same floor by which pairs are compared.
FLOOR = MatchesConfig().floor


class Witness(NamedTuple):
    """An article's wording; `runs` are the word trigrams of each sentence, `words` its folded words in order."""

    article_id: str
    text: str
    profile: Profile
    sentences: tuple[WeighedSentence, ...]
    runs: tuple[frozenset[str], ...]
    trigrams: frozenset[str]
    names: frozenset[str]
    terms: frozenset[str]
    words: str


class Unit(NamedTuple):
    """Sentences of two witnesses, by number, that correspond; several where one side split or joined sentences."""

    of_a: frozenset[int]
    of_b: frozenset[int]
    similarity: float

    def turned(self) -> "Unit":
        """Return the unit with its sides exchanged."""
        return Unit(self.of_b, self.of_a, self.similarity)


def _runs(terms: str) -> frozenset[str]:
    plain = terms.split()
    return frozenset(map(" ".join, zip(plain, plain[1:], plain[2:], strict=False)))


def make_witness(article: Row, text: str, sentences: Sequence[Row]) -> Witness:
    """Return the witness that an article with these sentences is; `article` as make_profile takes it."""
    profile = make_profile(article, sentences, ())
    return Witness(
        article["article_id"],
        text,
        profile,
        profile.sentences,
        tuple(_runs(row["terms"]) for row in sentences),
        profile.trigrams,
        profile.names,
        frozenset(profile.terms),
        profile.words,
    )


def align(a: Witness, b: Witness) -> list[AlignedPair]:
    """Return the sentences of two witnesses that correspond in order."""
    return align_sentences(a.profile, b.profile, FLOOR)


def join_units(chain: Sequence[AlignedPair]) -> list[Unit]:
    """Return the aligned pairs as units: pairs with a sentence in common are one, as alike as its best pair."""
    units: list[Unit] = []
    for pair in chain:
        last = units[-1] if units else None
        if last and (pair.a in last.of_a or pair.b in last.of_b):
            units[-1] = Unit(last.of_a | {pair.a}, last.of_b | {pair.b}, max(last.similarity, pair.similarity))
        else:
            units.append(Unit(frozenset((pair.a,)), frozenset((pair.b,)), pair.similarity))
    return units


def trigrams_in(witness: Witness, sentences: Collection[int]) -> frozenset[str]:
    """Return the word trigrams of these sentences."""
    return frozenset[str]().union(*(witness.runs[number] for number in sentences))


def terms_in(witness: Witness, sentences: Collection[int]) -> frozenset[str]:
    """Return the content stems of these sentences."""
    return frozenset(term for number in sentences for term in witness.sentences[number].weights)


def aligned_share(witness: Witness, sentences: Collection[int]) -> float:
    """Return the share, by weight, that these sentences are of the witness."""
    total = sum(sentence.weight for sentence in witness.sentences)
    return sum(witness.sentences[number].weight for number in sentences) / total if total else 0.0


def sentence_text(witness: Witness, sentences: Collection[int]) -> str:
    """Return these sentences as written, in order."""
    stretches = (witness.sentences[number] for number in sorted(sentences))
    return " ".join(witness.text[sentence.char_start : sentence.char_end] for sentence in stretches)
