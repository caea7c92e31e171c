"""The language of the generated corpus: words, names and phrases made by seed, drawn by Zipf's law."""

import functools
import itertools
from collections.abc import Sequence
from random import Random
from typing import NamedTuple


def _listed(words: str) -> list[str]:
    return words.split()


_FUNCTION = _listed(
    "the of to and in a that for on is was with by as at from it be are has have an this which not but were their "
    "will had been or its they he who after more she than also about would when into his her there some other over all "
    "could one out two before between under no because while where during against only most such new being if"
)
_COMMON = _listed(
    "year people government country state group official president report company city week month time minister day "
    "court law police security party market price plan public national work leader member country's service million "
    "area case decision part number house school office health money power agreement according meeting talks "
    "increase support change news statement home water program war end"
)
TITLES = _listed("President Minister Governor Mayor Judge Professor Senator Director Mr. Ms.")
ORGANISATIONS = _listed("Institute Bank Council Party Union Agency Court Corporation Foundation Authority")
PAPERS = _listed("Post Herald Times Courier Gazette Journal")
MONTHS = _listed("January February March April May June July August September October November December")

_ONSETS = _listed("b br c ch cl d dr f fl g gr h j k l m n p pl pr r s sh sl st t th tr v w z")
_VOWELS = _listed("a e i o u a e i o ai ea ou")
_CODAS = ["", "", "", "n", "r", "l", "s", "t", "m", "nd", "st", "ck"]
_ENDINGS = ["", "", "", "s", "ed", "ing", "ion", "al", "er", "y"]

_WORDS = 60_000
_SURNAMES = 40_000
_GIVEN = 800
# Units lie in a pool as often as their frequency says, so that a draw from it costs the same for all.
_POOL = 1 << 18


class World(NamedTuple):
    """What every corpus of a seed shares: words, names, units of one to three words by frequency, beats, phrases."""

    words: list[str]
    surnames: list[str]
    given: list[str]
    units: list[str]
    beats: list[list[str]]
    phrases: list[str]
    synonyms: dict[str, str]


def _coin(rng: Random, count: int, endings: Sequence[str]) -> list[str]:
    """Return so many pronounceable words, no two alike, the short ones first."""
    found: dict[str, None] = {}
    syllables = [onset + vowel + coda for onset in _ONSETS for vowel in _VOWELS for coda in _CODAS]
    length = 1
    while len(found) < count:
        for _ in range(min(count, 400 * 12**length)):
            found["".join(rng.choices(syllables, k=length)) + rng.choice(endings)] = None
        length = min(length + 1, 4)
    ordered = sorted(list(found)[:count], key=len)
    return [word for word in ordered if word not in _FUNCTION and word not in _COMMON]


def zipf(count: int, exponent: float = 1.0, offset: float = 2.7) -> list[float]:
    """Return cumulative weights of ranks after Zipf and Mandelbrot."""
    return list(itertools.accumulate((rank + offset) ** -exponent for rank in range(1, count + 1)))


def _make_units(rng: Random, words: list[str], surnames: list[str]) -> list[str]:
    """Return units of running text, each as often as it shall be drawn."""
    ranked = [*_COMMON, *words]
    content = iter(rng.choices(ranked, cum_weights=zipf(len(ranked)), k=2 * _POOL))
    function = iter(rng.choices(_FUNCTION, cum_weights=zipf(len(_FUNCTION), 0.8), k=2 * _POOL))
    names = iter(rng.choices(surnames, cum_weights=zipf(len(surnames)), k=_POOL))

    def unit(kind: int) -> str:
        match kind:
            case 0:
                return f"{next(function)} {next(content)}"
            case 1:
                return next(content)
            case 2:
                return f"{next(function)} {next(function)} {next(content)}"
            case 3:
                return f"{next(content)} {next(content)}"
            case 4:
                return f"{rng.choice((2, 3, 5, 10, 15, 20, 30, 50, rng.randint(2, 999)))} {next(content)}"
            case _:
                return next(names)

    return [unit(kind) for kind in rng.choices(range(6), (50, 16, 16, 12, 3, 3), k=_POOL)]


def make_phrase(rng: Random, units: Sequence[str], length: int) -> str:
    """Return so many units in a row."""
    return " ".join(rng.choices(units, k=length))


def make_sentence(words: str) -> str:
    """Return the words as a sentence."""
    return f"{words[0].upper()}{words[1:]}."


@functools.lru_cache(maxsize=1)
def make_world(seed: int) -> World:
    """Return the world of a seed."""
    rng = Random(f"{seed}/world")
    words = _coin(rng, _WORDS, _ENDINGS)
    surnames = [word.capitalize() for word in _coin(rng, _SURNAMES, ("", "", "ov", "son", "i", "er", "a"))]
    rng.shuffle(surnames)
    units = _make_units(rng, words, surnames)
    terms = words[200:30_000]
    pairs = list(zip(words[::2], words[1::2], strict=False))
    return World(
        words=words,
        surnames=surnames,
        given=[word.capitalize() for word in _coin(rng, _GIVEN, ("", "a", "o", "in"))],
        units=units,
        beats=[[make_phrase(rng, terms, rng.choice((1, 1, 2))) for _ in range(600)] for _ in range(40)],
        phrases=[make_phrase(rng, units, rng.randint(4, 7)) for _ in range(300)],
        synonyms=dict([*pairs, *((right, left) for left, right in pairs)]),
    )
