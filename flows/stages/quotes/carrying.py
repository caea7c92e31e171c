"""Sources that run on: over the blocks of one quotation, from block to block and from sentence to sentence."""

import re
from collections.abc import Sequence

from flows.stages.quotes.cues import MASK
from flows.stages.quotes.linking import CONFIDENCE
from flows.stages.quotes.passages import Passage
from flows.stages.quotes.rows import Quote

# An attribution behind the last quotation of a block: its cue, source and apposition.
_LONGEST_TAIL = 120
_NEW_SENTENCE = re.compile(r"[.!?…]\s+\S")


def carry_into(passage: Passage, row: Quote, earlier: Sequence[Quote], before: Passage | None) -> Quote:
    """Return the first quotation of a block with the source of the one before it, if that runs into this block."""
    if row.source is not None or before is None or not earlier or earlier[-1].start < before.start:
        return row
    last = earlier[-1]
    if row.start > passage.start + 1 and passage.masked[passage.start : row.start].strip(MASK):
        return row
    if _runs_over(passage, before, last):
        return _with_source(row, last, "continued")._replace(utterance_no=last.utterance_no)
    if _stands_alone(passage) and row.directness == "direct" and _ends_with(before, last):
        return _with_source(row, last, "carried")
    return row


def _with_source(row: Quote, last: Quote, rule: str) -> Quote:
    if last.source is None and rule != "continued":
        return row
    return row._replace(source=last.source, cue=last.cue, rule=rule, confidence=CONFIDENCE[rule])


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
    """Tell whether the block is nothing but a quotation, so that nothing in it can say who speaks."""
    return not passage.masked[passage.start : passage.end].strip(f"{MASK} \n\r\t\u00a0")


def _ends_with(before: Passage, last: Quote) -> bool:
    """Tell whether the block before ends with what this source said and the words that attribute it."""
    if last.source is None or (before.segments and before.segments[-1].is_open):
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
        if row.source is None and row.directness == "direct" and opens and last is not None:
            number = last.utterance_no if last.rule == "dash" else row.utterance_no
            row = _with_source(row, last, "said_before")._replace(utterance_no=number)
        last = row if row.source is not None else last
        carried.append(row)
    return carried
