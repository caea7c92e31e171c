"""Small pure tools on text. Every offset is a half-open code-point offset into the text as given."""

import functools
import itertools
import re
import unicodedata
from typing import NamedTuple

import nupunkt

DOUBLE_MARKS = '"“”„‟«»＂'
SINGLE_MARKS = "'‘’‚‛‹›`´"
DASHES = "-‐‑‒–—―−"

_FOLD_PUNCTUATION = str.maketrans(
    {**dict.fromkeys(DOUBLE_MARKS, '"'), **dict.fromkeys(SINGLE_MARKS, "'"), **dict.fromkeys(DASHES, "-")}
)
# The rarer ends of lines cost ten times as much to look for as the one.
_LINE = re.compile(r"\S(?:.*\S)?")
_ANY_LINE = re.compile(r"\S(?:[^\n\r\u2028\u2029]*\S)?")
_RARE_ENDS = ("\r", "\u2028", "\u2029")
_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
# Han with its iteration and closing marks, the supplementary planes' too, and Hiragana; Katakana stays in runs.
_UNSPACED = re.compile(
    "[\u3005-\u3007\u3041-\u3096\u309d\u309e\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
_WIDE = re.compile("[\u3005-\U0003ffff]")
# "the pier.The gate": two sentences run together without a space. nupunkt leaves them whole.
_GLUED = re.compile(r"[.!?](?<=[a-z]{2}.)(?=[A-Z][a-z])")
# Where a sentence may end, and where nobody doubts that it does: after a word of four letters that is no abbreviation,
# before a capital. Nine paragraphs of news in ten have no other ends, and need no model to be split.
_END = re.compile(r"[.!?…][\"'”’»)\]]*\s+(?=\S)")
_ABBREVIATED = "approx Assoc assn bspw bzgl Calif dept Dept einschl evtl govt Govt inkl intl Messrs misc natl Natl zzgl"
_SURE_END = re.compile(
    r"[.!?](?<=[a-z]{4}.)"
    + "".join(rf"(?<!{word}\.)" for word in _ABBREVIATED.split())
    + r"[\"'”’»)\]]*[ \n](?=[\"“‘«(\[]?[A-Z])"
)


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
    line = _ANY_LINE if any(end in text for end in _RARE_ENDS) else _LINE
    return [Span(*match.span()) for match in line.finditer(text, start, stop)]


def sentences(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """Return a trimmed span for each sentence of text[start:end].

    Punkt (Kiss and Strunk 2006) by nupunkt where an end is in doubt, and sentences glued together for want of a space
    taken apart.
    """
    stop = len(text) if end is None else end
    stretch = text[start:stop]
    if not stretch.strip():
        return []
    glued = [cut.end() for cut in _GLUED.finditer(stretch)]
    spans = _sure_spans(stretch) or nupunkt.sent_spans(stretch)
    trimmed = (trim(text, start + first, start + last) for first, last in _cut(spans, glued))
    return [span for span in trimmed if span.end > span.start]


def _sure_spans(stretch: str) -> list[tuple[int, int]]:
    """Return the spans of the sentences of a stretch where no end of one is in doubt; none where any is."""
    ends = [match.end() for match in _SURE_END.finditer(stretch)]
    if len(_END.findall(stretch)) > len(ends) or "\n\n" in stretch:
        return []
    return list(zip([0, *ends], [*ends, len(stretch)], strict=True))


def _cut(spans: list[tuple[int, int]], places: list[int]) -> list[tuple[int, int]]:
    """Return the spans, cut at these places inside them."""
    if not places:
        return spans
    return [
        piece
        for first, last in spans
        for piece in itertools.pairwise([first, *(place for place in places if first < place < last), last])
    ]


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


def count_words(text: str) -> int:
    """Return how many words the text has: by its spaces, and each ideograph and each hiragana letter for one.

    So the default word boundaries of Unicode Standard Annex 29 fall (katakana runs are one word, Korean is spaced), and
    so word processors count; what is no letter or digit between ideographs is no word. Thai, Lao and Khmer need a
    dictionary to be parted into words, and are counted by their spaces.
    """
    if text.isascii() or _WIDE.search(text) is None:
        return len(text.split())
    unspaced = len(_UNSPACED.findall(text))
    if not unspaced:
        return len(text.split())
    return unspaced + sum(1 for part in _UNSPACED.sub(" ", text).split() if any(map(str.isalnum, part)))


def words(text: str) -> list[str]:
    """Return the folded words of the text in order, a possessive 's taken off."""
    folded = fold(text) if len(text) < 400 else fold.__wrapped__(text)
    return [word.removesuffix("'s") for word in _WORD.findall(folded)]
