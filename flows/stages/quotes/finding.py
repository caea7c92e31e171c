"""One article's quotations: marks, frames and layout put together, block after block."""

import bisect
from collections.abc import Sequence

from flows.base.lexicon import DEFAULT_LANGUAGE, speech_language
from flows.base.text import Span
from flows.stages.names import build_cast
from flows.stages.quotes.carrying import carry_back, carry_into, carry_within, take_source
from flows.stages.quotes.frames import Frame
from flows.stages.quotes.indirect import Reported, find_noun_frames
from flows.stages.quotes.linking import CONFIDENCE, Link, link_segments
from flows.stages.quotes.marks import Segment, find_nested
from flows.stages.quotes.nearby import Surroundings, find_nearby
from flows.stages.quotes.passages import Block, Passage, build_passages, spoken_blocks
from flows.stages.quotes.phrases import NameIndex, index_names, load_clause_words
from flows.stages.quotes.reading import find_frames, find_hearsay, find_reported
from flows.stages.quotes.relays import find_relays
from flows.stages.quotes.rows import Found, NotQuote, Quote
from flows.stages.quotes.unmarked import Unmarked, find_credit, find_dialogue, find_label, shows_speech, speaks_itself

# Marks and points around quoted words that are no words, in characters.
_MARKS_AROUND = 4


def find_quotes(text: str, blocks: Sequence[Block], language: str | None = None, with_indirect: bool = True) -> Found:
    """Return the speech in the article's body. A language without word lists gets marks only, no sources.

    Without indirect speech, blocks that hold no quotation and stand before none are passed over unless they look like
    speech without marks; the quotations found are the same.
    """
    code = language or DEFAULT_LANGUAGE
    known = speech_language(language)
    lists = known or DEFAULT_LANGUAGE
    spoken = spoken_blocks(text, blocks)
    passages = build_passages(text, spoken, code, lists)
    headings = build_passages(text, [b for b in blocks if b.kind == "heading" and b not in spoken], code, lists)
    others = [NotQuote(s.start, s.end, "heading") for p in headings for s in p.segments]
    if known is None:
        return _by_marks_alone(passages, others)
    if not with_indirect and not any(_may_tell_who_speaks(passage, None, lists) for passage in passages):
        return Found((), tuple(sorted(others)))
    spans = tuple(Span(b.start, b.end) for b in spoken)
    index = index_names(build_cast(text, spans, lists).names)
    rows: list[Quote] = []
    for number, passage in enumerate(passages):
        following = passages[number + 1] if number + 1 < len(passages) else None
        before = passages[number - 1] if number else None
        if not with_indirect and not _may_tell_who_speaks(passage, following, lists):
            continue
        found, rejected = _read_passage(passage, (before, following), rows, index, lists)
        rows.extend(found)
        others.extend(rejected)
    return Found(*_in_order(carry_back(passages, rows), others))


def _may_tell_who_speaks(passage: Passage, following: Passage | None, lists: str) -> bool:
    """Tell whether the block has a quotation, or may name the source of one in the next, or may be speech itself."""
    near = (passage, following) if following else (passage,)
    return any(one.segments or shows_speech(one, lists) for one in near)


def _by_marks_alone(passages: Sequence[Passage], others: list[NotQuote]) -> Found:
    rows = [
        Quote(s.start, s.end, "direct", s.marks, None, None, number, "marks_only", CONFIDENCE["marks_only"])
        for number, s in enumerate(s for p in passages for s in p.segments if not s.is_single)
    ]
    return Found(tuple(rows), tuple(sorted(others)))


def _in_order(rows: list[Quote], others: list[NotQuote]) -> tuple[tuple[Quote, ...], tuple[NotQuote, ...]]:
    """Sort by place, outer before inner, and let `inside` name the innermost row around each."""
    ordered = sorted({(r.start, r.end): r for r in reversed(rows)}.values(), key=lambda r: (r.start, -r.end))
    linked: list[Quote] = []
    open_rows: list[int] = []
    numbers: dict[int, int] = {}
    for place, row in enumerate(ordered):
        while open_rows and linked[open_rows[-1]].end < row.end:
            open_rows.pop()
        inside = open_rows[-1] if open_rows and linked[open_rows[-1]].start <= row.start else -1
        number = numbers.setdefault(row.utterance_no, len(numbers))
        linked.append(row._replace(inside=inside, utterance_no=number))
        open_rows.append(place)
    taken = {(r.start, r.end) for r in linked}
    return tuple(linked), tuple(sorted({o[:2]: o for o in others if o[:2] not in taken}.values()))


def _read_passage(
    passage: Passage,
    neighbours: tuple[Passage | None, Passage | None],
    earlier: Sequence[Quote],
    index: NameIndex,
    lists: str,
) -> tuple[list[Quote], list[NotQuote]]:
    reporting = find_frames(passage, index, lists)
    frames = [frame for frame in reporting if frame.kind != "stance"]
    links, rejected = link_segments(passage, reporting, index, load_clause_words(lists))
    others = [NotQuote(s.start, s.end, reason) for s, reason in rejected]
    others += [
        NotQuote(n.start, n.end, "nested") for link in links for n in find_nested(passage.text, link.segment, lists)
    ]
    next_no = len(earlier)
    around = Surroundings(passage, *neighbours, tuple(frames), index, load_clause_words(lists), lists)
    rows = _read_nearby(around, links, _rows_of_links(links, neighbours[1], next_no), earlier)
    label = find_label(passage, index)
    dialogue = find_dialogue(passage, frames)
    credit = find_credit(passage, index)
    if label:
        rows = _label_rows(label, rows, next_no)
    elif dialogue:
        rows = sorted([*rows, *_dialogue_rows(dialogue, next_no + len(rows))])
    elif credit:
        rows += _credit_rows(neighbours[0], credit, earlier, next_no + len(rows))
    if not label:
        nouns = find_noun_frames(passage, index, lists)
        reporting = sorted([*reporting, *nouns], key=lambda f: (f.cue, f)) if nouns else reporting
        known = (index, earlier[-1] if earlier else None)
        said = find_reported(passage, reporting, links, rows, known, lists)
        rows = _reported_rows(said, rows, next_no + len(rows), passage.text, lists)
        rows += _hearsay_rows(find_hearsay(passage, reporting, lists), rows, next_no + len(rows))
    return _with_relays(passage, frames, carry_within(passage, rows), lists), others


def _with_relays(passage: Passage, frames: Sequence[Frame], rows: Sequence[Quote], lists: str) -> list[Quote]:
    """Return the rows whose cue stands in the passage with those who passed the words on in the cue's sentence."""
    cues = [frame.cue.start for frame in frames]
    found: list[Quote] = []
    for row in rows:
        if row.source and row.cue and passage.start <= row.cue.start < passage.end:
            floor, stop = passage.sentence(row.cue.start)
            mates = frames[bisect.bisect_left(cues, floor) : bisect.bisect_left(cues, stop)]
            row = row._replace(relays=find_relays(passage, mates, row.source, row.cue, lists))
        found.append(row)
    return found


def _rows_of_links(links: Sequence[Link], following: Passage | None, next_no: int) -> list[Quote]:
    rows: list[Quote] = []
    for link in links:
        segment = link.segment
        number = rows[-1].utterance_no if rows and link.goes_on else next_no + len(rows)
        row = Quote(
            segment.start,
            segment.end,
            link.directness,
            _marks(segment, following),
            link.source,
            link.frame.cue if link.frame else None,
            number,
            link.rule,
            CONFIDENCE[link.rule],
        )
        rows.append(row)
    return rows


def _read_nearby(
    around: Surroundings, links: Sequence[Link], rows: Sequence[Quote], earlier: Sequence[Quote]
) -> list[Quote]:
    """Return the rows of the links with sources that stand beside them or run on to them, where no cue gave one."""
    found: list[Quote] = []
    for link, row in zip(links, rows, strict=True):
        near = find_nearby(around, link.segment) if row.source is None else None
        if near:
            confidence = CONFIDENCE[near.rule]
            row = row._replace(
                start=near.start, source=near.source, cue=near.cue, rule=near.rule, confidence=confidence
            )
        elif row.rule == "continued" and row.source is None and found:
            row = take_source(row, found[-1], "continued")
        elif not found:
            row = carry_into(around.passage, row, earlier, around.before)
        found.append(row)
    return found


def _marks(segment: Segment, following: Passage | None) -> str:
    """Return ok for a mark left open because the next block opens again, as newspapers do."""
    opens = following.segments[0].outer_start == following.start if following and following.segments else False
    return "ok" if segment.is_open and opens else segment.marks


def _label_rows(label: Unmarked, rows: list[Quote], number: int) -> list[Quote]:
    """Return the speech after "NAME:", or the quotations in it with the label for their source."""
    if rows and rows[0].start - label.span.start <= 2:
        return [
            r._replace(source=label.source, cue=label.cue, rule="label", confidence=CONFIDENCE["label"])
            if r.rule in ("no_cue", "continued", "before_quote", "same_sentence")
            else r
            for r in rows
        ]
    whole = Quote(*label.span, "direct", "missing", label.source, label.cue, number, "label", CONFIDENCE["label"])
    return [whole]


def _dialogue_rows(dialogue: Sequence[Unmarked], next_no: int) -> list[Quote]:
    rows: list[Quote] = []
    for said in dialogue:
        number = rows[-1].utterance_no if rows and said.goes_on else next_no + len(rows)
        rows.append(Quote(*said.span, "direct", "missing", said.source, said.cue, number, "dash", CONFIDENCE["dash"]))
    return rows


def _credit_rows(before: Passage | None, credit: Span, earlier: Sequence[Quote], number: int) -> list[Quote]:
    """Return the block before a credit line as a pull quote without marks, if nothing in it is a quote already."""
    if before is None or before.segments or any(q.start >= before.start for q in earlier):
        return []
    if before.text[before.end - 1] not in ".!?…":
        return []
    return [
        Quote(
            before.start,
            before.end,
            "direct",
            "missing",
            credit,
            None,
            number,
            "credit_line",
            CONFIDENCE["credit_line"],
        )
    ]


def _reported_rows(reported: Sequence[Reported], rows: list[Quote], next_no: int, text: str, lists: str) -> list[Quote]:
    """Return the rows with one more for each reported stretch; quoted words in it are part of its utterance."""
    found: list[Quote] = []
    numbers: dict[Frame, int] = {}
    starts = [row.start for row in rows]
    for said in reported:
        first, last = bisect.bisect_left(starts, said.start), bisect.bisect_right(starts, said.end)
        if any(r.rule in ("dash", "label") and said.start <= r.end for r in rows[max(0, first - 1) : last]):
            continue
        inner = [at for at in range(first, last) if rows[at].end <= said.end]
        if said.has_marks and any(_fills(rows[at], said) for at in inner):
            continue
        frame: Frame = said.frame
        number = numbers.setdefault(frame, rows[inner[0]].utterance_no if inner else next_no + len(found))
        for at in inner:
            if rows[at].cue == frame.cue:
                rows[at] = rows[at]._replace(utterance_no=number)
            if rows[at].source is None:
                # Words quoted within what somebody is reported to say are that one's.
                sure = CONFIDENCE["in_reported"]
                rows[at] = rows[at]._replace(source=frame.source, cue=frame.cue, rule="in_reported", confidence=sure)
        kind, marks, rule = "mixed" if said.has_marks else "indirect", "ok", said.rule
        if (
            kind == "indirect"
            and rule == "indirect_front"
            and speaks_itself(text, Span(said.start, said.end), frame.source, lists)
        ):
            kind, marks, rule = "direct", "missing", "unmarked"
        sure = CONFIDENCE[rule]
        found.append(Quote(said.start, said.end, kind, marks, frame.source, frame.cue, number, rule, sure))
    return [*rows, *found]


def _hearsay_rows(spans: Sequence[Span], rows: Sequence[Quote], next_no: int) -> list[Quote]:
    sure = CONFIDENCE["hearsay"]
    new = [s for s in spans if not any(s.start < row.end and row.start < s.end for row in rows)]
    return [Quote(*s, "indirect", "ok", None, None, next_no + at, "hearsay", sure) for at, s in enumerate(new)]


def _fills(row: Quote, said: Reported) -> bool:
    """Tell whether the quoted words are all there is of the reported stretch."""
    return row.end - row.start >= said.end - said.start - _MARKS_AROUND
