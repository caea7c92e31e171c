"""Words that two articles spell differently by a letter: misread, mistyped, or a name put into other letters."""

import functools
from collections.abc import Iterable, Mapping

from flows.stages.matches.profiles import Profile, WeighedSentence, make_grid

# Shorter words have too many neighbours that are words themselves.
LEAST_LETTERS = 5
# Words that begin with so many letters alike and differ little in length are forms of one.
SAME_OPENING = 6
OPENING_REST = 3


@functools.lru_cache(maxsize=1 << 16)
def _spellings(term: str) -> tuple[str, ...]:
    """Return what two terms one letter apart have in common: the term, and it without any one of its letters."""
    return (term, *(term[:at] + term[at + 1 :] for at in range(len(term))))


def find_misreadings(of_a: Iterable[str], of_b: Iterable[str]) -> dict[str, str]:
    """Return terms that only a has, each with the term that only b has and that is one letter away.

    A letter more, less or other, or two exchanged (deletion neighbourhoods, Garbe 2012); else an opening in common.
    Numbers are never misread: another digit is another number.
    """
    keys_of_b: dict[str, str] = {}
    openings_of_b: dict[str, str] = {}
    for term in sorted(of_b):
        for key in _spellings(term):
            keys_of_b.setdefault(key, term)
        openings_of_b.setdefault(term[:SAME_OPENING], term)
    found = {}
    for term in sorted(of_a):
        near = next((keys_of_b[key] for key in _spellings(term) if key in keys_of_b), None)
        if near is None:
            form = openings_of_b.get(term[:SAME_OPENING])
            near = form if form and abs(len(form) - len(term)) <= OPENING_REST else None
        if near is not None:
            found[term] = near
    return found


def _may_be_misread(term: str) -> bool:
    return len(term) >= LEAST_LETTERS and any(map(str.isalpha, term))


def _read(sentence: WeighedSentence, instead: Mapping[str, str]) -> WeighedSentence:
    weights = {instead.get(term, term): weight for term, weight in sentence.weights.items()}
    return sentence._replace(weights=weights, weight=sum(weights.values()))


def read_alike(a: Profile, b: Profile) -> Profile:
    """Return a with its terms that b spells a little differently spelled as in b."""
    shared = a.terms.keys() & b.terms.keys()
    of_a, of_b = (filter(_may_be_misread, side.terms.keys() - shared) for side in (a, b))
    instead = find_misreadings(of_a, of_b)
    if not instead:
        return a
    sentences = tuple(
        sentence if instead.keys().isdisjoint(sentence.weights) else _read(sentence, instead)
        for sentence in a.sentences
    )
    terms = {instead.get(term, term): weight for term, weight in a.terms.items()}
    names = frozenset(instead.get(name, name) for name in a.names)
    return a._replace(sentences=sentences, terms=terms, grid=make_grid(sentences, terms), names=names)
