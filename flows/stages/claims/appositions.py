"""Find the stretches that say who a person is, which assert something without a verb."""

import re

from flows.base.lexicon import entries
from flows.base.text import Span, trim
from flows.stages.claims.grammar import BLANK, parse, skip_adverbs
from flows.stages.claims.parts import Source

_LANGUAGE = "en"
_MASK = BLANK.text
_APPOSITION = re.compile(r",\s((?:an?|the)\s[^;:“”\"()\n—]{3,200}|[a-z][^;:“”\"()\n—]{3,200})")
_END = r",;:!?“”\"()\n—\ue000"
_WHO = re.compile(rf"\swho\s(?:[^.{_END}]|\.(?=\S)|(?<=\b[A-Z])\.|(?<=\b[A-Z][a-z])\.){{3,200}}(?=[.{_END}]|$)")
_BARE = 2  # blanks in a bare role: a retired teacher
_FEWEST_WORDS = 2
_ROLE_REACH = 8  # words in which the role must stand
_ARTICLES = frozenset(("a", "an", "the"))
_TOLD = frozenset(("past", "third"))
_APPOSITION_ENDS = frozenset((".", "!", "?", "whom", "who", "which", "that"))


def find_appositions(source: Source, sentence: Span) -> list[Span]:
    """Return the stretches that say who a person is: Ada Lindqvist, a union leader in Vell."""
    found = []
    for name in source.mentions.within(sentence.start, sentence.end):
        if name.kind != "person" or _MASK in source.masked[name.start - 1 : name.end + 1]:
            continue
        match = _APPOSITION.match(source.masked, name.end, sentence.end)
        if match is None:
            continue
        start = match.start(1)
        stop = _apposition_end(source, start, min(match.end(), sentence.end))
        span = trim(source.text, name.title_start if name.title_start >= 0 else name.start, stop)
        if _says_who(source, start, span.end):
            found.append(trim(source.text, span.start, _relative_end(source, start, span.end, sentence.end)))
    return found


def _says_who(source: Source, start: int, end: int) -> bool:
    """Tell whether the words behind a name give a role and assert nothing with a verb."""
    words = source.text[start:end].casefold().replace(",", " ").split()
    if len(words) < _FEWEST_WORDS or entries(_LANGUAGE, "titles_and_roles").isdisjoint(words[:_ROLE_REACH]):
        return False
    tokens = zip(*parse(source.text, start, end), strict=True)
    if any(flag and "participle" not in token.shapes for token, flag in tokens):
        return False
    return words[0] in _ARTICLES or not _goes_on(source, start, end, words[0])


def _goes_on(source: Source, start: int, end: int, opener: str) -> bool:
    """Tell whether words without an article in front name somebody else or go on with the sentence."""
    if opener in entries(_LANGUAGE, "word_classes") or opener.endswith("ing"):
        return True
    others = any(name.kind == "person" for name in source.mentions.within(start, end))
    return others or _tells(source.text, start, end)


def _relative_end(source: Source, start: int, end: int, sentence_end: int) -> int:
    """Return where the clause ends that says which bare role is meant: a teacher who lives near the mill."""
    bare = source.text[start : start + 2].casefold() in ("a ", "an") and source.text.count(" ", start, end) <= _BARE
    who = _WHO.match(source.masked, end, sentence_end) if bare else None
    return who.end() if who else end


def _tells(text: str, start: int, end: int) -> bool:
    """Tell whether a verb with its object goes on behind a name that is itself an aside: …, told the court."""
    words = parse(text, start, end).words
    return len(words) > 1 and "past" in words[0].shapes and "determiner" in words[1].classes


def _apposition_end(source: Source, start: int, end: int) -> int:
    """Return where an apposition ends: at the comma behind which a verb goes on, at the point, or at the end."""
    words, flags = parse(source.text, start, end)
    for at, token in enumerate(words):
        after = skip_adverbs(words, at + 1)
        goes_on = token.lower == "," and after < len(words) and (flags[after] or bool(words[after].shapes & _TOLD))
        if goes_on or token.lower in _APPOSITION_ENDS:
            return words[at - 1].start if at and words[at - 1].lower == "," else token.start
    return end
