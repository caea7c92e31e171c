"""Lost quotation marks: where a quotation that nothing closes ends, and one that nothing opened begins.

What tells it is the attribution beside it (said X; X said), the end of the sentence, and whether sentences speak in the
first or second person, which reporters do not. Where none of it does, a stretch is left as it is, or is none.
"""

import functools
import re
from collections.abc import Iterator

from flows.base import lexicon
from flows.base.grammar import pattern
from flows.base.text import Span, trim
from flows.stages.names.words import UPPER
from flows.stages.quotes.abbreviations import is_abbreviated
from flows.stages.quotes.marks import Marked, Segment

DASHES = "—–―"
_ENDS = (".", "!", "?", "…", ",")
# Beyond this an orphan closing mark is no longer believed to end a quotation that began without its mark.
_FURTHEST_REPAIR = 600
_LONGEST_SENTENCE = 1600
_SHORTEST_SPLIT = 60
_NEAR = 60
_SENTENCE = re.compile(r"[.!?…][)\]’']*\s+(?=[^\sa-z,;])")
_PHRASE_END = re.compile(r"[,;:](?=\s)|[.!?…](?=\s|$)|\s[—–―]")
_DASH = re.compile(rf"\s*[{DASHES}]\s*")
_SPEAKS = pattern(r"\b(?:<speaking_pronouns>)\b")
_WORD = r"[^\s,;:!?“”\"]+"
_APPOSED = r"(?:,\s[^.!?“”\"\n]{3,120}?,)?"


@functools.cache
def _speech_forms(language: str, *columns: int) -> str:
    """Return the verbs of speech in those forms, as an alternative of a pattern."""
    rows = (row for row in lexicon.rows(language, "cues") if row[0] == "speech")
    found = {row[column] for row in rows for column in columns if column < len(row)}
    return "|".join(sorted(form for form in found if " " not in form)) or "(?!)"


@functools.cache
def _attribution(language: str) -> re.Pattern[str]:
    """Return a pattern for an attribution: said the mayor; Lindqvist, a union leader, said; he said."""
    forms = _speech_forms(language, 2, 3)
    roles = "|".join(sorted(re.escape(row[0]) for row in lexicon.rows(language, "titles_and_roles")))
    begins = rf"(?:(?:<noun_articles>|<person_pronouns>)\b|(?:(?:{roles})\s)*[{UPPER}]{_WORD})"
    after = rf"(?:{forms})\s+(?:(?:[^\W\d_]+\s){{1,3}}[{UPPER}]{_WORD}|{begins})"
    before = rf"{begins}(?:[ ]{_WORD}){{0,6}}?{_APPOSED}\s(?:{forms})\b"
    return pattern(rf"(?:{after}|{before})")(language)


@functools.cache
def _inner_attribution(language: str) -> re.Pattern[str]:
    """Return a pattern for an attribution in the midst of words, with the point before it; or a credit behind them."""
    credit = rf"[{UPPER}]{_WORD}(?:\s+[{UPPER}]{_WORD}){{0,3}}\s*$"
    return re.compile(rf"[,?!…]['’]?\s+(?:{_attribution(language).pattern})|[{DASHES}]\s*(?:{credit})")


@functools.cache
def _attribution_behind(language: str) -> re.Pattern[str]:
    return re.compile(rf"\s*[,{DASHES}]?\s*(?:{_attribution(language).pattern})")


@functools.cache
def _ended_attribution(language: str) -> re.Pattern[str]:
    """Return a pattern for an attribution that ends its sentence, with the point before it: , Lindqvist said."""
    forms = _speech_forms(language, 2, 3)
    begins = rf"(?:(?:<person_pronouns>)\b|[{UPPER}]{_WORD})"
    after = rf"(?:{forms})\s[{UPPER}]{_WORD}(?:\s{_WORD}){{0,3}}{_APPOSED}"
    before = rf"{begins}(?:[ ]{_WORD}){{0,3}}?\s(?:{forms})"
    return pattern(rf"[,?!…]['’]?\s+(?:{after}|{before})[.](?=\s)")(language)


@functools.cache
def _lead_in(language: str) -> re.Pattern[str]:
    """Return a pattern for words that lead into speech: Lindqvist said, …; told the Courier: …"""
    forms = _speech_forms(language, 2, 3, 5)
    return re.compile(rf"\b(?:{forms})\b[^.!?:“”\"]{{0,40}}?[,:]\s+(?=['‘(\[]?[{UPPER}])")


@functools.cache
def _said_forms(language: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_speech_forms(language, 2, 3)})\b")


@functools.cache
def _cue_forms(language: str) -> re.Pattern[str]:
    forms = {form for row in lexicon.rows(language, "cues") for form in row[2:4]}
    return re.compile(rf"\b(?:{'|'.join(sorted(forms)) or '(?!)'})\b")


@functools.cache
def _dashed_cue(language: str) -> re.Pattern[str]:
    """Return a pattern for an attribution between dash and full stop: — said the mayor of Vell."""
    return re.compile(rf"\s[{DASHES}]\s+(?:{_speech_forms(language, 2, 3)})\s[^.!?\n]{{2,120}}[.!?]\s+(?=\S)")


def mend_segments(text: str, start: int, marked: Marked, following: str, language: str) -> tuple[Segment, ...]:
    """Return the segments of the block in order, unclosed ones ended and unopened ones begun.

    The block begins at `start`; `following` is the first character of the next one: a quotation may run over into it.
    """
    whole = [part for segment in marked.segments for part in _split(text, segment, language)]
    if not marked.orphans and not any(s.is_open or s.is_cut for s in whole):
        return tuple(whole)
    mended: list[Segment] = []
    closed = [_close(text, start, segment, following, language) for segment in whole]
    places: list[Segment | Span] = sorted([*closed, *marked.orphans])
    for place in places:
        floor = mended[-1].outer_end if mended else start
        segment = place if isinstance(place, Segment) else _open(text, start, floor, place, language)
        if segment is not None:
            mended.append(segment)
    return tuple(mended)


def _split(text: str, segment: Segment, language: str) -> Iterator[Segment]:
    """Yield the segment, or the two in it where the marks around an attribution between them are lost."""
    cut = None
    if segment.end - segment.start >= _SHORTEST_SPLIT and not segment.is_single:
        furthest = min(segment.end, segment.start + _LONGEST_SENTENCE)
        cut = _ended_attribution(language).search(text, segment.start, furthest)
    sentences = _sentences(text, cut.end() - 1, min(segment.end, cut.end() + _NEAR), language) if cut else []
    if cut is None or len(sentences) < 2 or cut.start() - segment.start < _SHORTEST_SPLIT // 4:
        yield segment
        return
    begin = sentences[1][0]
    yield _ended(segment, _words_end(cut))._replace(marks="repaired")
    # Behind the attribution no mark is left at all where nothing closes the stretch: the reporter goes on.
    if not (segment.is_open or segment.is_cut):
        yield segment._replace(outer_start=begin, start=begin, marks="repaired")


def _words_end(attribution: re.Match[str]) -> int:
    """Return where the words in front of an attribution end: before a comma, but behind what belongs to them."""
    point = attribution.group()[:2]
    if point[1] in "'’":
        return attribution.start() + 2
    return attribution.start() + (point[0] in "?!…")


def _close(text: str, block_start: int, segment: Segment, following: str, language: str) -> Segment:
    """Return an unclosed segment ended where its attribution, its sentences or its phrase do; others as they are."""
    if not segment.is_open and not segment.is_cut:
        return segment
    cut = _inner_attribution(language).search(text, segment.start, min(segment.end, segment.start + _LONGEST_SENTENCE))
    if cut is not None and cut.start() > segment.start:
        return _ended(segment, trim(text, segment.start, _words_end(cut)).end)
    if _is_clause(text, block_start, segment):
        runs_on = following == text[segment.outer_start] or _lead(text, block_start, segment.outer_start) is None
        end = segment.end if segment.is_open and runs_on else _spoken_end(text, segment, language)
        return segment if segment.is_open and end == segment.end else _ended(segment, end)
    point = _PHRASE_END.search(text, segment.start, segment.end)
    return _ended(segment, point.start()) if point and point.start() > segment.start else segment


def _ended(segment: Segment, end: int) -> Segment:
    return segment._replace(end=end, outer_end=end, is_open=False, is_cut=False)


def _is_clause(text: str, block_start: int, segment: Segment) -> bool:
    """Tell whether the segment begins a sentence, or goes on with one after a comma or colon."""
    before = _lead(text, block_start, segment.outer_start)
    return before is None or before in ",:" or (before in ".!?…;—–―" and not text[segment.start].islower())


def _lead(text: str, block_start: int, position: int) -> str | None:
    """Return the last character in front of the position that is no space, a space if it is far; None if none is."""
    before = text[max(block_start, position - _NEAR) : position].rstrip()
    return before[-1:] or (" " if position - block_start > _NEAR else None)


def _spoken_end(text: str, segment: Segment, language: str) -> int:
    """Return where the sentences end that reporters would not write: before the first that reports what others say."""
    bounds = _sentences(text, segment.start, segment.end, language)
    told = (start for start, end in bounds[1:] if _reports(text, start, end, _said_forms(language), language))
    return trim(text, segment.start, next(told, segment.end)).end


def _reports(text: str, start: int, end: int, cues: re.Pattern[str], language: str) -> bool:
    """Tell whether the sentence has one of the cues, and no word that speaks in the first or second person."""
    is_told = cues.search(text, start, end) is not None
    return is_told and _SPEAKS(language).search(text, start, end) is None


def _sentences(text: str, start: int, end: int, language: str) -> list[tuple[int, int]]:
    """Return the bounds of the sentences in the stretch."""
    cuts = [start]
    for match in _SENTENCE.finditer(text, start, end):
        if match.end() < end and not is_abbreviated(text, start, match.start(), language):
            cuts.append(match.end())
    return list(zip(cuts, [*cuts[1:], end], strict=True))


def _open(text: str, block_start: int, floor: int, closer: Span, language: str) -> Segment | None:
    """Return the quotation that ends at an orphan closing mark, if what stands around tells where it begins."""
    at = closer.start
    follows = _follows(text, closer.end, language)
    if not _ends(text, floor, at) and not follows:
        return None
    begin = _spoken_start(text, (block_start, floor), at, follows, language)
    if begin is None:
        return None
    dash = _DASH.match(text, begin)
    span = trim(text, dash.end() if dash else begin, at)
    if not 0 < span.end - span.start <= _FURTHEST_REPAIR:
        return None
    outer = begin if dash else span.start
    return _behind_cue(text, Segment(outer, span.start, span.end, closer.end, "repaired"), language)


def _ends(text: str, start: int, end: int) -> bool:
    """Tell whether a point or comma stands at the end of the stretch, single marks and brackets aside."""
    return text[max(start, end - _NEAR) : end].rstrip("’')]").endswith(_ENDS)


def _follows(text: str, position: int, language: str) -> bool:
    """Tell whether an attribution stands at the position."""
    return _attribution_behind(language).match(text, position) is not None


def _spoken_start(text: str, floors: tuple[int, int], at: int, follows: bool, language: str) -> int | None:
    """Return where the speech that ends at `at` begins: behind its lead-in, or with the first sentence that speaks."""
    block_start, floor = floors[0], max(floors[1], at - 2 * _FURTHEST_REPAIR)
    leads = list(_lead_in(language).finditer(text, floor, at))
    if leads:
        return leads[-1].end()
    bounds = _sentences(text, floor, at, language)[int(floor > block_start) :]
    if not bounds or (not follows and _reports(text, *bounds[-1], _cue_forms(language), language)):
        return None
    told = [_reports(text, *one, _said_forms(language), language) for one in bounds]
    spoken = bounds[max((number + 1 for number, is_told in enumerate(told[:-1]) if is_told), default=0) :]
    if floor > block_start:
        return spoken[0][0]
    speaks = _SPEAKS(language)
    return next((start for start, end in spoken if speaks.search(text, start, end)), spoken[0][0])


def _behind_cue(text: str, segment: Segment, language: str) -> Segment:
    """Return a segment that was taken to begin at a dash begun behind the attribution in it; others as they are."""
    if text[segment.outer_start] not in DASHES:
        return segment
    cut = _dashed_cue(language).search(text, segment.start, min(segment.end, segment.start + _LONGEST_SENTENCE))
    return segment._replace(start=cut.end(), outer_start=cut.end()) if cut else segment
