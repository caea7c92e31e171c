"""Headings run into a paragraph: told by the sentence that opens behind them though no other has ended there."""

import bisect
import functools
import re
from collections.abc import Iterator
from typing import NamedTuple

from flows.base import lexicon
from flows.base.text import Span, trim
from flows.stages.articles.settings import CAPITAL, SMALL, ArticlesConfig, any_of, words_of

_ANY_OPENERS = frozenset(words_of("sentence_openers"))
_CUES = frozenset(words_of("run_in_cues"))
_STOPS = frozenset(words_of("heading_stops"))
_AUXILIARIES = frozenset(words_of("question_openers"))
_MARKS = "“”\"„«»‘’'‚"
_QUOTED = re.compile(
    r"(?P<heading>[“\"„«»](?=\S)[^“”\"„«»\n]{4,80}[”\"“»«])\s(?P<next>[^\W\d_][\w’'-]*)",
)
_CLOSED_SENTENCE = re.compile(r"[.!?…][”\"“»«’'）)\]]*\s+$")
# Where a sentence ends within a line: not behind an initial, an abbreviation of two letters or a number of an order.
_ENDED = re.compile(
    rf"[.!?…](?:(?<=[{SMALL}]{{2}}.)|(?<=[^\W\d_]{{3}}.)|(?<=[\d%)\]”\"“»«].))[.!?…]*[”\"“»«’'）)\]]*\s+"
    rf"(?=[“\"„«»‘'(]?(?:{CAPITAL}|\d))"
)
_SPOKEN = re.compile(
    r"(?:\"[^\"]{20,500}\"|„[^“”„]{20,500}[“”]|“[^“”]{20,500}”|«[^«»]{20,500}»|»[^«»]{20,500}«),?\s(?P<cue>[^\W\d_]+)"
)
_MARK = rf"(?P<mark>[“\"„«»])(?={CAPITAL})"
_ASKED = re.compile(rf"(?<=[.!?…”\"“»«’')] )(?P<first>{CAPITAL}\w*)\s[^.!?…\"“”„«»]{{6,90}}\?(?= [“\"„«»]?{CAPITAL})")
_ABBREVIATED = re.compile(
    rf"(?<!\w)(?:\d{{1,2}}|{any_of(entry.removesuffix('.') for entry in words_of('abbreviations'))})\.\s+$",
    re.IGNORECASE,
)
_TERMINAL = re.compile(r"[.!?…:]")
_DAY_NAMES = frozenset((*words_of("months"), *words_of("weekdays")))
_HEADING_CHARS = 110
_NEXT_WORDS = 4
_FOLLOWING_CHARS = 300
# A question is a heading only where a paragraph's worth of text stands on both sides.
_LEAST_CHARS = 80
_TITLE_SMALL = 3


class _Openers(NamedTuple):
    """A language's words that open a sentence, by what must stand before or behind them.

    `pattern` finds their capitals inside a line where no sentence ended, and words in quotation marks.
    """

    pattern: re.Pattern[str]
    always: frozenset[str]
    lower: frozenset[str]
    time: frozenset[str]
    title: frozenset[str]


class Signs(NamedTuple):
    """What a text shows of its headings: the language whose word lists to use, and that all standing apart ask."""

    language: str | None
    asks: bool


def find_run_in(line: str, signs: Signs, config: ArticlesConfig, *, may_open: bool) -> list[Span]:
    """Return the headings that stand within the paragraph, in order; none overlaps another.

    `may_open` says that a heading may stand at the line's beginning too.
    """
    found = list(_find_headings(line, signs, config))
    kept: list[Span] = []
    for span in sorted(found) if len(found) > 1 else found:
        if (span.start or may_open) and (not kept or span.start > kept[-1].end):
            kept.append(span)
    return kept


def _find_headings(line: str, signs: Signs, config: ArticlesConfig) -> Iterator[Span]:
    """Yield headings in quotation marks, headings behind which a sentence opens, and questions."""
    openers = _openers(signs.language)
    starts: list[int] = []
    for match in openers.pattern.finditer(line):
        if match["mark"] and not _is_within(line[match.start() - 1]):
            quoted = _QUOTED.match(line, match.start("mark"))
            if quoted and _is_quoted_heading(line, quoted, config):
                yield Span(*quoted.span("heading"))
            continue
        if match["mark"] and not _opens_speech(line, match.start("mark")):
            continue
        starts = starts or [0, *(ended.end() for ended in _ENDED.finditer(line))]
        heading = _title_before(line, match.start(), starts, config)
        if heading and _is_opened(line, match, heading.of(line).split(), openers):
            yield heading
    if signs.asks and signs.language:
        yield from _asked(line, signs.language, config)


def _is_within(char: str) -> bool:
    return char.isalnum() or char == ")"


def _is_quoted_heading(line: str, match: re.Match[str], config: ArticlesConfig) -> bool:
    """Tell whether a sentence ends before the quoted words, they are a title, and another sentence opens after them."""
    words = match["heading"][1:-1].split()
    if not 2 <= len(words) <= config.quoted_heading_words or not words[0][0].isupper():
        return False
    if words[-1][-1] in ".,;:!?…" or match["next"].lower() not in _ANY_OPENERS or not match["next"][0].isupper():
        return False
    if _CLOSED_SENTENCE.search(line, max(0, match.start() - 8), match.start()) is None:
        return False
    following = line[match.start("next") : match.start("next") + 80].split()[:3]
    return not any(word.strip(".,;:").lower() in _CUES for word in following)


def _opens_speech(line: str, start: int) -> bool:
    """Tell whether a sentence such as "…", she said, opens there."""
    quoted = _SPOKEN.match(line, start)
    if quoted is None or quoted["cue"].lower() not in _CUES:
        return False
    return "," in line[quoted.start("cue") - 3 : quoted.start("cue")]


def _asked(line: str, language: str, config: ArticlesConfig) -> Iterator[Span]:
    """Yield questions between two sentences: headings where all those that stand apart are questions too."""
    openers = lexicon.entries(language, "question_openers")
    for match in _ASKED.finditer(line):
        is_short = match[0].count(" ") < config.question_words
        is_within = min(match.start(), len(line) - match.end()) >= _LEAST_CHARS
        if is_short and is_within and match["first"].lower() in openers:
            yield Span(match.start(), match.end())


@functools.cache
def _openers(language: str | None) -> _Openers:
    rows = [row for row in lexicon.rows(language, "sentence_openers") if len(row) > 1] if language else []
    words = sorted({row[0].capitalize() for row in rows})
    initials = re.escape("".join(sorted({word[0] for word in words})))
    opener = rf"(?<=[\w)] )(?P<opener>{any_of(words)})(?=,?\s)" if rows else "(?P<opener>(?!))"
    kinds = ("always", "lower", "time", "title")
    sets = (frozenset(row[0] for row in rows if row[1] == kind) for kind in kinds)
    return _Openers(re.compile(f' (?=[{initials}“"„«»])(?:{opener}|{_MARK})'), *sets)


def _title_before(line: str, end: int, starts: list[int], config: ArticlesConfig) -> Span | None:
    """Return the words between the last of the sentences' starts and `end` if they can be a title, or null."""
    start = starts[bisect.bisect_left(starts, end) - 1]
    if end - start > _HEADING_CHARS or (start and _ABBREVIATED.search(line, max(0, start - 12), start)):
        return None
    heading = trim(line, start, end)
    return heading if _is_title(heading.of(line), config) else None


def _is_title(text: str, config: ArticlesConfig) -> bool:
    words = text.split()
    if not 2 <= len(words) <= config.heading_words or len(text) > _HEADING_CHARS:
        return False
    if not (words[0].lstrip(_MARKS)[:1].isupper() or words[0][0].isdigit()) or _TERMINAL.search(text[-3:]):
        return False
    # Behind a quotation the full stop is often missing.
    if text[-1] in _MARKS:
        return False
    if words[-1].strip(_MARKS).lower() in _STOPS or text[-1] in ",;–—-/(":
        return False
    return _is_balanced(text)


def _is_balanced(text: str) -> bool:
    """Tell whether every quotation mark and bracket that opens in the text closes there."""
    if text.count("(") != text.count(")") or text.count('"') % 2 or text.count("«") != text.count("»"):
        return False
    low = text.count("„")
    return low == text.count("“") + text.count("”") if low else text.count("“") == text.count("”")


def _is_opened(line: str, opener: re.Match[str], title: list[str], openers: _Openers) -> bool:
    """Tell whether the capital of the word can only be that of a new sentence, and the sentence is one."""
    opens_small = title[0].lower() in _ANY_OPENERS
    if opener["mark"]:
        return not opens_small
    # "It is only for a short time" is a sentence that has lost its full stop.
    if opens_small and any(word.lower() in _AUXILIARIES for word in title[1:]):
        return False
    following = line[opener.end() : opener.end() + _FOLLOWING_CHARS].lstrip(",")
    words = following.split(None, _NEXT_WORDS)[:_NEXT_WORDS]
    end = _TERMINAL.search(following)
    if len(words) < _NEXT_WORDS or (end and len(following[: end.start()].split()) < _NEXT_WORDS - 1):
        return False
    word = opener["opener"].lower()
    if word in openers.always or (word in openers.title and _is_title_case(title)):
        return True
    # The word after an article or preposition: "From the Crypt" is a title, "From the first day" is not.
    telling = words[0] if words[0].lower() not in _STOPS else words[1]
    if word in openers.lower and (telling[0].islower() or telling[0] in "$€£"):
        return True
    return word in openers.time and (words[0][0].isdigit() or words[0].strip(".,").lower() in _DAY_NAMES)


def _is_title_case(words: list[str]) -> bool:
    """Tell whether the words have capitals as English headings have: all but the small ones."""
    long = [word.lstrip(_MARKS) for word in words if len(word) > _TITLE_SMALL]
    return len(long) > 2 and all(word[:1].isupper() and word[-1] != "," for word in long)
