"""Take the body of an article apart into clauses, each with the voice that asserts it."""

import re
from collections.abc import Iterator, Sequence

from flows.base.text import Span, sentences
from flows.stages.claims.appositions import find_appositions
from flows.stages.claims.asides import QUOTES, begins_plainly
from flows.stages.claims.clauses import Clause, find_clauses
from flows.stages.claims.counted import is_share
from flows.stages.claims.frames import cue_manner
from flows.stages.claims.grammar import BLANK, Token, opens_object, parse, starts_clause
from flows.stages.claims.hulls import Hull, find_gaps, find_hulls, tells
from flows.stages.claims.parts import Part, Source, find_answers, settle_voices
from flows.stages.claims.views import find_asker, find_credit, find_view
from flows.stages.claims.voices import Speech, Voice, voice_of_speech
from flows.stages.claims.voices_settled import introducing_document
from flows.stages.claims.words import word_set
from flows.stages.numbers import find_quantities

_MASK = BLANK.text
_TURN = re.compile(r"(?:,|—|–)\s*(?:but|though|although|while)\s+$", re.IGNORECASE)
_BREAK = re.compile(r"[;—―]|\s[–\-]\s|\s--\s")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
_NAMING = word_set("naming")
_SEEING = word_set("seeing")
_COPULAS = word_set("copulas")
_ASIDE = re.compile(
    r"(?:when |if |once )?(?:he |she |they )?(?:was |were )?(?:later )?(?:asked|pressed|questioned)\s"
    r"(?:\w+\s){0,3}?(?:if|whether|about|why|how|what|by|on)\b"
    r"|who (?:\w+\s){0,3}?(?:(?:spoke|speaking|talked) (?:\w+\s){0,3}?(?:anonym|condition)"
    r"|asked not to be|declined to be)"
    r"|(?:speaking|talking) (?:\w+\s){0,2}?(?:anonym|on condition|on the condition)",
    re.IGNORECASE,
)
_BULLET = re.compile(r"[\s*•·–—\-‣◦]*(?:\d{1,2}[.)]\s)?")
_WHO = re.compile(r",\s(who|which)\s")
_FEWEST_WORDS = 3
_INTRODUCTION = 2  # sentences before a list in which its voice is looked for
_WHOLE = 0.8  # share of reported speech that a clause must make up to need no verb that the lexicon knows
_MOST_FRAMES = 4  # frames on either side of a clause that may bear on it
_HELD = 0.5  # share of a clause that a quote must cover to be its voice


def mask_speech(text: str, speeches: Sequence[Speech]) -> str:
    """Return the text, as long as before, with the words inside direct speech blanked out."""
    pieces, at = [], 0
    for speech in sorted(speeches, key=lambda s: (s.start, s.end)):
        if speech.directness == "direct" and speech.start >= at and speech.end > speech.start:
            pieces += [text[at : speech.start], _MASK, " " * (speech.end - speech.start - 1)]
            at = speech.end
    return "".join([*pieces, text[at:]])


def find_parts(source: Source, blocks: Sequence[tuple[str, int, int]]) -> list[Part]:
    """Return the parts of the paragraphs and list items in text order."""
    found: list[Part] = []
    before: tuple[str, int, int] | None = None
    told: tuple[Voice, ...] = ()
    for kind, start, end in blocks:
        if kind == "list_item":
            told = told if before is not None and before[0] == "list_item" else _list_voices(source, before)
            found.extend(_item_parts(source, start, end, told))
        elif kind == "paragraph":
            for sentence in sentences(source.text, start, end):
                found.extend(_sentence_parts(source, sentence))
        before = (kind, start, end)
    once = {(part.start, part.end): part for part in reversed(found)}
    answers = [part for part in once.values() if part.kind == "answer"]
    kept = [part for part in once.values() if not any(_lies_in(part, answer) for answer in answers)]
    return settle_voices(source.text, sorted(kept, key=lambda part: (part.start, part.end)), source.mentions)


def _lies_in(part: Part, answer: Part) -> bool:
    return part is not answer and part.start < answer.end and answer.start < part.end


def _list_voices(source: Source, before: tuple[str, int, int] | None) -> tuple[Voice, ...]:
    """Return who asserts the items of a list: whom the words in front of it name, if they end in a colon."""
    if before is None or before[0] != "paragraph" or not source.text[before[1] : before[2]].rstrip().endswith(":"):
        return ()
    for sentence in reversed(sentences(source.text, before[1], before[2])[-_INTRODUCTION:]):
        near = [s for s in source.speeches if s.start < sentence.end and sentence.start < s.end]
        hulls = find_hulls(source, sentence, near)
        if hulls:
            told = hulls[-1].voice._replace(quote_id=None)
            return (introducing_document(source.text, sentence, told) or told,)
    last = sentences(source.text, before[1], before[2])[-1]
    asks = introducing_document(source.text, last, None) or find_asker(source, *last)
    return (asks,) if asks else ()


def _item_parts(source: Source, start: int, end: int, voices: tuple[Voice, ...]) -> Iterator[Part]:
    bullet = _BULLET.match(source.text, start, end)
    begin = bullet.end() if bullet else start
    colon = source.text.find(":", begin, end)
    stretches = [(begin, end)]
    if colon >= 0:
        counted = bool(find_quantities(source.text, begin, colon))
        stretches = [(begin, colon)] if counted else [(colon + 1, end)]
    for first, last in stretches:
        for clause in find_clauses(source.text, first, last):
            if len(source.text[clause.start : clause.end].split()) >= _FEWEST_WORDS:
                told = (*voices, *(find_view(source, clause) if clause.kind == "participle" else ()))
                yield Part(clause.start, clause.end, clause.kind, told, "list_item", Span(start, end))


def _sentence_parts(source: Source, sentence: Span) -> Iterator[Part]:
    if source.text[sentence.start : sentence.end].rstrip("”\"’' )").endswith("?"):
        return
    near = [s for s in source.speeches if s.start < sentence.end and sentence.start < s.end and not _counts(source, s)]
    speeches = [s for s in near if s.directness not in ("indirect", "mixed") or tells(source.text, s)]
    yield from find_answers(source, sentence, near)
    hulls = find_hulls(source, sentence, speeches)
    seen: set[tuple[int, int]] = set()
    for number, (start, end) in enumerate(find_gaps(sentence, hulls)):
        turned = False
        for clause in _clauses(source.text, start, end):
            turned = turned or _turns(source.text, clause)
            heard = [s for s in speeches if s.directness != "indirect" or not _is_according(s)] if turned else speeches
            voices, rule = _voices(source, clause, [] if turned else hulls, number, heard)
            whole = clause.end - clause.start > _WHOLE * (end - start) and _has_verb(source.text, clause, rule, voices)
            told = whole or _asserts(source.text, clause)
            if (clause.start, clause.end) in seen or not told or _is_aside(source.text, clause):
                continue
            if clause.kind == "main" and (
                (not voices and _opens_with_verb(source.text, clause))
                or (number < len(hulls) and _only_leads(source.text, clause, hulls[number]))
                or (number > 0 and clause.start - start < _FEWEST_WORDS and _only_places(source.text, clause))
            ):
                continue
            seen.add((clause.start, clause.end))
            yield Part(clause.start, clause.end, clause.kind, voices, rule, sentence)
    for hull in hulls:
        yield from _told_of_source(source, sentence, hull)
    for span in find_appositions(source, sentence):
        yield Part(span.start, span.end, "apposition", (), "apposition", sentence)


def _told_of_source(source: Source, sentence: Span, hull: Hull) -> Iterator[Part]:
    """Yield what is said of a source between its name and its cue: Olm, who built the port, said …"""
    opening = _WHO.search(source.text, hull.start, hull.end)
    comma = source.text.rfind(",", opening.end(), hull.end) if opening else -1
    if opening is None or comma < 0 or _MASK in source.masked[opening.start() : comma]:
        return
    start = opening.start(1)
    words, flags = parse(source.text, start, comma)
    if len(words) < _FEWEST_WORDS or not any(flags) or _ASIDE.match(source.text, start, comma):
        return
    believes = cue_manner(words[1].lower) is not None and starts_clause(words, flags, 2 + (words[2].lower == "that"))
    if believes:
        start = words[2 + (words[2].lower == "that")].start
    voices = (hull.voice._replace(quote_id=None),) if believes else ()
    yield Part(start, words[-1].end, "relative", voices, "frame" if believes else "outlet", sentence)


def _counts(source: Source, speech: Speech) -> bool:
    """Tell whether a share of those asked is taken for a speaker: 52 percent said …"""
    if speech.directness == "direct" or speech.source_start is None or speech.source_end is None:
        return False
    return is_share(parse(source.text, speech.source_start, speech.source_end).words)


def _has_verb(text: str, clause: Clause, rule: str, voices: Sequence[Voice]) -> bool:
    """Tell whether reported words hold a verb that the grammar took for none, or name something: called it a “sham”."""
    if rule == "quote_partial":
        return (voices[-1].cue or "").casefold() in _NAMING
    words, _ = parse(text, clause.start, clause.end)
    return rule in ("quote_indirect", "quote_mixed") and any("past" in word.shapes for word in words[1:])


def _opens_with_verb(text: str, clause: Clause) -> bool:
    """Tell whether the clause has lost its subject, or only says that something came: then came the letter."""
    words, flags = parse(text, clause.start, clause.end)
    return flags[0] and bool(words[0].shapes & {"past", "third"}) and not words[0].classes


def _only_leads(text: str, clause: Clause, hull: Hull) -> bool:
    """Tell whether the clause is a phrase before who tells: in a televised address, the mayor said …"""
    words, _ = parse(text, clause.start, clause.end)
    joined = text[clause.end : hull.start].strip() in (",", "")
    return joined and "before" not in hull.sides and "preposition" in words[0].classes


def _only_places(text: str, clause: Clause) -> bool:
    """Tell whether the clause is a phrase behind who tells: he said in front of a crowd that packed the hall."""
    words, flags = parse(text, clause.start, clause.end)
    relative = next((at for at, token in enumerate(words) if token.lower in ("who", "which", "that")), len(words))
    if any(words[at].lower == "," and begins_plainly(words, flags, at + 1) for at in range(relative, len(words))):
        return False
    return "preposition" in words[0].classes and not any(flags[:relative])


def _is_aside(text: str, clause: Clause) -> bool:
    """Tell whether the clause only tells of the telling: asked whether …, who spoke on condition of anonymity."""
    return _ASIDE.match(text, clause.start, clause.end) is not None


def _clauses(text: str, start: int, end: int) -> Iterator[Clause]:
    """Yield the clauses of a stretch, addresses in it left out."""
    at = start
    for address in _ADDRESS.finditer(text, start, end):
        yield from find_clauses(text, at, address.start())
        at = address.end()
    yield from find_clauses(text, at, end)


def _asserts(text: str, clause: Clause) -> bool:
    """Tell whether the clause has a verb of its own, or is a phrase behind a dash that tells what something is."""
    words, flags = parse(text, clause.start, clause.end)
    plain = [word for word in words if word.is_word]
    if _is_unfinished(text, clause, words, flags) or _is_bare_condition(words):
        return False
    if clause.kind == "absolute" or (clause.kind == "coordinate" and (_is_quoted_verb(words) or _goes_on(words))):
        return True
    if len(plain) < _FEWEST_WORDS and clause.kind != "participle":
        return False
    if clause.kind == "participle":
        return len(plain) >= _FEWEST_WORDS - 1
    if any(flags):
        return True
    return clause.kind == "phrase" and plain[0].lower in ("a", "an", "the") and len(plain) > _FEWEST_WORDS


def _is_bare_condition(words: Sequence[Token]) -> bool:
    """Tell whether a condition stands without what follows from it: if the gate holds."""
    first = next((at for at, token in enumerate(words) if token.is_word), 0)
    if words[first].lower not in ("if", "unless"):
        return False
    commas = [at for at in range(first, len(words) - 1) if words[at].lower == ","]
    return all(words[at + 1].lower in ("or", "and", "if", "unless") for at in commas)


def _is_unfinished(text: str, clause: Clause, words: Sequence[Token], flags: Sequence[bool]) -> bool:
    """Tell whether the only verb stands at the end and wants more: the request includes: …"""
    if not flags or not flags[-1] or sum(flags) != 1:
        return False
    return text[clause.end : clause.end + 1] == ":" or words[-1].lower in _COPULAS or words[-1].lower in _SEEING


def _goes_on(words: Sequence[Token]) -> bool:
    """Tell whether a coordinate predicate begins with a verb in the present: and employs 340 people."""
    if len(words) < _FEWEST_WORDS or "third" not in words[0].shapes or words[0].classes:
        return False
    return words[1].lower == "to" or words[1].is_adverb or opens_object(words[1])


def _is_quoted_verb(words: Sequence[Token]) -> bool:
    """Tell whether a coordinate predicate begins in a quotation: and “confirms our support”."""
    return words[0].text in QUOTES and len(words) > 1 and bool(words[1].shapes & {"third", "past"})


def _voices(
    source: Source, clause: Clause, hulls: Sequence[Hull], gap: int, speeches: Sequence[Speech]
) -> tuple[tuple[Voice, ...], str]:
    """Return the voices of a clause, outermost first, and the rule that gave them."""
    outer = [
        hull
        for hull in hulls[gap : gap + _MOST_FRAMES]
        if "before" in hull.sides and not _broken(source, clause.end, hull.start)
    ]
    inner = [
        h
        for h in _since_stop(hulls[max(0, gap - _MOST_FRAMES) : gap])
        if "after" in h.sides and not _broken(source, h.end, clause.start)
    ]
    holder = _holder(clause, speeches)
    framed = [hull.voice for hull in (*reversed(outer), *inner) if hull.voice.quote_id is None]
    if clause.kind == "subordinate" and (holder is None or holder.directness == "indirect"):
        shown = find_view(source, clause)
        if shown and shown[0].kind == "document":
            return shown, "frame"
    if holder is not None:
        nested = [h.voice for h in inner if h.voice.quote_id is None and holder.start <= h.start < holder.end]
        voice = voice_of_speech(holder, source.text, source.mentions)
        around = [v for v in framed if v not in nested and v.start != voice.start]
        return (*around, voice, *(v._replace(quote_id=voice.quote_id) for v in nested)), f"quote_{holder.directness}"
    quoted = [hull.voice._replace(quote_id=None) for hull in (*inner[-1:], *outer[:1]) if hull.voice.quote_id]
    voices = tuple(framed or quoted[:1]) or find_view(source, clause) or find_credit(source, clause)
    return voices, "frame" if voices else "outlet"


def _is_according(speech: Speech) -> bool:
    return (speech.cue or "").casefold().startswith("according")


def _turns(text: str, clause: Clause) -> bool:
    """Tell whether from this clause on the article speaks again: the firm says it is safe, but the pipe leaks."""
    if _TURN.search(text, max(0, clause.start - 14), clause.start):
        return True
    that = clause.kind == "coordinate" and text[clause.start : clause.start + 5] in ("that ", "which")
    return that and text[max(0, clause.start - 4) : clause.start] == "but "


def _since_stop(hulls: Sequence[Hull]) -> Sequence[Hull]:
    stop = next((at for at in range(len(hulls) - 1, -1, -1) if not hulls[at].sides), -1)
    return hulls[stop + 1 :]


def _broken(source: Source, start: int, end: int) -> bool:
    """Tell whether a dash or semicolon stands between a frame and its content."""
    return start < end and bool(_BREAK.search(source.masked, start, end))


def _holder(clause: Clause, speeches: Sequence[Speech]) -> Speech | None:
    """Return the quote that holds most of the clause, the innermost if several do."""
    best: tuple[float, int, Speech] | None = None
    pieces = [speech for speech in speeches if speech.directness == "partial"]
    together = sum(_share(clause, speech) for speech in pieces)
    longest = max(pieces, key=lambda s: (_share(clause, s), -s.start), default=None)
    for speech in speeches:
        share = _share(clause, speech)
        if share < _HELD and not (speech is longest and together >= _HELD):
            continue
        rank = (round(share, 1), -(speech.end - speech.start))
        if best is None or rank > best[:2]:
            best = (*rank, speech)
    return _told_within(clause, best[2], speeches) if best else None


def _told_within(clause: Clause, outer: Speech, speeches: Sequence[Speech]) -> Speech:
    """Return who speaks within that quote, as far as the clause goes: the letter says it failed, the Courier reported.

    Of the two the letter is the inner one, though its words may be taken to reach further.
    """
    for speech in speeches:
        starts = speech.source_start if speech.source_start is not None else -1
        inside = speech is not outer and outer.start <= starts and starts < (speech.cue_end or 0) <= clause.start
        if inside and speech.directness == outer.directness == "indirect" and _share(clause, speech) >= _HELD:
            return speech
    return outer


def _share(clause: Clause, speech: Speech) -> float:
    """Return the share of the clause that stands in the quote."""
    shared = min(clause.end, speech.end) - max(clause.start, speech.start)
    return max(0.0, shared / max(1, clause.end - clause.start))
