"""Which of two witnesses was altered into the other: by what rewording loses and nobody could put back.

Signs that a text was made from another, counted where their sentences correspond: a name or number of the other gone
from it, a person left with the surname alone, words that the other has in an editor's brackets inside a sentence
spoken as if they had never been in brackets, a name spelled in a way of its own beside the way of the other, names and
marks as in another language. Rewording
loses such things and cannot regain them. But independent renderings of one absent text lose them too, and two texts
alone cannot tell: so a third witness must show that there is no absent text between the three. If B and C agree where A
differs, A and C where B differs, and A and B where C differs, all three hang on something that is none of them (the
star of textual criticism; a path has one such class empty, for the one in the middle is never alone).
"""

import functools
import re
from collections.abc import Collection, Iterable, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from flows.base.text import fold, words
from flows.stages.families.witness import Unit, Witness, sentence_text, terms_in, trigrams_in
from flows.stages.fingerprints import is_function_word, stem
from flows.stages.matches import VERBATIM

# So many signs, none pointing the other way, decide.
ENOUGH_SIGNS = 4
# Nobody puts brackets around words that were spoken: one such place is enough.
BRACKET_SIGNS = 4
# Less than this share of the corresponding sentences reworded: an update of a text, or its copy, not a rewrite.
REWORDED_SHARE = 0.5
# The three classes of agreement lie on a path when the smallest is at most this share of the middle one, which must
# hold at least so many word trigrams to speak at all.
PATH_SHARE = 0.3
PATH_TRIGRAMS = 40
# Two spellings of one name, and a word that another resembles too much to count as lost (Ratcliff and Obershelp).
RESPELLED = 0.8
RESEMBLING = 0.6
# Spelled as another language spells it, a name is less like; so many such names, and foreign marks of speech with them.
TRANSLITERATED = 0.6
LEAST_RESPELLED = 2

# A dash that opens a line of speech, angle quotes, and low opening quotes: no marks of English.
_FOREIGN_MARKS = re.compile(r"^[ \t]*[—–] ?(?=[^\W\d])|[«»„]", re.MULTILINE)
_BRACKETS = re.compile(r"\[([^\[\]\n]{2,60})\]")
_TWO_CAPITALS = re.compile(r"(?<!\w)([^\W\d_a-zß-ÿ][^\W\d_]+) (?=([^\W\d_a-zß-ÿ][^\W\d_]+))")
_LOWER = re.compile(r"(?<!\w)[a-zß-ÿ]{3,}")


class Signs(NamedTuple):
    """How often a text shows, against another, what rewording loses."""

    details: int
    surnames: int
    brackets: int
    spellings: int
    respelled: int

    @property
    def weight(self) -> int:
        """The signs together, a bracket counting as several."""
        return self.details + self.surnames + BRACKET_SIGNS * self.brackets + self.spellings + self.respelled


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _resembles(term: str, others: Iterable[str]) -> bool:
    return any(
        other in term or term in other or (term[0].isalpha() and _likeness(term, other) >= RESEMBLING)
        for other in others
    )


def _details(witness: Witness, sentences: Collection[int]) -> set[str]:
    return {term for term in terms_in(witness, sentences) if term in witness.names or term[0].isdigit()}


def _lost_details(full: Witness, lossy: Witness, units: Sequence[Unit]) -> set[str]:
    lost: set[str] = set()
    for unit in units:
        gone = _details(full, unit.of_a) - lossy.terms
        if gone:
            instead = terms_in(lossy, unit.of_b) - terms_in(full, unit.of_a)
            lost.update(term for term in gone if not _resembles(term, sorted(instead)))
    return lost


def _own_spellings(full: Witness, lossy: Witness, units: Sequence[Unit]) -> set[str]:
    """Return the names that the lossy text spells in two ways, once as the full one and once where that has it."""
    found: set[str] = set()
    for unit in units:
        names = (_details(full, unit.of_a) & lossy.terms) - terms_in(lossy, unit.of_b)
        own = [term for term in _details(lossy, unit.of_b) - full.terms if term.isalpha()]
        found.update(name for name in names if name.isalpha() and any(is_respelled(name, other) for other in own))
    return found


def is_respelled(name: str, other: str, least: float = RESPELLED) -> bool:
    """Tell whether two name words are likely one name in two spellings, neither a cut or an inflection of the other."""
    if min(len(name), len(other)) < 4 or name.startswith(other) or other.startswith(name):
        return False
    return name[0] == other[0] and _likeness(name, other) >= least


class _Capitals(NamedTuple):
    """Runs of capitalised words: what goes before each word that closes one, and the words that go before others."""

    before: dict[str, frozenset[str]]
    leading: frozenset[str]


@functools.lru_cache(maxsize=256)
def _find_capitals(text: str) -> _Capitals:
    plain = set(_LOWER.findall(text))
    before: dict[str, set[str]] = {}
    leading: set[str] = set()
    for match in _TWO_CAPITALS.finditer(text):
        first, last = fold(match[1]), fold(match[2])
        if not is_function_word(first):
            leading.add(first)
            if last not in plain:
                before.setdefault(last, set()).add(first)
    closing = {last: frozenset(firsts) for last, firsts in before.items() if last not in leading}
    return _Capitals(closing, frozenset(leading))


def find_full_names(text: str) -> dict[str, frozenset[str]]:
    """Return, for each surname in the text, the words that stand before it with a capital: first names and titles.

    A surname closes a run of capitalised words and stands nowhere in the text in lower case.
    """
    return _find_capitals(text).before


def _bare_surnames(full: Witness, lossy: Witness) -> set[str]:
    """Return the surnames that the lossy text has without what goes before them in the full one, or anything."""
    have = set(lossy.words.split())
    given, own = find_full_names(full.text), _find_capitals(lossy.text)
    names = full.names & lossy.names
    bare = {surname for surname in given if stem(surname) in names} & have
    bare -= own.before.keys() | own.leading | set(_LOWER.findall(lossy.text))
    return {surname for surname in bare if given[surname].isdisjoint(have)}


def _spoken_brackets(full: Witness, lossy: Witness, units: Sequence[Unit]) -> int:
    """Count the words in brackets that stand in the lossy text without, beside the same word."""
    if "[" not in full.text:
        return 0
    count = 0
    for unit in units:
        bracketed, plain = sentence_text(full, unit.of_a), sentence_text(lossy, unit.of_b)
        if "[" in bracketed and "[" not in plain:
            said = f" {' '.join(words(plain))} "
            count += sum(_is_said(bracketed, found, said) for found in _BRACKETS.finditer(bracketed))
    return count


def _is_said(bracketed: str, found: re.Match[str], said: str) -> bool:
    inside = words(found[1])
    before, after = words(bracketed[: found.start()])[-1:], words(bracketed[found.end() :])[:1]
    if not inside or inside == ["sic"]:
        return False
    runs = [f" {' '.join(run)} " for run in (before + inside, inside + after) if len(run) > len(inside)]
    return any(run in said for run in runs)


def count_signs(full: Witness, lossy: Witness, units: Sequence[Unit]) -> Signs:
    """Return the signs that `lossy` was made from `full`; `units` hold the sentences of full as a, of lossy as b."""
    return Signs(
        len(_lost_details(full, lossy, units)),
        len(_bare_surnames(full, lossy)),
        _spoken_brackets(full, lossy, units),
        len(_own_spellings(full, lossy, units)),
        len(find_respelled(full, lossy, units)),
    )


def find_respelled(full: Witness, lossy: Witness, units: Sequence[Unit]) -> set[str]:
    """Return the names of a text that went through another language: respelled as there, with marks of speech as there.

    Either alone is no evidence: editors respell names, and typists use what marks they have. Then none is returned.
    """
    if len(_FOREIGN_MARKS.findall(lossy.text)) <= len(_FOREIGN_MARKS.findall(full.text)):
        return set()
    found: set[str] = set()
    for unit in units:
        own = (terms_in(lossy, unit.of_b) & lossy.names) - full.terms
        gone = (terms_in(full, unit.of_a) & full.names) - lossy.terms
        found.update(name for name in own if any(is_respelled(name, other, TRANSLITERATED) for other in gone))
    return found if len(found) >= LEAST_RESPELLED else set()


class Agreements(NamedTuple):
    """How many word trigrams two of three witnesses have that the other lacks: fewest, middle, most."""

    fewest: int
    middle: int
    most: int

    @property
    def is_path(self) -> bool:
        """One of the three is never alone: it stands between the others."""
        return self.middle >= PATH_TRIGRAMS and self.fewest <= PATH_SHARE * self.middle

    @property
    def is_star(self) -> bool:
        """Each is alone somewhere: what they have in common is none of them."""
        return self.fewest > PATH_SHARE * max(self.middle, PATH_TRIGRAMS)


def count_agreements(a: Witness, b: Witness, third: Witness, units: Sequence[Unit]) -> Agreements:
    """Return the agreements of two against one, within the sentences that a and b have in common."""
    in_a = trigrams_in(a, {number for unit in units for number in unit.of_a})
    in_b = trigrams_in(b, {number for unit in units for number in unit.of_b})
    against_third = len((in_b & a.trigrams) - third.trigrams)
    against_a = len((in_b & third.trigrams) - a.trigrams)
    against_b = len((in_a & third.trigrams) - b.trigrams)
    return Agreements(*sorted((against_third, against_a, against_b)))


def find_altered(a: Witness, b: Witness, units: Sequence[Unit], others: Sequence[Witness]) -> Witness | None:
    """Return which of the two was altered into the other, as what it was made into; null where that is not shown.

    One of the others must show that the three lie on a path, and none that they are a star.
    """
    reworded = sum(unit.similarity < VERBATIM for unit in units)
    if not others or not units or reworded < REWORDED_SHARE * len(units):
        return None
    of_b, of_a = count_signs(a, b, units), count_signs(b, a, [unit.turned() for unit in units])
    if min(of_a.weight, of_b.weight) > 0 or max(of_a.weight, of_b.weight) < ENOUGH_SIGNS:
        return None
    thirds = [count_agreements(a, b, other, units) for other in others]
    if not any(third.is_path for third in thirds) or any(third.is_star for third in thirds):
        return None
    return b if of_b.weight else a
