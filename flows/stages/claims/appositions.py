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
_TOLD = frozenset(("past", "third"))
_APPOSITION_ENDS = frozenset((".", "!", "?", "whom", "who", "which", "that"))


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
        if not words or others or asserts or (bare and _tells(source.text, match.start(1), span.end)):
            continue
        if bare and (words[0] in closed or words[0].endswith("ing")):
            continue
        if any(word in roles for word in words[:8]) and len(words) > 1:
            found.append(trim(source.text, span.start, _relative_end(source, match.start(1), span.end, sentence.end)))
    return found


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
