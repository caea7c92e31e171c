"""One name in two spellings: transcribed otherwise, mangled by a translation, or misspelt."""

import functools
import re
from difflib import SequenceMatcher

from flows.base.text import fold

# Spellings of one name: Tarnow and Tarnov agree in more, Story and Scott in less. Ratcliff and Obershelp 1988.
_SAME_NAME = 0.75
# Where no quotation shows that one person is meant, they must be nearer.
_MISSPELT = 0.8
# Letters that transcriptions of one name exchange, longest first: Tarnow and Tarnov have one sound, Brandt and Brand
# have two.
_TRANSCRIBED = (
    *(("tsch", "c"), ("sch", "s"), ("tch", "c"), ("sh", "s"), ("sz", "s"), ("ch", "h"), ("kh", "h"), ("cz", "c")),
    *(("ph", "f"), ("ck", "k"), ("qu", "k"), ("ks", "x"), ("ou", "u"), ("oo", "u"), ("th", "t"), ("ts", "c")),
    *(("w", "v"), ("b", "v"), ("z", "s"), ("y", "i"), ("j", "i"), ("q", "k"), ("ff", "v")),
)
_DOUBLED = re.compile(r"(.)\1+")
# Shorter names have too many neighbours that are names themselves.
_LEAST_LETTERS = 5


def name_words(name: str) -> list[str]:
    """Return the folded words of a name, without a leading article."""
    return fold(name).removeprefix("the ").split()


def surname(name: str | None) -> str:
    """Return the last word of a name, folded; empty for null."""
    return fold(name).split()[-1] if name and name.strip() else ""


@functools.lru_cache(maxsize=1 << 16)
def sound_of(word: str) -> str:
    """Return a folded word with what transcriptions exchange made the same: lindov and lindow have one sound."""
    for written, sound in _TRANSCRIBED:
        word = word.replace(written, sound)
    return _DOUBLED.sub(r"\1", word)


def is_same_name(left: str, right: str) -> bool:
    """Tell whether two names may be spellings of one: last words near, and first words near where both have them."""
    a, b = fold(left).split(), fold(right).split()
    if not a or not b or not _near(a[-1], b[-1]):
        return False
    return len(a) == 1 or len(b) == 1 or _near(a[0], b[0])


def is_transcribed(left: str, right: str) -> bool:
    """Tell whether two name words differ and have one sound; short words are never taken for one."""
    return left != right and min(len(left), len(right)) >= _LEAST_LETTERS and sound_of(left) == sound_of(right)


def is_misspelt(left: str, right: str) -> bool:
    """Tell whether two name words are likely one, a letter or two aside; short ones and cut ones never are."""
    if is_transcribed(left, right):
        return True
    if left[:1] != right[:1] or min(len(left), len(right)) < _LEAST_LETTERS:
        return False
    return not (left.startswith(right) or right.startswith(left)) and _likeness(left, right) >= _MISSPELT


def _near(left: str, right: str) -> bool:
    if left == right or sound_of(left) == sound_of(right):
        return True
    return _likeness(left, right) >= _SAME_NAME


def _likeness(left: str, right: str) -> float:
    return SequenceMatcher(None, left, right, autojunk=False).ratio()
