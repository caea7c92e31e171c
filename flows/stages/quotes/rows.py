"""What the stage finds in one article: quotations, and words in quotation marks that are none."""

from typing import NamedTuple

from flows.base.text import Span
from flows.stages.quotes.relays import Relay


class Quote(NamedTuple):
    """A stretch of speech: its span inside the marks, how it is given and what attributes it.

    `inside` is the place in the list of the quote that holds this one, or -1. Rows with the same utterance_no are
    parts of one utterance. Source and cue are spans as written; None where nothing attributes. `relays` are those who
    passed the words on, the one nearest the reader first.
    """

    start: int
    end: int
    directness: str
    marks: str
    source: Span | None
    cue: Span | None
    utterance_no: int
    rule: str
    confidence: float
    inside: int = -1
    relays: tuple[Relay, ...] = ()


class NotQuote(NamedTuple):
    """Words in quotation marks that are no speech, and what they are."""

    start: int
    end: int
    reason: str


class Found(NamedTuple):
    """The quotations of an article in text order, and the stretches in marks that are none."""

    quotes: tuple[Quote, ...]
    not_quotes: tuple[NotQuote, ...]
