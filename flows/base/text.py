"""Small pure tools on text. Every offset is a half-open code-point offset into the text as given."""

import functools
import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

import nupunkt

DOUBLE_MARKS = '"“”„‟«»＂'
SINGLE_MARKS = "'‘’‚‛‹›`´"
DASHES = "-‐‑‒–—―−"

_FOLD_PUNCTUATION = str.maketrans(
    {**dict.fromkeys(DOUBLE_MARKS, '"'), **dict.fromkeys(SINGLE_MARKS, "'"), **dict.fromkeys(DASHES, "-")}
)
_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
# "threat.The U.S.has": two sentences run together without a space. nupunkt leaves them whole.
_GLUED = re.compile(r"(?<=[a-z]{2}[.!?])(?=[A-Z][a-z])")


class Span(NamedTuple):
    """A stretch of a text: text[start:end]."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the words that the span covers."""
        return text[self.start : self.end]

    def overlaps(self, other: "Span") -> bool:
        """Tell whether the two share a character."""
        return self.start < other.end and other.start < self.end


def trim(text: str, start: int, end: int) -> Span:
    """Return the span without the white space at its ends; empty at `start` if there is nothing else."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def lines(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """Return a trimmed span for each line that is not blank."""
    stop = len(text) if end is None else end
    found = (trim(text, m.start(), m.end()) for m in re.compile(r"[^\n\r\u2028\u2029]+").finditer(text, start, stop))
    return [span for span in found if span.end > span.start]


def sentences(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """Return a trimmed span for each sentence of text[start:end].

    Punkt (Kiss and Strunk 2006) by nupunkt, and sentences glued together for want of a space taken apart.
    """
    stop = len(text) if end is None else end
    stretch = text[start:stop]
    if not stretch.strip():
        return []
    return list(_split_glued(text, start, nupunkt.sent_spans(stretch)))


def _split_glued(text: str, offset: int, spans: list[tuple[int, int]]) -> Iterator[Span]:
    for first, last in spans:
        begin = offset + first
        for cut in _GLUED.finditer(text, begin, offset + last):
            yield trim(text, begin, cut.start())
            begin = cut.start()
        span = trim(text, begin, offset + last)
        if span.end > span.start:
            yield span


@functools.lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Return the text for comparison only: no case, no accents, one kind of mark and dash, single spaces.

    Unicode NFKD without combining marks, then casefold (Unicode Standard, annexes 15 and 21).
    """
    plain = text if text.isascii() else _strip_accents(text)
    return " ".join(plain.casefold().split())


def _strip_accents(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.translate(_FOLD_PUNCTUATION))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def word_spans(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """Return a span for each word: letters and digits, with inner apostrophes, hyphens and points."""
    stop = len(text) if end is None else end
    return [Span(m.start(), m.end()) for m in _WORD.finditer(text, start, stop)]


def tokens(text: str, start: int = 0, end: int | None = None) -> list[str]:
    """Return the words that `word_spans` finds, as written."""
    return _WORD.findall(text, start, len(text) if end is None else end)


def words(text: str) -> list[str]:
    """Return the folded words of the text in order, a possessive 's taken off."""
    folded = fold(text) if len(text) < 400 else fold.__wrapped__(text)
    return [word.removesuffix("'s") for word in _WORD.findall(folded)]
