"""Frames of a verb-second language: a verb or phrase that attributes, and the source that goes with it."""

import itertools
from collections.abc import Sequence
from typing import NamedTuple

from flows.base.grammar import endings
from flows.base.text import Span
from flows.stages.quotes.frames import Frame
from flows.stages.quotes.passages import Passage
from flows.stages.quotes.phrases import NameIndex
from flows.stages.quotes.verb_second.attributing import phrase_frame
from flows.stages.quotes.verb_second.phrases import Token, phrase_end, read_tokens, span_of, whole_end
from flows.stages.quotes.verb_second.subjects import (
    Subject,
    kind_of_subject,
    subject_behind,
    subject_in_front,
    subject_of_clause,
)
from flows.stages.quotes.verb_second.words import Verb, Words, load_verb_second

# A particle or participle further from its verb than this belongs to another clause.
_FURTHEST_PARTICLE = 40
# How many words a companion stands in front of its verb at most; behind it twice as many.
_COMPANY = 12
# No auxiliary makes a perfect with the participle: there is none, or it makes a passive.
_NONE, _PASSIVE = -1, -2


class _Cue(NamedTuple):
    """A verb that attributes: the places of its finite form and of the last word of its group."""

    verb: Verb
    finite: int
    last: int
    ends_clause: bool


def find_frames(passage: Passage, index: NameIndex, language: str) -> list[Frame]:
    """Return the frames of the passage in the order of their cues."""
    words = load_verb_second(language)
    bounds = [*passage.sentence_starts, passage.end]
    frames: list[Frame] = []
    for start, end in itertools.pairwise(bounds):
        tokens = read_tokens(passage.text, passage.masked, start, end)
        frames.extend(_frames_of(tokens, index, words))
    return sorted(set(frames), key=lambda f: (f.cue.start, f))


def _frames_of(tokens: Sequence[Token], index: NameIndex, words: Words) -> list[Frame]:
    found: list[Frame] = []
    for at, token in enumerate(tokens):
        if token.low in words.phrases:
            frame = phrase_frame(tokens, at, index, words)
            if frame:
                found.append(frame)
                continue
        cue = _cue(tokens, at, words) if token.low in words.verbs else _open_cue(tokens, at, words)
        if cue:
            frame = _verb_frame(tokens, cue, found, index, words)
            if frame:
                found.append(frame)
    return found


def _cue(tokens: Sequence[Token], at: int, words: Words) -> _Cue | None:
    """Return the verb at the place if it attributes there."""
    if tokens[at].is_noun and at and not tokens[at - 1].is_mask:
        return None
    for verb in words.verbs[tokens[at].low]:
        last = _last_word(tokens, at, verb, words)
        if last < 0 or (verb.companion and not _has_companion(tokens, at, verb)):
            continue
        if verb.form == "participle":
            finite = _auxiliary(tokens, at, words)
            if finite == _NONE:
                continue
            return _perfect(tokens, verb, finite, at, words)
        modal = _modal(tokens, at, words) if verb.is_plural else _NONE
        if modal >= 0:
            return _Cue(verb, modal, at, False)
        return _Cue(verb, at, last, last == at and _ends_clause(tokens, at, words))
    return None


def _modal(tokens: Sequence[Token], infinitive: int, words: Words) -> int:
    """Return the place of the modal verb of the infinitive: musste … betonen; -1 if there is none."""
    behind = tokens[infinitive + 1] if infinitive + 1 < len(tokens) else None
    if behind is not None and not (behind.ends_phrase or behind.is_mask):
        return _NONE
    for here in range(infinitive - 1, -1, -1):
        if tokens[here].ends_phrase:
            return _NONE
        if tokens[here].low in words.modals:
            return here
    return _NONE


def _perfect(tokens: Sequence[Token], verb: Verb, finite: int, at: int, words: Words) -> _Cue | None:
    """Return the cue of a perfect; none of a passive, nor of "habe gesagt", which somebody else reports."""
    if finite == _PASSIVE:
        return None
    ends_clause = finite > at or (finite == at - 1 and _ends_clause(tokens, at, words))
    if tokens[finite].low in words.subjunctive | words.past_subjunctive and not ends_clause:
        return None
    return _Cue(verb, finite, at, ends_clause)


def _open_cue(tokens: Sequence[Token], at: int, words: Words) -> _Cue | None:
    """Return a verb of any kind in a past tense right behind quoted words and a comma: „Nie“, empörte sich …"""
    if at < 2 or tokens[at - 1].text != "," or not tokens[at - 2].is_mask or tokens[at].is_noun:
        return None
    low = tokens[at].low
    if low in words.closed or not low.endswith(endings(words.language, "past_ends")):
        return None
    return _Cue(Verb("speech", low, "finite", "", "", False), at, at, False)


def _last_word(tokens: Sequence[Token], at: int, verb: Verb, words: Words) -> int:
    """Return the place of the verb's particle at the end of the clause, of the verb if it has none, or -1."""
    if not verb.particle or (at and tokens[at - 1].low == verb.particle):
        return at
    if verb.form == "participle":
        return -1
    for here in range(at + 1, min(len(tokens), at + _FURTHEST_PARTICLE)):
        token = tokens[here]
        if token.text in (".", ":", ";"):
            return -1
        if token.low == verb.particle and not token.is_noun:
            behind = tokens[here + 1] if here + 1 < len(tokens) else None
            if behind is None or behind.ends_phrase or behind.is_mask or behind.low in words.particle_followers:
                return here
    return -1


def _has_companion(tokens: Sequence[Token], at: int, verb: Verb) -> bool:
    companions = verb.companion.split("|")
    return any(token.low in companions for token in tokens[max(0, at - _COMPANY) : at + 2 * _COMPANY])


def _auxiliary(tokens: Sequence[Token], participle: int, words: Words) -> int:
    """Return the place of the auxiliary that makes a perfect with the participle: hat … gesagt, gesagt hatte."""
    behind = participle + 1
    if behind < len(tokens):
        if tokens[behind].low in words.perfect:
            return behind
        if tokens[behind].low in words.passive:
            return _PASSIVE
        if not (tokens[behind].ends_phrase or tokens[behind].is_mask or tokens[behind].low in words.joiners):
            return _NONE
    for here in range(participle - 1, max(-1, participle - _FURTHEST_PARTICLE), -1):
        if tokens[here].text in (".", ":", ";"):
            return _NONE
        if tokens[here].low in words.passive:
            return _PASSIVE
        if tokens[here].low in words.perfect:
            return here
        if here and tokens[here].low in words.subordinators and tokens[here - 1].text == ",":
            return _NONE
    return _NONE


def _ends_clause(tokens: Sequence[Token], at: int, words: Words) -> bool:
    """Tell whether a conjunction or relative pronoun opened the clause whose last word is at the place."""
    behind = tokens[at + 1] if at + 1 < len(tokens) else None
    if behind is not None and not (behind.ends_phrase or behind.low in words.joiners or behind.is_mask):
        return False
    return _opener(tokens, at, words) >= 0


def _opener(tokens: Sequence[Token], verb: int, words: Words) -> int:
    """Return the place of the word that opened the subordinate clause that ends with the verb, or -1."""
    for here in range(verb - 1, -1, -1):
        token = tokens[here]
        opens = here == 0 or tokens[here - 1].text in (",", "(", "–", "—") or tokens[here - 1].low in words.joiners
        opens = opens or (tokens[here - 1].low in words.prepositions and tokens[here - 2].text == ",")
        if opens and token.low in words.subordinators:
            return here
        if opens and token.low in words.relatives and not _is_article(tokens, here, words):
            return here
        if token.text in (".", ":", ";") or (token.text == "," and not _is_aside(tokens, here, verb, words)):
            return -1
    return -1


def _is_article(tokens: Sequence[Token], at: int, words: Words) -> bool:
    return phrase_end(tokens, at, words) > at + 1


def _is_aside(tokens: Sequence[Token], comma: int, verb: int, words: Words) -> bool:
    """Tell whether the comma only parts off an apposition: wie der Leiter, Tarn Ferries, mitteilte."""
    end = whole_end(tokens, comma + 1, words)
    return comma + 1 < end <= verb or comma + 1 == verb


def _verb_frame(
    tokens: Sequence[Token], cue: _Cue, earlier: Sequence[Frame], index: NameIndex, words: Words
) -> Frame | None:
    if cue.ends_clause:
        opener = _opener(tokens, max(cue.finite, cue.last), words)
        unnamed = _impersonal(tokens, cue, index, words)
        if unnamed:
            return unnamed._replace(form="phrase", start=tokens[opener].start)
        subject = subject_of_clause(tokens, opener, min(cue.finite, cue.last), index, words)
        form = "phrase" if tokens[opener].low in words.phrase_conjunctions else "before"
        return _frame(tokens, cue, subject, form, opener) if subject else None
    impersonal = _impersonal(tokens, cue, index, words)
    if impersonal:
        return impersonal
    floor = _clause_floor(tokens, cue.finite, words)
    if cue.finite > floor and tokens[cue.finite - 1].low in words.joiners:
        return _shared(tokens, cue, earlier, index, words)
    before = subject_in_front(tokens, floor, cue.finite, index, words)
    before = before if before and _may_speak(tokens, before, cue, index, words) else None
    behind = None if before and before.is_pronoun else subject_behind(tokens, cue.finite, index, words)
    if behind and (behind.stop > cue.last > cue.finite or not _may_speak(tokens, behind, cue, index, words)):
        behind = None
    if before and (behind is None or not _is_likelier(behind, before, tokens, index, words)):
        return _frame(tokens, cue, before, "before", before.first)
    return _frame(tokens, cue, behind, "after", cue.finite) if behind else None


def _may_speak(tokens: Sequence[Token], subject: Subject, cue: _Cue, index: NameIndex, words: Words) -> bool:
    """Tell whether the subject may be a source: of any verb but the plainest it must be known to be one."""
    inverted = cue.finite > 0 and (tokens[cue.finite - 1].text == "," or tokens[cue.finite - 1].is_mask)
    plain = cue.verb.base in words.saying or (inverted and subject.first > cue.finite)
    return plain or kind_of_subject(tokens, subject, index, words) != ""


def _is_likelier(behind: Subject, before: Subject, tokens: Sequence[Token], index: NameIndex, words: Words) -> bool:
    """Tell whether the phrase behind the verb is the subject and the one in front an object: Der Zeitung sagte er."""
    if behind.is_pronoun:
        return True
    people = [n for n in index.between(before.span.start, before.span.end) if n.kind == "person"]
    others = [n for n in index.between(behind.span.start, behind.span.end) if n.kind == "person"]
    return bool(others) and not people and tokens[before.first].low in words.object_articles


def _clause_floor(tokens: Sequence[Token], verb: int, words: Words) -> int:
    """Return where the main clause of the verb begins: behind the last subordinate clause in front of it."""
    for here in range(verb - 1, 0, -1):
        if tokens[here].text == "," and here + 1 < verb and _opens_main(tokens, here, verb, words):
            return here + 1
    return 0


def _opens_main(tokens: Sequence[Token], comma: int, verb: int, words: Words) -> bool:
    """Tell whether the words between the comma and the verb are a subject of their own, after a clause with a verb."""
    first = tokens[comma + 1]
    if first.low in words.subject_pronouns and comma + 2 == verb:
        return True
    has_verb = any(t.low in words.indicative or t.low in words.subjunctive for t in tokens[:comma])
    return has_verb and whole_end(tokens, comma + 1, words) == verb


def _shared(
    tokens: Sequence[Token], cue: _Cue, earlier: Sequence[Frame], index: NameIndex, words: Words
) -> Frame | None:
    """Return a frame that shares the subject of its sentence: X wies das zurück und sagte, …"""
    mates = [f for f in earlier if f.cue.start < tokens[cue.finite].start]
    if mates:
        source = mates[-1].source
        return Frame(
            source.start, _end(tokens, cue), _span(tokens, cue), source, "shared", cue.verb.kind, cue.verb.base
        )
    subject = sentence_head(tokens, cue.finite, index, words)
    if subject is None:
        behind = subject_behind(tokens, cue.finite, index, words)
        is_next = behind is not None and behind.first == cue.finite + 1
        return _frame(tokens, cue, behind, "after", cue.finite) if behind and is_next else None
    return Frame(
        tokens[cue.finite].start,
        _end(tokens, cue),
        _span(tokens, cue),
        subject.span,
        "shared",
        cue.verb.kind,
        cue.verb.base,
    )


def sentence_head(tokens: Sequence[Token], stop: int, index: NameIndex, words: Words) -> Subject | None:
    """Return the noun phrase or pronoun in front of the first finite verb of the sentence, if it may be its subject."""
    if not tokens:
        return None
    if tokens[0].low in words.subject_pronouns and not _is_article(tokens, 0, words):
        return Subject(span_of(tokens, 0, 1), 0, 1, True)
    finite_ends = endings(words.language, "finite_ends")
    for verb in range(1, stop):
        token = tokens[verb]
        if token.ends_phrase and token.text != ",":
            return None
        if not token.is_noun and (token.low in words.indicative or token.low.endswith(finite_ends)):
            found = subject_in_front(tokens, 0, verb, index, words)
            if found:
                return found
    return None


def _impersonal(tokens: Sequence[Token], cue: _Cue, index: NameIndex, words: Words) -> Frame | None:
    """Return a frame for "In dem Bericht heißt es": the document is the source."""
    if cue.verb.base not in words.impersonal:
        return None
    for at, token in enumerate(tokens):
        if token.low in words.source_prepositions and abs(at - cue.finite) < _FURTHEST_PARTICLE:
            begin = at + 1
            end = whole_end(tokens, begin, words)
            subject = Subject(span_of(tokens, begin, end), begin, end, False) if end > begin else None
            if subject and kind_of_subject(tokens, subject, index, words):
                form = "before" if at < cue.finite else "after"
                return _frame(tokens, cue, subject, form, min(at, cue.finite))
    return None


def _frame(tokens: Sequence[Token], cue: _Cue, subject: Subject, form: str, first: int) -> Frame:
    start = min(tokens[first].start, subject.span.start) if form != "after" else tokens[cue.finite].start
    end = max(_end(tokens, cue), subject.span.end) if form != "before" else _end(tokens, cue)
    return Frame(start, end, _span(tokens, cue), subject.span, form, cue.verb.kind, cue.verb.base)


def _end(tokens: Sequence[Token], cue: _Cue) -> int:
    return tokens[max(cue.finite, cue.last)].end


def _span(tokens: Sequence[Token], cue: _Cue) -> Span:
    """Return the cue: the finite verb, or the participle that carries the meaning."""
    token = tokens[cue.last] if cue.verb.form == "participle" else tokens[cue.finite]
    return Span(token.start, token.end)
