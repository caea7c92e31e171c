"""Make a clause self-contained: names for pronouns where the article settles them, else the words that stay open."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from flows.base.patterns import whole_words
from flows.stages.claims.inflections import third_person
from flows.stages.claims.parts import Part, Source
from flows.stages.claims.voices import find_bearer
from flows.stages.claims.words import word_set

_PRONOUNS = (
    "he him his she her hers i my me mine we us our ours they them their it its this that these those which who whom "
    "whose himself herself itself"
)
_PRONOUN = re.compile(whole_words(_PRONOUNS.split()))
_PERSONAL = {"he": "m", "him": "m", "his": "m", "she": "f", "her": "f", "hers": "f"}
_FIRST = frozenset(("i", "me", "my", "mine"))
_POSSESSIVE = frozenset(("his", "hers", "my", "mine"))
_POINTING = word_set("pointers")
_EXPLETIVE = re.compile(
    r"it(?:['’]s| is| was| remains)\s+(?:not\s+)?(?:un)?(?:clear|known|likely|possible|unclear|uncertain)\b",
    re.IGNORECASE,
)
_VERB_BEHIND = re.compile(r"\s?(['’](?:m|ve|ll|d)\b|(?<=\s)(?:[a-z]+n['’]t\b|[a-z]+))")
_THIRD = {"am": "is", "have": "has", "do": "does", "'m": "is", "'ve": "has", "'ll": "will", "'d": "would",
          "don't": "doesn’t", "haven't": "hasn’t"}  # fmt: skip
_VERB_AFTER = re.compile(r"\s+(?:is|was|are|were|has|had|will|would|could|may|can|means|meant|came)\b|['’]s\b")
_OPENING_VERBS = word_set("opening_verbs")
_NEAR = 300  # letters, two sentences, within which a second person makes a pronoun doubtful
_CLOSE = 120  # letters within which a name of nobody knows what may be the person meant
_PLACED = re.compile(r"\b(?:in|at|near|from|on|outside|across|around|against)\s(?:the\s)?$", re.IGNORECASE)


class _Verb(NamedTuple):
    """The verb behind "I" in the third person, and where it ends in the text."""

    text: str
    end: int


class Plain(NamedTuple):
    """The clause to be read alone, and the words that keep it from that."""

    text: str
    unresolved: tuple[str, ...]


def normalize(source: Source, part: Part) -> Plain:
    """Return the clause with names for the pronouns that the article settles; dates are left as they are."""
    pieces: list[str] = []
    unresolved: list[str] = []
    at = part.start
    for match, name in _readings(source, part):
        if name is None:
            unresolved.append(match.group())
            continue
        verb = _agreeing(source.text, match, part.end)
        pieces += [source.text[at : match.start()], name, verb.text if verb else ""]
        at = verb.end if verb else match.end()
    pieces.append(source.text[at : part.end])
    if part.kind in ("participle", "phrase") or (part.kind == "coordinate" and not _has_subject(source, part)):
        unresolved.append(source.text[part.start : part.end].split()[0])
    return Plain(" ".join("".join(pieces).split()), tuple(dict.fromkeys(unresolved)))


def _readings(source: Source, part: Part) -> Iterator[tuple[re.Match[str], str | None]]:
    """Yield each pronoun that points out of the clause with the name it stands for, or null."""
    given: set[str] = set()
    for match in _PRONOUN.finditer(source.text, part.start, part.end):
        word = match.group().casefold()
        if match.group() in ("i", "US"):
            continue
        if not _points_outside(source, part, match, word):
            continue
        name = _name_of(source, part, match.start(), word)
        if name is not None and name in given and word not in _FIRST:
            continue
        given |= {name} if name else set()
        yield match, f"{name}’s" if name and _is_possessive(source, match, word) else name


def _agreeing(text: str, match: re.Match[str], stop: int) -> _Verb | None:
    """Return the verb that must change when a name takes the place of "I"; null where none does."""
    if match.group() != "I":
        return None
    following = _VERB_BEHIND.match(text, match.end(), stop)
    if following is None:
        return None
    verb = following.group(1).casefold().replace("’", "'")
    third = _THIRD.get(verb) or third_person(verb)
    return _Verb(f" {third}", following.end()) if third else None


def _points_outside(source: Source, part: Part, match: re.Match[str], word: str) -> bool:
    inside = source.mentions.within(part.start, match.start())
    if word in _PERSONAL:
        return not any(name.kind == "person" for name in inside)
    if word in _FIRST or word in ("we", "us", "our", "ours"):
        return True
    opens = match.start() <= part.start + 1
    if word in ("which", "who", "whom", "whose"):
        return opens
    if word in _POINTING:
        return opens and (word in ("this", "these", "those") or bool(_VERB_AFTER.match(source.text, match.end())))
    if word == "it":
        return opens and not _EXPLETIVE.match(source.text, match.start())
    return word in ("they", "them", "their", "its") and not inside


def _name_of(source: Source, part: Part, at: int, word: str) -> str | None:
    voice = part.voices[-1] if part.voices else None
    if word in _FIRST:
        return voice.name if voice and voice.kind == "named_person" else None
    if word in ("which", "who", "whom"):
        before = source.mentions.ending_at(at)
        # Behind "in Vell, which" the whole clause may be meant.
        placed = before and word == "which" and _PLACED.search(source.text, max(0, before.start - 12), before.start)
        return source.mentions.canonical(before) if before and not placed else None
    if word in _PERSONAL:
        if own := _speaks_of_self(source, part, at, word):
            return own
        if _is_contested(source, at):
            return None
        name = find_bearer(at, _PERSONAL[word], source.mentions)
        return name if voice is None or name != voice.name or voice.quote_id is None else None
    return None


def _speaks_of_self(source: Source, part: Part, at: int, word: str) -> str | None:
    """Return the speaker whom "he" opening reported speech means, if its sentence names nobody else."""
    voice = part.voices[-1] if part.voices else None
    opens = word in ("he", "she") and at == part.start
    if voice is None or not opens or part.rule != "quote_indirect" or voice.kind != "named_person" or not voice.name:
        return None
    named = {source.mentions.canonical(n) for n in source.mentions.within(part.sentence.start, at) if n.kind != "place"}
    fits = source.mentions.genders.get(voice.name, "") in ("", _PERSONAL[word])
    return voice.name if fits and named <= {voice.name} else None


def _is_contested(source: Source, at: int) -> bool:
    """Tell whether more than one person is named shortly before: a pronoun put right for the wrong one is a lie."""
    near = source.mentions.within(max(0, at - _NEAR), at)
    people = {source.mentions.canonical(name) for name in near if name.kind == "person"}
    owning = [n for n in near if n.kind == "other" and at - n.start < _CLOSE]
    unsure = any(source.text.startswith(("'s", "’s"), n.end) or n.text.endswith(("'s", "’s")) for n in owning)
    return len(people) > 1 or (bool(people) and unsure)


def _is_possessive(source: Source, match: re.Match[str], word: str) -> bool:
    if word == "her":
        return bool(re.match(r"\s+[a-z]+", source.text[match.end() : match.end() + 12])) and not re.match(
            r"\s+(?:to|in|on|at|for|and|of|from|with|as|that|by|a|the)\b", source.text[match.end() : match.end() + 8]
        )
    return word in _POSSESSIVE


def _has_subject(source: Source, part: Part) -> bool:
    """Tell whether a coordinate clause brings its own subject: it does not open with a verb."""
    first = source.text[part.start : part.end].split()[0].casefold().strip('“"‘')
    return first not in _OPENING_VERBS and not first.endswith("ed")
