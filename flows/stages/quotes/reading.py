"""Which rules read a language: its own list says where the finite verb stands (speech_grammar.txt, word_order)."""

from collections.abc import Sequence

from flows.base.text import Span
from flows.stages.quotes import frames, indirect, verb_second
from flows.stages.quotes.frames import Frame
from flows.stages.quotes.indirect import Reported
from flows.stages.quotes.linking import Link
from flows.stages.quotes.passages import Passage
from flows.stages.quotes.phrases import NameIndex
from flows.stages.quotes.rows import Quote


def find_frames(passage: Passage, index: NameIndex, language: str) -> list[Frame]:
    """Return the frames of the passage in the order of their cues."""
    if verb_second.is_verb_second(language):
        return verb_second.find_frames(passage, index, language)
    return frames.find_frames(passage, index, language)


def find_reported(
    passage: Passage,
    found: Sequence[Frame],
    links: Sequence[Link],
    rows: Sequence[Quote],
    around: tuple[NameIndex, Quote | None],
    language: str,
) -> list[Reported]:
    """Return the reported speech of the passage. `rows` are its quotations, with their sources.

    `around` it stand the article's names and the last quotation before it.
    """
    if verb_second.is_verb_second(language):
        return verb_second.find_reported(passage, found, rows, around[1], around[0], language)
    return indirect.find_reported(passage, found, links, language)


def find_hearsay(passage: Passage, found: Sequence[Frame], language: str) -> list[Span]:
    """Return sentences whose verb form alone says that somebody says so; only some languages have one."""
    return verb_second.find_hearsay(passage, found, language) if verb_second.is_verb_second(language) else []
