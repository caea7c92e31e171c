"""A passage is a block made ready for the rules: its quotation marks found, their words masked, its sentences cut."""

import bisect
import functools
import itertools
import re
from collections.abc import Sequence
from typing import NamedTuple

from flows.base.grammar import word_set
from flows.base.text import fold
from flows.stages.articles.datelines import find_dateline
from flows.stages.quotes.cues import MASK
from flows.stages.quotes.marks import Segment, find_segments
from flows.stages.quotes.mending import load_abbreviations, mend_segments

_BREAK = re.compile(r"[.!?…][\"”’')\]]*(?:\s+(?=[^\sa-z,;])|(?<=[a-z]{2}[.!?])(?=[A-Z][a-z]))")
# The speakers stage asks for the same passages after the quotes stage.
REMEMBERED = 512
_LONGEST_SENTENCE = 1600
SPOKEN_KINDS = ("paragraph", "list_item")
# A line of its own that is a whole sentence in marks, or opens a quotation that runs on.
_QUOTED_SENTENCE = re.compile(r"[“„«\"][^“”„«»\"\n]*[.!?…](?:[”“»\"]|$)")
_TERMINAL = ".!?…"
_LONGEST_DATELINE = 160
_DATELINE_DASHES = ("—", "–", "―", "--", "- ")
_DATELINE_DASH = re.compile(r"[.\s]*(?:[—–―]|--|-(?=\s))\s*")


# "am 12. Mai": where ordinals have a point, a number of a day ends no sentence.
_ORDINAL = re.compile(r"\d{1,2}\.")


class Block(NamedTuple):
    """A typed stretch of the article's text: kind as in the blocks table."""

    kind: str
    start: int
    end: int


class Passage(NamedTuple):
    """A block of the body, the segments in it and where its sentences start.

    `masked` is the whole article's text with the quoted words masked: the same offsets hold in both.
    """

    text: str
    masked: str
    start: int
    end: int
    segments: tuple[Segment, ...]
    sentence_starts: tuple[int, ...]

    def sentence(self, position: int) -> tuple[int, int]:
        """Return the bounds of the sentence that holds the position."""
        at = bisect.bisect_right(self.sentence_starts, position) - 1
        start = self.sentence_starts[at] if at >= 0 else self.start
        end = self.sentence_starts[at + 1] if at + 1 < len(self.sentence_starts) else self.end
        return start, end


def spoken_blocks(text: str, blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks that may hold speech: the body's, and of the headings those that are a quoted sentence."""
    body = [b for b in blocks if b.kind in SPOKEN_KINDS and b.end > b.start]
    quoted = [b for b in blocks if b.kind == "heading" and _QUOTED_SENTENCE.match(text, b.start, b.end)]
    return sorted([*body, *quoted], key=lambda b: b.start) if quoted else body


def build_passages(text: str, blocks: Sequence[Block], language: str, lists: str) -> tuple[Passage, ...]:
    """Return a passage for each block, in order. `lists` is the language whose word lists are used."""
    return _build_passages(text, tuple(blocks), language, lists)


@functools.lru_cache(maxsize=REMEMBERED)
def _build_passages(text: str, blocks: tuple[Block, ...], language: str, lists: str) -> tuple[Passage, ...]:
    following = [text[b.start : b.start + 1] for b in blocks[1:]]
    per_block = [
        mend_segments(text, b.start, find_segments(text, b.start, b.end, language), opening, lists)
        for b, opening in zip(blocks, [*following, ""][: len(blocks)], strict=True)
    ]
    masked = _mask(text, [s for segments in per_block for s in segments])
    return tuple(
        Passage(text, masked, b.start, b.end, s, _sentence_starts(text, masked, b, s, lists))
        for b, s in zip(blocks, per_block, strict=True)
    )


def _mask(text: str, segments: Sequence[Segment]) -> str:
    pieces: list[str] = []
    position = 0
    for segment in segments:
        if segment.outer_start < position:
            continue
        pieces.append(text[position : segment.outer_start])
        pieces.append(MASK * (segment.outer_end - segment.outer_start))
        position = segment.outer_end
    pieces.append(text[position:])
    return "".join(pieces)


def _sentence_starts(text: str, masked: str, block: Block, segments: Sequence[Segment], lists: str) -> tuple[int, ...]:
    short = load_abbreviations(lists)
    # "No. 7", but "The mayor said no."
    numbered = word_set(lists, "number_abbreviations")
    ordinals = "ordinal_points" in word_set(lists, "orthography")
    starts = {block.start}
    for match in _BREAK.finditer(masked, block.start, block.end):
        word = masked[max(block.start, match.start() - 12) : match.start() + 1].split()[-1:] if match else []
        token = fold(word[0]).lstrip("(") if word else ""
        if token in numbered and not masked[match.end() : match.end() + 1].isdigit():
            starts.add(match.end())
            continue
        if token in short or re.fullmatch(r"(?:[^\W\d_]\.)+", token) or (ordinals and _ORDINAL.fullmatch(token)):
            continue
        starts.add(match.end())
    starts.update(_starts_behind(text, masked, block, segments))
    starts.update(_behind_dateline(masked, block))
    return _without_giants(masked, [*sorted(starts), block.end])


def _behind_dateline(masked: str, block: Block) -> list[int]:
    """Return where the first sentence of a report begins behind its dateline: VELL, March 3 (Agency) — The mayor …"""
    line = masked[block.start : min(block.end, block.start + _LONGEST_DATELINE)]
    found = find_dateline(line) if any(dash in line for dash in _DATELINE_DASHES) else None
    behind = _DATELINE_DASH.match(line, found.end) if found else None
    return [block.start + behind.end()] if behind else []


def _without_giants(masked: str, bounds: Sequence[int]) -> tuple[int, ...]:
    """Return the starts with more of them where none stands for too long: text without points, not prose."""
    starts: list[int] = []
    for start, end in itertools.pairwise(bounds):
        starts.append(start)
        while end - starts[-1] > _LONGEST_SENTENCE:
            space = masked.find(" ", starts[-1] + _LONGEST_SENTENCE // 2, end)
            if space < 0:
                break
            starts.append(space + 1)
    return tuple(starts)


def _starts_behind(text: str, masked: str, block: Block, segments: Sequence[Segment]) -> list[int]:
    """Return sentence starts right behind quotations that end a sentence: “… so.” The minister left."""
    found = []
    for segment in segments:
        after = segment.outer_end
        if after >= block.end or not masked[after].isspace():
            continue
        while after < block.end and masked[after].isspace():
            after += 1
        if text[segment.end - 1] in _TERMINAL and after < block.end and not masked[after].islower():
            found.append(after)
    return found
