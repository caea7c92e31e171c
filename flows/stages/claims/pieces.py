"""Take the body of an article apart into clauses, each with the voice that asserts it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from flows.base.lexicon import entries
from flows.base.text import Span, sentences, trim
from flows.stages.claims.clauses import Clause, find_clauses
from flows.stages.claims.frames import find_frames
from flows.stages.claims.grammar import Token, blank_out, denies_report, parse, skip_adverbs, starts_clause
from flows.stages.claims.parts import Part, Source, find_answers, settle_voices
from flows.stages.claims.voices import Speech, Voice, voice_of_frame, voice_of_speech, voice_of_subject
from flows.stages.claims.words import word_set
from flows.stages.numbers import find_quantities

_LANGUAGE = "en"
_MASK = "\ue000"
_TURN = re.compile(r"(?:,|—|–)\s*(?:but|though|although|while)\s+$", re.IGNORECASE)
_WITH = re.compile(r"\b[Ww]ith\s(?:(?:the|its|his|her|their)\s)?$")
_CREDIT = re.compile(
    r"[\s”]*(?:\w+\s){0,2}(?P<cue>(?:[Rr]eported|[Rr]evealed|[Dd]isclosed|[Pp]ublished|[Uu]ncovered)\sby)\s"
    r"(?P<source>(?:the\s)?[^,;]{2,60}?)(?=,|\s(?:in|on|last|this|earlier|late)\b)"
)
_CONCESSIONS = frozenset(("while", "although", "though", "whereas", "but while", "and while"))
_BREAK = re.compile(r"[;—]|\s–\s|\s--\s")
_APPOSITION = re.compile(r",\s((?:an?|the)\s[^;:“”\"()\n—]{3,200}|[a-z][^;:“”\"()\n—]{3,200})")
_RELATIVE = re.compile(r",\s(?=(?:which|who)\s)")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
_VIEWED_BY = re.compile(
    r"(?:\b(?:is|are|was|were|been)|['’]s|['’]re)\s(?:\w+ly\s)?(seen|perceived|viewed|regarded|considered|deemed)"
    r"\s(?:\w+ly\s)?by\s|(?<![^\s(])(described)\s(?:by|in)\s(?=the\s|an?\s|[A-Z])"
)
_SHOWING = word_set("showing")
_NAMING = word_set("naming")
_DENYING = frozenset(("deny", "denies", "denied", "accuse", "accuses", "accused"))
_REJECTING = word_set("rejecting")
_SEEING = frozenset(("see", "sees", "saw"))
_LEADING = frozenset(("whom", "that", "but", "and", "yet", "still"))
_TOLD = frozenset(("past", "third"))
_APPOSITION_ENDS = frozenset((".", "!", "?", "whom", "who", "which", "that"))
_COPULAS = word_set("copulas")
_QUOTES = frozenset(("“", '"', "‘"))
_VIEW_REACH = 10  # tokens in which "as" must follow what is viewed as something
_NAMED_REACH = 40  # characters between "calling" and the quoted name it gives
_ASIDE = re.compile(
    r"(?:when |if |once )?(?:he |she |they )?(?:was |were )?(?:later )?(?:asked|pressed|questioned)\s"
    r"(?:\w+\s){0,3}?(?:if|whether|about|why|how|what|by|on)\b"
    r"|who (?:\w+\s){0,3}?(?:(?:spoke|speaking|talked) (?:\w+\s){0,3}?(?:anonym|condition)|asked not to be|declined to be)"
    r"|(?:speaking|talking) (?:\w+\s){0,2}?(?:anonym|on condition|on the condition)",
    re.IGNORECASE,
)
_EMBEDDED = re.compile(r"\b(?:whether|if|because|how|why)\s+$", re.IGNORECASE)
_BULLET = re.compile(r"[\s*•·–—\-‣◦]*(?:\d{1,2}[.)]\s)?")
_FEWEST_WORDS = 3
_INTRODUCTION = 2  # sentences before a list in which its voice is looked for
_WHOLE = 0.8  # share of reported speech that a clause must make up to need no verb that the lexicon knows
_MOST_FRAMES = 4  # frames on either side of a clause that may bear on it
_HELD = 0.5  # share of a clause that a quote must cover to be its voice


class _Hull(NamedTuple):
    """A stretch that only attributes, the voice it names and the sides on which its content stands."""

    start: int
    end: int
    voice: Voice
    sides: frozenset[str]


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
    for kind, start, end in blocks:
        if kind == "list_item":
            found.extend(_item_parts(source, start, end, _list_voices(source, found, before)))
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


def _list_voices(source: Source, found: Sequence[Part], before: tuple[str, int, int] | None) -> tuple[Voice, ...]:
    """Return who asserts a list item: whoever asserts the item above it, or the words in front that end in a colon."""
    if found and found[-1].rule == "list_item" and before is not None and before[0] == "list_item":
        return found[-1].voices
    if before is None or before[0] != "paragraph" or not source.text[before[1] : before[2]].rstrip().endswith(":"):
        return ()
    for sentence in reversed(sentences(source.text, before[1], before[2])[-_INTRODUCTION:]):
        near = [s for s in source.speeches if s.start < sentence.end and sentence.start < s.end]
        hulls = _find_hulls(source, sentence, near)
        if hulls:
            return (hulls[-1].voice._replace(quote_id=None),)
    return ()


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
                yield Part(clause.start, clause.end, clause.kind, voices, "list_item", Span(start, end))


def _sentence_parts(source: Source, sentence: Span) -> Iterator[Part]:
    if source.text[sentence.start : sentence.end].rstrip("”\"’' )").endswith("?"):
        return
    near = [s for s in source.speeches if s.start < sentence.end and sentence.start < s.end]
    speeches = [s for s in near if s.directness not in ("indirect", "mixed") or _tells(source.text, s)]
    yield from find_answers(source, sentence, near)
    hulls = _find_hulls(source, sentence, speeches)
    seen: set[tuple[int, int]] = set()
    for number, (start, end) in enumerate(_gaps(sentence, hulls)):
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
            ):
                continue
            seen.add((clause.start, clause.end))
            yield Part(clause.start, clause.end, clause.kind, voices, rule, sentence)
    for span in find_appositions(source, sentence):
        yield Part(span.start, span.end, "apposition", (), "apposition", sentence)


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


def _only_leads(text: str, clause: Clause, hull: _Hull) -> bool:
    """Tell whether the clause is a phrase before who tells: in a televised address, the mayor said …"""
    words, _ = parse(text, clause.start, clause.end)
    joined = text[clause.end : hull.start].strip() in (",", "")
    return joined and "before" not in hull.sides and "preposition" in words[0].classes


def _is_aside(text: str, clause: Clause) -> bool:
    """Tell whether the clause only tells of the telling: asked whether …, who spoke on condition of anonymity."""
    return _ASIDE.match(text, clause.start, clause.end) is not None


def _tells(text: str, speech: Speech) -> bool:
    """Tell whether an indirect row holds a clause: a mere noun phrase behind its cue asserts nothing."""
    if speech.source_kind == "unknown" and speech.source_start is not None and speech.source_end is not None:
        if any(parse(text, speech.source_start, speech.source_end).flags):
            return False
    ahead = text[max(0, (speech.source_start or 0) - 10) : speech.source_start or 0]
    if (speech.cue or "").endswith("ing") and _WITH.search(ahead):
        return False
    words, flags = parse(text, speech.start, speech.end)
    if speech.directness == "mixed":
        return any(flags) or "preposition" not in words[0].classes
    if (speech.cue or "").casefold() in entries(_LANGUAGE, "view_verbs"):
        if any(token.lower == "as" for token in words[1:_VIEW_REACH]):
            return False
    before = speech.cue_start is not None and speech.cue_start > speech.start
    return (
        before
        or flags[:1] == (True,)
        or words[0].lower in ("if", "when")
        or starts_clause(words, flags, skip_adverbs(words, 0), 30)
    )


def _find_hulls(source: Source, sentence: Span, speeches: Sequence[Speech]) -> list[_Hull]:
    """Return the attributing stretches of the sentence: those of its quotes, and frames besides them."""
    quoted: dict[tuple[int, int], _Hull] = {}
    for speech in speeches:
        hull = _speech_hull(source, sentence, speech)
        if hull is not None:
            known = quoted.get((hull.start, hull.end))
            quoted[hull.start, hull.end] = hull._replace(sides=hull.sides | known.sides) if known else hull
    hulls = _disjoint(quoted.values())
    spoken = [(speech.start, speech.end) for speech in speeches if speech.directness == "direct"]
    for frame in find_frames(blank_out(parse(source.text, sentence.start, sentence.end), spoken)):
        embedded = _EMBEDDED.search(source.text, max(0, frame.start - 12), frame.start)
        if not embedded and all(frame.end <= hull.start or hull.end <= frame.start for hull in hulls):
            voice = voice_of_frame(frame, source.text, source.mentions)
            hulls.append(_Hull(frame.start, frame.end, voice, frozenset((frame.side,))))
    ordered = sorted(hulls, key=lambda hull: (hull.start, hull.end))
    return ordered if not ordered else _with_stop(source.text, sentence, ordered)


def _with_stop(text: str, sentence: Span, hulls: list[_Hull]) -> list[_Hull]:
    """Return the hulls, with an empty one where a concession in front ends: while the firm says it is safe, it leaks."""
    first = hulls[0]
    if "after" not in first.sides or text[sentence.start : first.start].strip().casefold() not in _CONCESSIONS:
        return hulls
    words, flags = parse(text, first.end, sentence.end)
    commas = (at for at, token in enumerate(words) if token.lower == ",")
    end = next((at for at in commas if any(flags[:at]) and starts_clause(words, flags, at + 1)), None)
    if end is None or (len(hulls) > 1 and hulls[1].start < words[end].end):
        return hulls
    stop = _Hull(words[end].start, words[end].end, first.voice, frozenset())
    return [first, stop, *hulls[1:]]


def _speech_hull(source: Source, sentence: Span, speech: Speech) -> _Hull | None:
    marks = [m for m in (speech.source_start, speech.cue_start) if m is not None]
    ends = [m for m in (speech.source_end, speech.cue_end) if m is not None]
    if not marks or speech.cue_start is None or (speech.directness == "partial" and not _names(speech)):
        return None
    start, end = min(marks), max(ends)
    relative = _RELATIVE.search(source.text, start, end)
    end = relative.start() if relative and relative.start() > start else end
    if start < sentence.start or end > sentence.end or (start < speech.end and speech.start < end):
        return None
    if _EMBEDDED.search(source.text, max(0, start - 12), start):
        return None
    side = "after" if speech.start >= end else "before"
    if side == "after" and speech.directness in ("indirect", "mixed"):
        end = max(end, min(speech.start, sentence.end))
    return _Hull(start, end, voice_of_speech(speech, source.text, source.mentions), frozenset((side,)))


def _names(speech: Speech) -> bool:
    """Tell whether quoted words are what a source calls something, cue and thing standing before them."""
    cue = (speech.cue or "").casefold()
    between = speech.start - (speech.cue_end or speech.start)
    return cue in _NAMING and 0 < between < _NAMED_REACH and (speech.source_end or 0) <= (speech.cue_start or 0)


def _disjoint(hulls: Iterable[_Hull]) -> list[_Hull]:
    kept: list[_Hull] = []
    for hull in sorted(hulls, key=lambda h: (h.start, -h.end)):
        if not kept or hull.start >= kept[-1].end:
            kept.append(hull)
        else:
            kept[-1] = kept[-1]._replace(sides=kept[-1].sides | hull.sides)
    return kept


def _gaps(sentence: Span, hulls: Sequence[_Hull]) -> list[tuple[int, int]]:
    starts = [sentence.start, *(hull.end for hull in hulls)]
    ends = [*(hull.start for hull in hulls), sentence.end]
    return list(zip(starts, ends, strict=True))


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
    if _is_unfinished(text, clause, words, flags):
        return False
    if clause.kind == "absolute" or (clause.kind == "coordinate" and _is_quoted_verb(words)):
        return True
    if len(plain) < _FEWEST_WORDS and clause.kind != "participle":
        return False
    if clause.kind == "participle":
        return len(plain) >= _FEWEST_WORDS - 1
    if any(flags):
        return True
    return clause.kind == "phrase" and plain[0].lower in ("a", "an", "the") and len(plain) > _FEWEST_WORDS


def _is_unfinished(text: str, clause: Clause, words: Sequence[Token], flags: Sequence[bool]) -> bool:
    """Tell whether the only verb stands at the end and wants more: the request includes: …"""
    if not flags or not flags[-1] or sum(flags) != 1:
        return False
    return text[clause.end : clause.end + 1] == ":" or words[-1].lower in _COPULAS or words[-1].lower in _SEEING


def _is_quoted_verb(words: Sequence[Token]) -> bool:
    """Tell whether a coordinate predicate begins in a quotation: and “confirms our support”."""
    return words[0].text in _QUOTES and len(words) > 1 and bool(words[1].shapes & {"third", "past"})


def _voices(
    source: Source, clause: Clause, hulls: Sequence[_Hull], gap: int, speeches: Sequence[Speech]
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
        shown = _held_view(source, clause)
        if shown and shown[0].kind == "document":
            return shown, "frame"
    if holder is not None:
        nested = [h.voice for h in inner if h.voice.quote_id is None and holder.start <= h.start < holder.end]
        voice = voice_of_speech(holder, source.text, source.mentions)
        around = [v for v in framed if v not in nested and v.start != voice.start]
        return (*around, voice, *(v._replace(quote_id=voice.quote_id) for v in nested)), f"quote_{holder.directness}"
    quoted = [hull.voice._replace(quote_id=None) for hull in (*inner[-1:], *outer[:1]) if hull.voice.quote_id]
    voices = tuple(framed or quoted[:1]) or _held_view(source, clause) or _credited(source, clause)
    return voices, "frame" if voices else "outlet"


def _is_according(speech: Speech) -> bool:
    return (speech.cue or "").casefold().startswith("according")


def _turns(text: str, clause: Clause) -> bool:
    """Tell whether from this clause on the article speaks again: the firm says it is safe, but the pipe leaks."""
    if _TURN.search(text, max(0, clause.start - 14), clause.start):
        return True
    that = clause.kind == "coordinate" and text[clause.start : clause.start + 5] in ("that ", "which")
    return that and text[max(0, clause.start - 4) : clause.start] == "but "


def _since_stop(hulls: Sequence[_Hull]) -> Sequence[_Hull]:
    stop = next((at for at in range(len(hulls) - 1, -1, -1) if not hulls[at].sides), -1)
    return hulls[stop + 1 :]


def _held_view(source: Source, clause: Clause) -> tuple[Voice, ...]:
    """Return whose view the clause gives: the ministry considers it a threat; it is seen by the ministry as one."""
    passive = _VIEWED_BY.search(source.text, clause.start, clause.end)
    if passive:
        stop = re.compile(r"\s(?:as|to)\b|[,.;]|$").search(source.text, passive.end(), clause.end)
        subject = (passive.end(), stop.start() if stop else clause.end)
        voice = voice_of_subject(source.text, subject, passive.span(passive.lastindex or 0), source.mentions)
        return (voice,) if voice else ()
    words, flags = parse(source.text, clause.start, clause.end)
    main = next((at for at, flag in enumerate(flags) if flag and at and _holds_view(words, at)), 0)
    if not main or any(flags[_subject_at(words, main) : main]):
        return ()
    subject = _subject_of(words, main)
    voice = voice_of_subject(source.text, subject, words[main][:2], source.mentions)
    return (voice,) if voice else ()


def _credited(source: Source, clause: Clause) -> tuple[Voice, ...]:
    """Return who reported what the clause tells, if the words in front of it say so: First reported by the Courier, …"""
    before = max(source.text.rfind(mark, 0, clause.start) for mark in (". ", "\n", ".”"))
    credit = _CREDIT.match(source.text, before + 1, clause.start)
    if credit is None or credit.start("source") >= clause.start:
        return ()
    voice = voice_of_subject(source.text, credit.span("source"), credit.span("cue"), source.mentions)
    return (voice,) if voice else ()


def _holds_view(words: Sequence[Token], main: int) -> bool:
    verb = words[main].lower
    if verb in _SEEING:
        return any(token.lower == "as" for token in words[main + 2 :])
    denies = verb in _DENYING or (verb in _REJECTING and denies_report(words, main))
    return denies or verb in entries(_LANGUAGE, "view_verbs") or verb in _SHOWING


def _subject_of(words: Sequence[Token], main: int) -> tuple[int, int]:
    """Return the subject of the verb without the words before it that belong to the clause: whom he accuses."""
    first, last = _subject_at(words, main), main
    while last > 1 and words[last - 1].is_adverb:
        last -= 1
    return words[first].start, words[last - 1].end


def _subject_at(words: Sequence[Token], main: int) -> int:
    first = max((at + 1 for at in range(main) if words[at].lower == ","), default=0)
    while first < main - 1 and (words[first].lower in _LEADING or not words[first].is_word):
        first += 1
    return first


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
    return best[2] if best else None


def _share(clause: Clause, speech: Speech) -> float:
    """Return the share of the clause that stands in the quote."""
    shared = min(clause.end, speech.end) - max(clause.start, speech.start)
    return max(0.0, shared / max(1, clause.end - clause.start))


def find_appositions(source: Source, sentence: Span) -> list[Span]:
    """Return the stretches that say who a person is: Ada Lindqvist, a union leader in Vell."""
    roles, closed = entries(_LANGUAGE, "titles_and_roles"), entries(_LANGUAGE, "word_classes")
    found = []
    for name in source.mentions.within(sentence.start, sentence.end):
        if name.kind != "person" or _MASK in source.masked[name.start - 1 : name.end + 1]:
            continue
        match = _APPOSITION.match(source.masked, name.end, sentence.end)
        if match is None:
            continue
        stop = _apposition_end(source, match.start(1), min(match.end(), sentence.end))
        span = trim(source.text, name.title_start if name.title_start >= 0 else name.start, stop)
        words = source.text[match.start(1) : span.end].casefold().replace(",", " ").split()
        bare = bool(words) and words[0] not in ("a", "an", "the")
        others = bare and any(n.kind == "person" for n in source.mentions.within(match.start(1), span.end))
        asserts = any(
            flag and "participle" not in token.shapes
            for token, flag in zip(*parse(source.text, match.start(1), span.end), strict=True)
        )
        if not words or others or asserts or (bare and (words[0] in closed or words[0].endswith("ing"))):
            continue
        if any(word in roles for word in words[:8]) and len(words) > 1:
            found.append(span)
    return found


def _apposition_end(source: Source, start: int, end: int) -> int:
    """Return where an apposition ends: at the comma behind which a verb goes on, at the point, or at the end."""
    words, flags = parse(source.text, start, end)
    for at, token in enumerate(words):
        after = skip_adverbs(words, at + 1)
        goes_on = token.lower == "," and after < len(words) and (flags[after] or bool(words[after].shapes & _TOLD))
        if goes_on or token.lower in _APPOSITION_ENDS:
            return token.start
    return end
