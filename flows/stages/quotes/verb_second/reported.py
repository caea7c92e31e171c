"""Reported speech of a verb-second language: the clause that a frame governs, and subjunctive sentences after it."""

import itertools
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from flows.base.grammar import endings
from flows.base.text import Span, trim
from flows.stages.quotes.cues import MASK
from flows.stages.quotes.frames import Frame
from flows.stages.quotes.indirect import Reported
from flows.stages.quotes.passages import Passage
from flows.stages.quotes.phrases import NameIndex
from flows.stages.quotes.rows import Quote
from flows.stages.quotes.verb_second.frames import sentence_head
from flows.stages.quotes.verb_second.moods import has_infinitive, is_hearsay, mood_of, sounds_reported
from flows.stages.quotes.verb_second.phrases import Token, phrase_end, read_tokens
from flows.stages.quotes.verb_second.subjects import kind_of_subject
from flows.stages.quotes.verb_second.words import Words, load_verb_second

_FEWEST_WORDS = 3
_FEWEST_OF_PART = 2
_COMMA_AND_WORD = 2
# Moods by which the speech of somebody goes on; all but the first only right behind an attribution.
_RUNS_ON = ("subjunctive", "past_subjunctive", "hearsay")
# A clause without any sign of reported speech must follow its verb at once, or but for a short adverb.
_NEXT = 6


class _Said(NamedTuple):
    """Who spoke last, by which cue; `is_sure` if words of attribution say so, not just the subject of a sentence."""

    source: Span
    cue: Span
    is_sure: bool


def find_reported(
    passage: Passage,
    frames: Sequence[Frame],
    rows: Sequence[Quote],
    earlier: Quote | None,
    index: NameIndex,
    language: str,
) -> list[Reported]:
    """Return the reported speech of the passage. `rows` are its quotations, `earlier` the last one before it.

    A sentence in the subjunctive without an attribution of its own goes on with the source of the one before it.
    """
    words = load_verb_second(language)
    found: list[Reported] = []
    said: _Said | None = None
    sure = _Said(earlier.source, earlier.cue or earlier.source, True) if earlier and earlier.source else None
    run: Frame | None = None
    before = Span(passage.start, passage.start)
    for sentence, tokens, own in _sentences(passage, frames):
        mood = "hearsay" if not own and is_hearsay(tokens, words) else mood_of(tokens, words)
        for frame in own:
            found.extend(
                _reported(passage, p, frame, "indirect_clause") for p in _pieces(passage, tokens, frame, before, words)
            )
        speaker = _speaker(said, sure, mood) if all(frame.kind == "manner" for frame in own) else None
        run = _frame_of_run(sentence, speaker, run) if speaker else None
        whole = _clean(passage, *sentence) if run else None
        if run and whole:
            found.append(_reported(passage, whole, run, "hearsay" if mood == "hearsay" else "subjunctive"))
        said = _last_said(own, rows, sentence, said if mood in _RUNS_ON else None)
        sure = said or sure
        said = said or _head(tokens, index, words)
        before = sentence
    return found


def find_hearsay(passage: Passage, frames: Sequence[Frame], language: str) -> list[Span]:
    """Return the sentences that say by "soll" or the subjunctive that somebody says so, without an attribution."""
    words = load_verb_second(language)
    found = [
        _clean(passage, *s)
        for s, tokens, own in _sentences(passage, frames)
        if not own and (is_hearsay(tokens, words) or mood_of(tokens, words) == "subjunctive")
    ]
    return [span for span in found if span]


def _sentences(passage: Passage, frames: Sequence[Frame]) -> Iterator[tuple[Span, list[Token], list[Frame]]]:
    """Yield each sentence that has words, with its words and its frames."""
    for start, end in itertools.pairwise([*passage.sentence_starts, passage.end]):
        tokens = read_tokens(passage.text, passage.masked, start, end)
        if tokens:
            yield Span(start, end), tokens, [f for f in frames if start <= f.cue.start < end]


def _reported(passage: Passage, span: Span, frame: Frame, rule: str) -> Reported:
    return Reported(span.start, span.end, frame, MASK in passage.masked[span.start : span.end], rule)


def _speaker(said: _Said | None, sure: _Said | None, mood: str) -> _Said | None:
    """Return who goes on speaking in a sentence of the mood, if it tells that somebody does."""
    if mood == "subjunctive":
        return said or sure
    return said if mood in _RUNS_ON and said and said.is_sure else None


def _frame_of_run(sentence: Span, said: _Said, run: Frame | None) -> Frame:
    """Return the frame that all sentences of a run share: that of the sentence before, if it was of the run."""
    if run and (run.source, run.cue) == (said.source, said.cue):
        return run
    return Frame(sentence.start, sentence.end, said.cue, said.source, "shared", "speech", "")


def _last_said(own: Sequence[Frame], rows: Sequence[Quote], sentence: Span, said: _Said | None) -> _Said | None:
    """Return who is speaking at the end of the sentence; null where it is the reporter again."""
    if own:
        return _Said(own[-1].source, own[-1].cue, True)
    spoken = [r for r in rows if r.source and sentence.start <= r.start < sentence.end]
    if spoken and spoken[-1].source:
        return _Said(spoken[-1].source, spoken[-1].cue or spoken[-1].source, True)
    return said


def _head(tokens: Sequence[Token], index: NameIndex, words: Words) -> _Said | None:
    """Return the subject of the sentence, who may be speaking in the next one: a pronoun, a person, a known source."""
    subject = sentence_head(tokens, len(tokens), index, words)
    if subject is None or kind_of_subject(tokens, subject, index, words) in ("", "group"):
        return None
    return _Said(subject.span, subject.span, False)


def _pieces(passage: Passage, tokens: Sequence[Token], frame: Frame, before: Span, words: Words) -> list[Span]:
    if frame.kind == "manner":
        return []
    if frame.form == "phrase" or _is_inserted(tokens, frame, words):
        found = _around(passage, tokens, frame, words)
    else:
        found = [_in_front(passage, tokens, frame, words), _complement(passage, tokens, frame, words)]
    pieces = [p for p in found if p]
    if not pieces and frame.form == "after" and tokens[0].low in words.fronted and before.end > before.start:
        earlier = _clean(passage, before.start, before.end)
        pieces = [earlier] if earlier else []
    return pieces


def _is_inserted(tokens: Sequence[Token], frame: Frame, words: Words) -> bool:
    """Tell an attribution that its sentence goes on behind: Der Damm müsse, so die Ingenieurin, erneuert werden."""
    behind = [token for token in tokens if token.start >= frame.end][:2]
    if frame.base not in words.phrases or len(behind) < _COMMA_AND_WORD or behind[0].text != ",":
        return False
    return behind[1].low not in words.relatives


def _around(passage: Passage, tokens: Sequence[Token], frame: Frame, words: Words) -> list[Span | None]:
    """Return the clause in front of and behind "laut X", "nach Angaben von X", "wie X mitteilte"."""
    start = tokens[0].start
    for here in range(1, len(tokens)):
        if tokens[here].start >= frame.start:
            break
        opens = tokens[here].low in words.causal and tokens[here - 1].text in (",", "–", "—")
        opens = opens or tokens[here - 1].text in (":", ";")
        beside = here + 1 < len(tokens) and tokens[here + 1].start >= frame.start
        opens = opens or (beside and tokens[here].low in words.relatives and tokens[here - 1].text == ",")
        start = tokens[here].start if opens else start
    behind = frame.end
    relative = next((n for n, t in enumerate(tokens) if t.start >= frame.end), len(tokens))
    if relative + 1 < len(tokens) and tokens[relative].text == "," and tokens[relative + 1].low in words.relatives:
        close = next((n for n in range(relative + 1, len(tokens)) if tokens[n].text == ","), 0)
        behind = tokens[close].end if close and start >= frame.start else behind
    stop = next((t.start for t in tokens if t.start >= behind and t.text == ";"), tokens[-1].end)
    return [_clean(passage, start, frame.start, _FEWEST_OF_PART), _clean(passage, behind, stop, _FEWEST_OF_PART)]


def _in_front(passage: Passage, tokens: Sequence[Token], frame: Frame, words: Words) -> Span | None:
    """Return the clause before ", sagte X" or ", so X"."""
    at = next((n for n, t in enumerate(tokens) if t.start >= frame.start), len(tokens))
    if frame.form != "after" or at < 2 or not (tokens[at - 1].text in (",", "–", "—") or tokens[at - 1].is_mask):
        return None
    if frame.base not in words.phrases and not _is_clause(tokens[: at - 1], words):
        return None
    first = next((n + 1 for n in range(at - 2, -1, -1) if tokens[n].text in (":", ";")), 0)
    stop = tokens[at - 1].end if tokens[at - 1].is_mask else tokens[at - 1].start
    return _clean(passage, tokens[first].start, stop)


def _is_clause(tokens: Sequence[Token], words: Words) -> bool:
    """Tell a main clause from what merely stands in front of the verb: Trotz der Kritik, die laut war, plant …"""
    if tokens[0].low in words.subordinators:
        return False
    first = next((at for at, token in enumerate(tokens) if token.text == ","), len(tokens))
    return tokens[0].low not in words.prepositions or any(_looks_finite(token, words) for token in tokens[:first])


def _looks_finite(token: Token, words: Words) -> bool:
    known = token.low in words.finite or token.low in words.verbs
    return not token.is_noun and (known or token.low.endswith(endings(words.language, "past_ends")))


def _complement(passage: Passage, tokens: Sequence[Token], frame: Frame, words: Words) -> Span | None:
    """Return the clause behind the verb: dass …, the subjunctive clause, the infinitive, what follows a colon."""
    if frame.base in words.phrases:
        return None
    for here in range(len(tokens) - 1):
        token = tokens[here]
        if token.start < frame.cue.end or frame.source.start < token.start < frame.source.end:
            continue
        if token.text == ":" and frame.kind == "speech" and _has_verb(tokens[here:], words):
            return _clean(passage, tokens[here + 1].start, tokens[-1].end)
        if token.text == "," and _opens_content(tokens, here, frame, words):
            first = tokens[here + 1]
            stop = _content_end(tokens, here + 1, frame, words)
            if first.low in words.that:
                return _clean(passage, first.end, stop, _FEWEST_OF_PART)
            return _clean(passage, first.start, stop)
    return None


def _has_verb(tokens: Sequence[Token], words: Words) -> bool:
    return any(t.low in words.indicative or t.low in words.subjunctive for t in tokens if not t.is_noun)


def _content_end(tokens: Sequence[Token], first: int, frame: Frame, words: Words) -> int:
    """Return where the clause ends: before a reason of the reporter's (, denn), another verb that attributes, the end.

    Where a subordinate clause attributes, its main clause goes on behind it: Nachdem X sagte, dass …, ging sie.
    """
    preposed = tokens[0].low in words.subordinators and frame.form == "before"
    for at in range(first + 1, len(tokens) - 1):
        if tokens[at].text != ",":
            continue
        behind = tokens[at + 1]
        if behind.low in words.reasons or (preposed and not behind.is_noun and behind.low not in words.closed):
            return tokens[at].start
        if behind.low in words.joiners and at + 2 < len(tokens) and tokens[at + 2].low in words.verbs:
            return tokens[at].start
    return tokens[-1].end


def _opens_content(tokens: Sequence[Token], comma: int, frame: Frame, words: Words) -> bool:
    first, rest = tokens[comma + 1], tokens[comma + 1 :]
    if first.low in words.that or (first.low in words.questions and frame.kind != "stating"):
        return True
    behind = tokens[comma + 2].low if comma + 2 < len(tokens) else ""
    in_relative = first.low in words.prepositions and behind in words.relatives
    in_relative = in_relative and phrase_end(tokens, comma + 2, words) <= comma + 3
    if in_relative or first.low in words.joiners or first.low in words.reasons or first.low in words.past_subjunctive:
        return False
    clause = rest[: next((n for n, t in enumerate(rest) if n and t.text in (",", ";", ":")), len(rest))]
    if sounds_reported(clause, words):
        return True
    if first.low in words.subordinators:
        return sounds_reported(rest, words)
    if has_infinitive(clause, words):
        return True
    is_next = tokens[comma].start - frame.end <= _NEXT and frame.kind == "speech" and frame.form != "phrase"
    return is_next and len(clause) > _FEWEST_WORDS and not _is_relative(clause, words)


def _is_relative(clause: Sequence[Token], words: Words) -> bool:
    """Tell a relative clause from one that begins with an article: die seit Montag tagt, die Fähre fährt."""
    return clause[0].low in words.relatives and phrase_end(clause, 0, words) <= 1


def _clean(passage: Passage, start: int, end: int, fewest: int = _FEWEST_WORDS) -> Span | None:
    """Return the stretch without the marks at its edges; null if too few words stand outside quotation marks."""
    span = trim(passage.masked, start, end)
    while span.end > span.start and passage.masked[span.start] in ",;:–—":
        span = trim(passage.masked, span.start + 1, span.end)
    while span.end > span.start and passage.masked[span.end - 1] in ",;:–—.!?…":
        span = trim(passage.masked, span.start, span.end - 1)
    plain = passage.masked[span.start : span.end].replace(MASK, " ")
    count = len(passage.text[span.start : span.end].split())
    return span if count >= fewest and any(c.isalpha() for c in plain) else None
