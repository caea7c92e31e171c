"""Sources that run on: over the blocks of one quotation, from block to block and from sentence to sentence."""

import re
from collections.abc import Mapping, Sequence

from flows.base.text import trim
from flows.stages.quotes.cues import MASK
from flows.stages.quotes.linking import CONFIDENCE
from flows.stages.quotes.passages import Passage
from flows.stages.quotes.rows import Quote

# An attribution behind the last quotation of a block: its cue, source and apposition.
_LONGEST_TAIL = 120
_MOST_BLOCKS = 5
_NEW_SENTENCE = re.compile(r"[.!?…]\s+\S")


def carry_into(passage: Passage, row: Quote, earlier: Sequence[Quote], before: Passage | None) -> Quote:
    """Return the first quotation of a block with the source of the one before it, if that runs into this block."""
    if row.source is not None or before is None or not earlier or earlier[-1].start < before.start:
        return row
    last = earlier[-1]
    if row.start > passage.start + 1 and passage.masked[passage.start : row.start].strip(MASK):
        return row
    if _runs_over(passage, before, last):
        return take_source(row, last, "continued")._replace(utterance_no=last.utterance_no)
    if _stands_alone(passage) and row.directness == "direct" and _ends_with(before, last):
        return take_source(row, last, "carried")
    return row


def take_source(row: Quote, last: Quote, rule: str) -> Quote:
    """Return the row with the source of another one, by that rule; unchanged if there is none to take."""
    if last.source is None and rule != "continued":
        return row
    confidence = CONFIDENCE[rule]
    return row._replace(source=last.source, cue=last.cue, rule=rule, confidence=confidence, relays=last.relays)


def _runs_over(passage: Passage, before: Passage, last: Quote) -> bool:
    """Tell whether the block before ends in a quotation without its closing mark and this one opens as it did."""
    ran_over = before.segments[-1] if before.segments else None
    if ran_over is None or not ran_over.is_open or last.end != ran_over.end:
        return False
    # A block that opens otherwise than the one before it, as with a dash, may be anybody's.
    return bool(passage.segments) and (
        passage.text[passage.segments[0].outer_start] == passage.text[ran_over.outer_start]
    )


def _stands_alone(passage: Passage) -> bool:
    """Tell whether the block is nothing but a closed quotation, so that nothing in it or after it says who speaks."""
    if not passage.segments or passage.segments[-1].is_open:
        return False
    return not passage.masked[passage.start : passage.end].strip(f"{MASK} \n\r\t\u00a0")


def _ends_with(before: Passage, last: Quote) -> bool:
    """Tell whether the block before ends with what this source said and the words that attribute it."""
    if last.source is None or (before.segments and before.segments[-1].is_open):
        return False
    # Behind a question the next quotation is an answer, and somebody else's.
    if before.text[last.end - 1] == "?":
        return False
    reached = [last.end, *(s.end for s in (last.source, last.cue) if s is not None and s.start >= before.start)]
    rest = before.masked[max(reached) : before.end]
    return len(rest) <= _LONGEST_TAIL and _NEW_SENTENCE.search(rest) is None


def carry_within(passage: Passage, rows: Sequence[Quote]) -> list[Quote]:
    """Give quoted sentences without a source of their own the one that spoke before them in the same block."""
    carried: list[Quote] = []
    last: Quote | None = None
    for row in sorted(rows, key=lambda r: (r.start, -r.end)):
        opens = not passage.masked[passage.sentence(row.start)[0] : row.start].strip(f" {MASK}—–―")
        beside = bool(carried) and not passage.masked[carried[-1].end : row.start].strip(f" {MASK}")
        if row.source is None and row.directness == "direct" and opens and last is not None and not beside:
            number = last.utterance_no if last.rule == "dash" else row.utterance_no
            row = take_source(row, last, "said_before")._replace(utterance_no=number)
        last = row if row.source is not None else last
        carried.append(row)
    return carried


def carry_back(passages: Sequence[Passage], rows: Sequence[Quote]) -> list[Quote]:
    """Return the rows with the source of a quotation over several blocks that only its last block names.

    “The weir was rotten. / “Everybody knew,” said Ada Lindqvist. Where the blocks after the first lack their opening
    marks and only the last has a closing one, those between are rows of the same quotation.
    """
    found = {row.start: row for row in rows if row.directness == "direct"}
    added: list[Quote] = []
    for number in range(len(passages) - 2, -1, -1):
        opened = _left_open(passages[number], found)
        target = _closing_block(passages, number) if opened else None
        closing = found.get(passages[target].segments[0].start) if target is not None else None
        if opened is None or target is None or closing is None or closing.source is None:
            continue
        found[opened.start] = take_source(opened, closing, "continued")._replace(utterance_no=closing.utterance_no)
        added += [_whole_block(passages[at], closing) for at in range(number + 1, target)]
    return [found.get(row.start, row) if row.directness == "direct" else row for row in rows] + added


def _left_open(passage: Passage, found: Mapping[int, Quote]) -> Quote | None:
    """Return the quotation without a source that runs over the end of the block."""
    last = passage.segments[-1] if passage.segments else None
    row = found.get(last.start) if last and last.is_open else None
    return row if row is not None and row.source is None else None


def _closing_block(passages: Sequence[Passage], number: int) -> int | None:
    """Return the block that a quotation left open in this one goes on in and may be attributed in."""
    mark = passages[number].text[passages[number].segments[-1].outer_start]
    for at in range(number + 1, min(len(passages), number + _MOST_BLOCKS)):
        passage = passages[at]
        if not passage.segments:
            continue
        first = passage.segments[0]
        if passage.masked[passage.start : first.outer_start].strip():
            return None
        is_orphan = first.start == first.outer_start
        reopened = at == number + 1 and passage.text[first.outer_start] == mark
        return at if is_orphan or reopened else None
    return None


def _whole_block(passage: Passage, closing: Quote) -> Quote:
    span = trim(passage.text, passage.start, passage.end)
    whole = closing._replace(start=span.start, end=span.end, marks="missing")
    return take_source(whole, closing, "continued")
