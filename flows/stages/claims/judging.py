"""Words by which a clause judges rather than tells: verdicts, duties, blows dealt, and what a speaker holds in general.

The closed list of evaluating words alone finds few of them; where a word stands decides as much. What is said of the
subject judges ("is a disgrace"); the same word beside a thing named in passing mostly does not.
"""

import functools
import itertools
from collections.abc import Iterator, Sequence

from flows.base.lexicon import entries, rows
from flows.stages.claims.frames import cue_manner
from flows.stages.claims.grammar import Token, skip_adverbs
from flows.stages.claims.words import word_set

_LANGUAGE = "en"
_COPULAS = word_set("copulas")
_BE = frozenset(("is", "are", "am", "was", "were", "be", "been", "being", "isn't", "isn’t", "aren't", "aren’t"))
SHORT_BE = ("'s", "’s", "'re", "’re", "'m", "’m")
_OBJECT = 6  # tokens behind a verb within which the head of its object stands
_DO = frozenset(("do", "does", "don't", "don’t", "doesn't", "doesn’t"))
_CAN = frozenset(("can", "can't", "can’t", "cannot"))
_LESSENING = frozenset(("limited", "little", "scant", "minimal", "no", "few", "scarce", "insufficient"))
_MERE = frozenset(("just", "merely", "simply", "only"))
_JOINING = frozenset(("be", "been", "become", "seem", "look", "remain", "prove", "sound", "feel"))
_BECOMING = frozenset(("been", "becoming", "become", "being", "getting", "looking", "proving"))
_NO_SUBJECTS = frozenset(("there", "who", "which", "that"))
_SELF = word_set("first_persons")  # of themselves speakers tell: we do not have it
_NO_OPENERS = frozenset(("what", "how", "who", "which", "that"))
_NOUNS_TOO = frozenset(("fine", "fair", "mean", "good", "evil"))
_COUNTS = frozenset(("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "dozens", "hundreds"))
_NUMBERED = frozenset(("percent", "million", "billion", "trillion", "hundred", "thousand", "dozens", "dozen"))


def find_judgements(words: Sequence[Token], main: int, is_phrase: bool) -> list[str]:
    """Return the words of a clause that judge, in the order of the rules; empty if it only tells."""
    own = [token.lower for token in words]
    if _openers().isdisjoint(own):
        return []
    found = [*_verdicts(words, main, is_phrase), *_blows(words, main), *(_too(words) if "too" in own else ())]
    if main >= 0:
        found += [*_interpretations(words, main), *_lacks(words, main), *_mere(words, main), *_named_so(words, main)]
    return found


def predicate(words: Sequence[Token], main: int) -> Sequence[Token]:
    """Return what is said of the subject, up to the next subordinate clause."""
    last = next(
        (at for at in range(main + 1, len(words)) if words[at].lower in ("that", "which", "who", "because", "if")),
        len(words),
    )
    return words[main + 1 : last]


def _is_copula(token: Token) -> bool:
    """Tell whether the token joins a subject with what is said of it: is, seems, 're."""
    return token.lower in _COPULAS or token.lower.endswith(SHORT_BE)


def _verdicts(words: Sequence[Token], main: int, is_phrase: bool) -> Iterator[str]:
    """Yield the evaluating words in what is said of the subject: is a disgrace; would be unwise."""
    if not is_phrase and not (main >= 0 and _joins(words, main)):
        return
    judging = entries(_LANGUAGE, "evaluations")
    happens = main >= 0 and _happens(words, main)
    said = predicate(words, main)
    for at, token in enumerate(said):
        if token.lower == "worth" and at + 1 < len(said) and "ing" in said[at + 1].shapes:
            yield f"{token.text} {said[at + 1].text}"
        plain = _is_counted(said, at) or (token.lower in _NOUNS_TOO and _is_noun(said, at))
        if token.lower in judging and (token.is_adverb or not happens) and not plain:
            yield token.text


def _is_counted(said: Sequence[Token], at: int) -> bool:
    """Tell whether the word belongs to what is counted: 14 serious leaks."""
    return any(token.text[0].isdigit() or token.lower in _COUNTS for token in said[max(0, at - 1) : at])


def _is_noun(said: Sequence[Token], at: int) -> bool:
    """Tell whether a word that is an adjective elsewhere is what is spoken of here: the highest fine that …"""
    before, behind = said[at - 1] if at else None, said[at + 1] if at + 1 < len(said) else None
    led = before is not None and ("determiner" in before.classes or before.lower.endswith("est"))
    ends = behind is None or not behind.is_word or bool(behind.classes)
    return led and ends


def _happens(words: Sequence[Token], main: int) -> bool:
    """Tell whether something is done rather than so: was rated, are repairing it, have sometimes been accused."""
    judging = entries(_LANGUAGE, "evaluations")
    at = skip_adverbs(words, main + 1)
    while at < len(words) and (words[at].lower in _BECOMING or words[at].lower in ("not", "all")):
        at = skip_adverbs(words, at + 1)
    near = [token for token in words[at : at + 2] if token.lower not in judging]
    return any(token.shapes & {"participle", "ing"} or token.lower == "born" for token in near)


def _joins(words: Sequence[Token], main: int) -> bool:
    """Tell whether the verb group joins the subject with what is said of it: is, would have been, may seem."""
    if _is_copula(words[main]):
        return True
    if not words[main].classes & {"modal", "auxiliary"}:
        return False
    at = skip_adverbs(words, main + 1)
    while at < len(words) and (words[at].lower in ("not", "have")):
        at = skip_adverbs(words, at + 1)
    return at < len(words) and words[at].lower in _JOINING


@functools.cache
def _openers() -> frozenset[str]:
    """Return the words of which a clause must hold one to be looked at."""
    sets = ("asking", "dealing", "signing", "reading", "swaying", "weighing")
    judging = frozenset().union(*(_judging_verbs(name) for name in sets))
    return judging | entries(_LANGUAGE, "evaluations") | _LESSENING | _MERE | {"too", "see", "sees", "worth"}


@functools.cache
def _judging_verbs(name: str) -> frozenset[str]:
    return frozenset(row[0] for row in rows(_LANGUAGE, "judgements") if row[1] == name)


def _blows(words: Sequence[Token], main: int) -> Iterator[str]:
    """Yield the good or bad turn that something is said to be for somebody: dealing a blow to, handed a victory to."""
    first = skip_adverbs(words, 0)
    for at in (main, first) if main != first else (main,):
        if not 0 <= at < len(words) or words[at].lower not in _judging_verbs("dealing"):
            continue
        for token in words[at + 1 : at + 1 + _OBJECT]:
            if token.lower in _judging_verbs("turn"):
                yield token.text
            if "preposition" in token.classes:
                break


def _too(words: Sequence[Token]) -> Iterator[str]:
    """Yield "too" with the word it measures: too dangerous, too many; "too" for also stands before none."""
    for token, following in itertools.pairwise(words):
        plain = following.is_word and following.text[0].islower() and not following.classes & {"auxiliary", "modal"}
        if token.lower == "too" and plain and not following.classes & {"preposition", "pronoun", "determiner"}:
            measures = not following.shapes & {"past", "third"} and following.lower not in ("and", "or", "but")
            if measures:
                yield token.text


def _interpretations(words: Sequence[Token], main: int) -> Iterator[str]:
    """Yield the verb by which one thing is read as a sign of another, or said to harm or help what nobody can count.

    The request highlights his plight; the fall weakened its influence; the report reflects how lonely he is.
    """
    verb = _lexical(words, main)
    if verb is None:
        return
    token, behind = words[verb], words[verb + 1 : verb + 1 + 2 * _OBJECT]
    subject = words[: main if main > 0 else 0]
    signs = token.lower in _judging_verbs("signing") and bool(subject) and not _tells(subject)
    reads = token.lower in _judging_verbs("reading") and any(t.lower in ("how", "why") for t in behind[:3])
    sways = token.lower in _judging_verbs("swaying") and any(t.lower in _judging_verbs("standing") for t in behind)
    likens = token.lower in ("see", "sees") and any(t.lower in ("similarities", "parallels") for t in behind)
    asks = token.lower in _judging_verbs("asking") and any(t.lower in ("question", "questions") for t in behind)
    asks = asks and bool(subject) and "determiner" in subject[0].classes
    if signs or reads or sways or likens or asks:
        yield token.text


def _tells(subject: Sequence[Token]) -> bool:
    """Tell whether the subject is somebody or something that speaks: then it points out, it is no sign."""
    return any(cue in _judging_verbs("teller") for cue in (token.lower for token in subject))


def _lexical(words: Sequence[Token], main: int) -> int | None:
    """Return the verb behind the auxiliaries of the main verb; null in a passive or a phrase without a verb."""
    at = main
    while at < len(words) and (words[at].classes & {"auxiliary", "modal"} or words[at].is_adverb):
        if words[at].lower in _BE:
            following = skip_adverbs(words, at + 1)
            return following if following < len(words) and "ing" in words[following].shapes else None
        at += 1
    return at if at < len(words) and words[at].shapes else None


def _lacks(words: Sequence[Token], main: int) -> Iterator[str]:
    """Yield what weighs a power as small: has limited means to step in; with little appetite for it."""
    verb = words[main].lower
    if verb not in ("has", "have", "had", "would", "lacks", "lack"):
        return
    behind = words[main + 1 : main + 1 + _OBJECT]
    few = next((at for at, token in enumerate(behind) if token.lower in _LESSENING), None)
    if few is not None and any(token.lower in _judging_verbs("power") for token in behind[few:]):
        yield behind[few].text


def _mere(words: Sequence[Token], main: int) -> Iterator[str]:
    """Yield "just" and the like that make little of what is said of the subject: is just the beginning."""
    if not _is_copula(words[main]) or main + 2 >= len(words):
        return
    mere, article = words[main + 1], words[main + 2]
    counted = any(token.text[0].isdigit() or token.lower in ("few", "one") for token in words[main + 2 : main + 5])
    if mere.lower in _MERE and article.lower in ("a", "an", "the", "another") and not counted:
        yield mere.text


def _named_so(words: Sequence[Token], main: int) -> Iterator[str]:
    """Yield the noun by which the subject is weighed before anything is said of it: the main risk is, the truth is."""
    if not _is_copula(words[main]) or main < 2:
        return
    at = main - 1
    while at > 0 and words[at].is_adverb:
        at -= 1
    owned = any(token.lower.endswith(("'s", "’s")) for token in words[max(0, at - 2) : at])
    tells = main + 1 < len(words) and words[main + 1].lower == "that"
    weighs = words[at].lower in _judging_verbs("weighing") and "preposition" not in words[at - 1].classes
    if weighs and not owned and not tells:
        yield words[at].text


def find_generalities(words: Sequence[Token], main: int) -> Iterator[str]:
    """Yield the verb of what a speaker holds in general: a present that is no event, no figure and no place.

    In quoted words "it distracts us", "they are the backbone"; not: they are repairing it, they are in Vell.
    """
    if any(token.text[0].isdigit() or token.lower in _NUMBERED for token in words):
        return
    token = words[main]
    subject = words[main - 1].lower if main else ""
    following = skip_adverbs(words, main + 1)
    while following < len(words) and words[following].lower in ("not", "all", "just", "also"):
        following = skip_adverbs(words, following + 1)
    if subject in _NO_SUBJECTS or words[0].lower in _NO_OPENERS or following >= len(words):
        return
    if token.lower in _BE or token.lower.endswith(SHORT_BE):
        said = words[following]
        if said.lower in _judging_verbs("blaming"):
            yield said.text
        if not token.lower.startswith("w") and not said.shapes & {"ing", "participle"} and _describes(said):
            yield token.text
    elif token.lower in _CAN or _is_general_verb(token) or (token.lower in _DO and main and subject not in _SELF):
        yield token.text


def find_weighed_objects(words: Sequence[Token], main: int) -> Iterator[str]:
    """Yield the evaluating words in what a speaker says somebody does or has now: they have a terrible plan."""
    if words[main].lower.startswith("w") or "past" in words[main].shapes:
        return
    yield from _makings(words[main:])
    stop = next((at for at in range(main + 1, len(words)) if "preposition" in words[at].classes), len(words))
    for token in words[main + 1 : stop]:
        if token.lower in entries(_LANGUAGE, "evaluations"):
            yield token.text


def _makings(words: Sequence[Token]) -> Iterator[str]:
    """Yield the measure of what is made more or less so: is making our country less safe."""
    made = next((at for at, token in enumerate(words[:4]) if token.lower in ("make", "makes", "making")), None)
    if made is None:
        return
    for token, following in itertools.pairwise(words[made + 1 : made + 1 + _OBJECT]):
        if token.lower in ("more", "less") and following.is_word and not following.classes and not following.shapes:
            yield f"{token.text} {following.text}"


def _describes(said: Token) -> bool:
    if said.text[0].isupper() or not said.is_word:
        return False
    return "preposition" not in said.classes and said.lower not in _judging_verbs("plain")


def _is_general_verb(token: Token) -> bool:
    present = bool(token.shapes & {"base", "third"}) and "past" not in token.shapes
    helper = bool(token.classes & {"auxiliary", "modal"})
    concrete = token.lower in _judging_verbs("concrete") or cue_manner(token.lower) is not None
    return present and not helper and not concrete
