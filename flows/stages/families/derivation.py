"""How the text of a member came about, given what it rests on."""

from collections.abc import Sequence
from difflib import SequenceMatcher

from flows.base.text import words
from flows.stages.families.alteration import find_respelled
from flows.stages.families.direction import Facts, has_credit_line
from flows.stages.families.witness import (
    Unit,
    Witness,
    align,
    aligned_share,
    join_units,
    sentence_text,
    trigrams_in,
)
from flows.stages.matches import align_across, in_two_languages

# Carried over word for word: so large a share of the word trigrams of the corresponding sentences stand in the base.
# The lightest of a hundred rewrites by hand kept .88, nineteen in twenty less than .84; copies of the sample keep .9.
VERBATIM_SHARE = 0.85
# Misread, not reworded: so large a share of the words that are new resemble a word that is gone, of at least so many.
# In copies with one to five letters in a hundred misread it is .9, in rewrites by hand .2.
MISREAD_SHARE = 0.75
MISREAD_WORDS = 5
MISREAD_LIKENESS = 0.7
# Shorter words resemble each other by chance.
SHORT_WORD = 4
# A verbatim text of which less corresponds is another's text for the larger part.
BODY_SHARE = 0.5
# A verbatim text is an excerpt when less than this share of the base is in it: a copy carries (nearly) all.
EXCERPT_SHARE = 0.85


def _is_misreading(word: str, others: Sequence[str]) -> bool:
    return any(
        abs(len(word) - len(other)) <= 2
        and SequenceMatcher(None, word, other, autojunk=False).ratio() >= MISREAD_LIKENESS
        for other in others
    )


def is_misread(later: Witness, earlier: Witness, units: Sequence[Unit]) -> bool:
    """Tell whether the words that differ are the same words misread, as by a machine that reads print."""
    new = misread = 0
    for unit in units:
        mine, theirs = set(words(sentence_text(later, unit.of_a))), set(words(sentence_text(earlier, unit.of_b)))
        gone = sorted(word for word in theirs - mine if len(word) >= SHORT_WORD)
        own = [word for word in mine - theirs if len(word) >= SHORT_WORD]
        new += len(own)
        misread += sum(_is_misreading(word, gone) for word in own)
    return new >= MISREAD_WORDS and misread >= MISREAD_SHARE * new


def _is_verbatim(later: Witness, earlier: Witness, units: Sequence[Unit]) -> bool:
    inside = frozenset(number for unit in units for number in unit.of_a)
    runs = trigrams_in(later, inside)
    if not runs or aligned_share(later, inside) < BODY_SHARE:
        return False
    return len(runs & earlier.trigrams) >= VERBATIM_SHARE * len(runs) or is_misread(later, earlier, units)


def find_derivation(later: Facts, earlier: Facts, witness: Witness, base: Witness) -> str:
    """Return one of DERIVATIONS for an article that rests on the text of an earlier one.

    A text of the same language is a translation where it shows that it went through another; what is carried over word
    for word is none, whatever language it was taken for. Unknown is that of a text which an analyst put into the family
    and which has nothing in common with the earlier to show it by.
    """
    units = join_units(align(witness, base))
    if not units and not align_across(witness.profile, base.profile):
        return "unknown"
    if not _is_verbatim(witness, base, units):
        if in_two_languages(later.language, earlier.language):
            return "translation"
        return "translation" if find_respelled(base, witness, [unit.turned() for unit in units]) else "rewrite"
    if has_credit_line(later, earlier):
        return "reprint"
    carried = aligned_share(base, frozenset(number for unit in units for number in unit.of_b))
    return "excerpt" if carried < EXCERPT_SHARE else "copy"
