"""Names in a text: runs of capitalised words, told apart by word lists and by what the article itself shows.

Rules after the usual gazetteer-and-trigger design of named-entity grammars (the MUC-6 systems; Cucchiarelli and
Velardi 2001): a full name once seen lends its kind to its parts.
"""

import functools
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from flows.base.grammar import endings, pattern, word_set
from flows.base.lexicon import DEFAULT_LANGUAGE
from flows.base.text import Span, fold
from flows.stages.names.words import (
    ORGANIZATION,
    OTHER,
    PERSON,
    PLACE,
    NameWords,
    complement_length,
    is_modifier,
    is_office,
    load_words,
    title_length,
    words_for,
)

_OPENERS = ".!?:…\n\"'“”„«»‘’—–-)]"
_SMALL_OFFICE = pattern(r"\b([a-z]{4,16})[ ](?:<office_links>)[ ](?:(?:<articles>)[ ])?$")
_PIECE = re.compile(r"\S+")
_MOST_PERSON_TOKENS = 5
_SHORTEST_ADVERB = 7


class Name(NamedTuple):
    """A name: text[start:end], its kind (person, organization, place, other) and the title written before it."""

    start: int
    end: int
    text: str
    kind: str
    title: str = ""
    title_start: int = -1


class _Run(NamedTuple):
    start: int
    end: int
    tokens: tuple[str, ...]
    folded: tuple[str, ...]
    opens_sentence: bool
    has_article: bool
    follows_opening: bool


def find_names(text: str, spans: Iterable[Span], language: str = DEFAULT_LANGUAGE) -> list[Name]:
    """Return the names in the spans in text order. Titles stand beside the name, not in it."""
    words = words_for(text, language)
    runs = [run for span in spans for run in _find_runs(text, span, words)]
    seen_inside = Counter(t for run in runs if not run.opens_sentence or len(run.tokens) > 1 for t in run.folded)
    found = [_classify(text, run, words) for run in runs]
    tails = Counter(tokens[-1] for tokens in {run.folded for run in runs})
    found = [
        _doubt(text, name, run, tails, words) if name.kind == PERSON else name
        for name, run in zip(found, runs, strict=True)
    ]
    surnames = {_fold_token(name.text).rpartition(" ")[2] for name in found if name.kind == PERSON}
    kept = [pair for pair in zip(found, runs, strict=True) if pair[0].text and _is_kept(*pair, seen_inside)]
    settled = [(_settle(name, surnames), run) for name, run in kept]
    if not words.nouns_have_capitals:
        return [name for name, _ in settled]
    return [name for name, run in settled if not _is_common_noun(name, run, words)]


def _is_common_noun(name: Name, run: _Run, words: NameWords) -> bool:
    """Tell a noun where all of them have a capital: one word that nothing shows to be a name."""
    if " " in name.text:
        return False
    folded = fold(name.text)
    if name.kind == PERSON:
        return run.has_article and folded in words.titles
    is_listed = folded in words.places or folded in load_words(words.language).kinds
    has_letters = sum(map(str.isupper, name.text)) > 1
    return name.kind == OTHER or not (has_letters or (is_listed and folded not in words.tails.kinds))


def _doubt(text: str, name: Name, run: _Run, tails: Counter[str], words: NameWords) -> Name:
    """Return the name as no person's where nothing but two capitals speaks for one: Lock Renewal."""
    if name.title or " " not in name.text or _fold_token(name.text.split()[0]) in words.given:
        return name
    if tails[run.folded[-1]] > 1 or _INITIAL.search(name.text) or not words.particles.isdisjoint(run.folded):
        return name
    before = text[max(0, name.start - 24) : name.start].split()
    last = fold(before[-1]) if before else ""
    # "mayor Ada Lindqvist", "the mayor, Ada Lindqvist".
    if last.rstrip(",") in words.titles or last in word_set(words.language, "said"):
        return name
    return name if _PERSONAL(words.language).match(text, name.end) else name._replace(kind=OTHER)


_INITIAL = re.compile(r"\b\w\.(?=\s)")
# What only a person is followed by: an apposition, an age, a verb of speech or movement of the mind.
_PERSONAL = pattern(
    r",\s+(?:\d{1,3}|[a-z]+|[^\W_]+['’]s?)(?!\w)|\s+\((?:[A-Z]-|\d)|\s+(?:(?:<perfect_helpers>)\s+)?(?:<personal_followers>)\b"
)


def _is_kept(name: Name, run: _Run, seen_inside: Counter[str]) -> bool:
    if name.kind != OTHER or not run.opens_sentence or " " in name.text:
        return True
    return seen_inside[_fold_token(name.text)] > 0


def _settle(name: Name, surnames: set[str]) -> Name:
    if name.kind in (OTHER, PLACE) and " " not in name.text and _fold_token(name.text) in surnames:
        return name._replace(kind=PERSON)
    return name


def _find_runs(text: str, span: Span, words: NameWords) -> list[_Run]:
    found: list[_Run] = []
    pending: tuple[int, int] | None = None
    for match in words.run.finditer(text, span.start, span.end):
        if match.group() in words.small_words:
            continue
        bounds = match.span()
        if pending and _continues(text, pending, bounds, words):
            pending = (pending[0], bounds[1])
            continue
        if pending:
            found += _trim(text, pending, span, words)
        pending = bounds
    return found + _trim(text, pending, span, words) if pending else found


def _continues(text: str, before: tuple[int, int], run: tuple[int, int], words: NameWords) -> bool:
    """Tell whether "of" or "&" joins the two runs: University of Nowhere, Minister of Ferries Ada Lindqvist."""
    if text[before[1] : run[0]] == " & ":
        return True
    if run[0] - before[1] > 12 or not words.link.fullmatch(text, before[1], run[0]):
        return False
    last = fold(text[before[0] : before[1]]).split()[-1]
    tokens = fold(text[slice(*run)]).split()
    if words.kinds.get(last) == ORGANIZATION or f"{last} {tokens[0]}" in word_set(words.language, "compound_offices"):
        return True
    return is_office(words, last) and complement_length(words, tokens) > 0


def _trim(text: str, bounds: tuple[int, int], span: Span, words: NameWords) -> list[_Run]:
    """Return the run without words in front that are no name: But Ada Lindqvist, On Monday Lindqvist."""
    start, end = bounds
    surface = text[start:end]
    if surface.isalpha():
        pieces = [] if _is_no_name(surface, words) else [(start, surface)]
    else:
        pieces = _own_pieces([(start + m.start(), m.group()) for m in _PIECE.finditer(surface)], words)
        del pieces[: _small_office_complement(text, span.start, pieces, words)]
    if words.nouns_have_capitals:
        return [_as_run(text, start, span, group, words) for group in _without_joined_nouns(pieces, words)]
    return [_as_run(text, start, span, pieces, words)] if pieces else []


def _without_joined_nouns(pieces: Sequence[tuple[int, str]], words: NameWords) -> Iterable[list[tuple[int, str]]]:
    """Yield the pieces parted at particles that join nouns, as in Sprecher von Nordfracht, and no parts of a name."""
    group: list[tuple[int, str]] = []
    for piece in pieces:
        joins = piece[1] in word_set(words.language, "noun_joiners")
        if joins and group and not _bears_particle(group[-1][1], words):
            yield from (g for g in [_own_pieces(group, words)] if g)
            group = []
        elif group or not piece[1].islower():
            group.append(piece)
    yield from (g for g in [_own_pieces(group, words)] if g)


def _bears_particle(token: str, words: NameWords) -> bool:
    folded = _fold_token(token)
    return folded in words.given or folded in words.particles or token.endswith(".") or "-" in token


def _as_run(text: str, start: int, span: Span, pieces: Sequence[tuple[int, str]], words: NameWords) -> _Run:
    tokens = tuple(piece.rstrip(",") for _, piece in pieces)
    first = pieces[0][0]
    last = pieces[-1][0] + len(pieces[-1][1])
    opens = first == start and _opens_sentence(text, span.start, start)
    articles = _articles(words.language)
    article = ""
    if text.endswith(articles, span.start, first):
        article = next(a for a in articles if text.endswith(a, span.start, first))
    opening = article != "" and _opens_sentence(text, span.start, first - len(article))
    return _Run(first, last, tokens, tuple(map(_fold_token, tokens)), opens, article != "", opening)


@functools.cache
def _articles(language: str) -> tuple[str, ...]:
    """Return the articles, small and with a capital, with the space behind them."""
    return tuple(f"{form} " for word in sorted(word_set(language, "articles")) for form in (word, word.capitalize()))


@functools.cache
def _office_ends(language: str) -> tuple[str, ...]:
    return tuple(f"{w} " for w in sorted(word_set(language, "office_links") | word_set(language, "articles")))


def _own_pieces(pieces: list[tuple[int, str]], words: NameWords) -> list[tuple[int, str]]:
    if len(pieces) > 1 and (_is_adverb(pieces[0][1], words) or _is_order(pieces, words)):
        pieces.pop(0)
    while pieces and _is_no_name(pieces[0][1], words) and not _is_month_name(pieces, words):
        pieces.pop(0)
    while pieces and _is_no_name(pieces[-1][1], words) and (len(pieces) == 1 or not _is_given(pieces, words)):
        pieces.pop()
    return pieces


# The same capitalised words come again and again; a few hundred bytes each.
_fold_token = functools.lru_cache(maxsize=8192)(fold)


def _small_office_complement(text: str, floor: int, pieces: Sequence[tuple[int, str]], words: NameWords) -> int:
    """Return how many pieces name the office that stands before them in small letters: minister of Ferries …"""
    if len(pieces) < 2 or not text.endswith(_office_ends(words.language), floor, pieces[0][0]):
        return 0
    office = _SMALL_OFFICE(words.language).search(text, max(floor, pieces[0][0] - 28), pieces[0][0])
    if office is None or not is_office(words, office.group(1)):
        return 0
    return complement_length(words, [fold(token) for _, token in pieces], guess=False)


def _is_no_name(token: str, words: NameWords) -> bool:
    return _merely_capital(token, words.language)


@functools.lru_cache(maxsize=8192)
def _merely_capital(token: str, language: str) -> bool:
    """Tell a word that merely has a capital; US in capitals is no pronoun, New York-based no part of a name."""
    words = load_words(language)
    if token.isupper() and len(token) > 1:
        return False
    return _fold_token(token) in words.not_names or token.endswith(endings(words.language, "place_endings"))


def _is_order(pieces: Sequence[tuple[int, str]], words: NameWords) -> bool:
    """Tell a verb in front of a full name: Hold Ada Lindqvist to her word."""
    first, second = _fold_token(pieces[0][1]), _fold_token(pieces[1][1])
    return len(pieces) > 2 and first in words.verbs and first not in words.given and second in words.given


def _is_adverb(token: str, words: NameWords) -> bool:
    """Tell an adverb with the capital of its sentence from a name: Interestingly Penhale; but Emily, Kelly."""
    folded = _fold_token(token)
    return (
        len(folded) >= _SHORTEST_ADVERB
        and folded.endswith(endings(words.language, "adverbs"))
        and folded not in words.given
    )


def _opens_sentence(text: str, floor: int, start: int) -> bool:
    before = text[max(floor, start - 4) : start]
    lead = before.rstrip(" \t\r\u00a0")
    return not lead or lead[-1] in _OPENERS


def _is_month_name(pieces: Sequence[tuple[int, str]], words: NameWords) -> bool:
    """Tell a person called April or Will by the capitalised word that follows."""
    return (
        len(pieces) > 1
        and _fold_token(pieces[0][1]) in words.given
        and _fold_token(pieces[1][1]) not in words.not_names
    )


def _is_given(pieces: Sequence[tuple[int, str]], words: NameWords) -> bool:
    return len(pieces) > 1 and fold(pieces[-2][1]) in words.given


def _classify(text: str, run: _Run, words: NameWords) -> Name:
    cut = title_length(words, run.folded) if len(run.folded) > 1 else 0
    title = " ".join(run.tokens[:cut])
    start = _token_start(text, run, cut)
    rest = run.folded[cut:]
    while cut == 0 and len(rest) > 2 and rest[0] in words.adjectives:
        run = run._replace(tokens=run.tokens[1:], folded=run.folded[1:], start=_token_start(text, run, 1))
        rest, start = run.folded, run.start
    if words.nouns_have_capitals and _has_noun_in_front(rest, words):
        given = next(at for at, token in enumerate(rest) if token in words.given)
        cut, rest = cut + given, rest[given:]
        title, start = " ".join(run.tokens[:cut]), _token_start(text, run, cut)
    kind = _kind(rest, bool(title), run, words)
    if kind == ORGANIZATION and not title and not run.follows_opening:
        own = next((a for a in word_set(words.language, "name_articles") if text.endswith(f"{a} ", 0, start)), "")
        start -= len(own) + 1 if own else 0
    if kind != PERSON and title and not _is_plain_title(run.folded[:cut], words):
        return Name(run.start, run.end, text[run.start : run.end], kind)
    return Name(start, run.end, text[start : run.end], kind, title, run.start if title else -1)


def _has_noun_in_front(tokens: Sequence[str], words: NameWords) -> bool:
    """Tell whether a noun stands before the given name: Skistar Ada Lindqvist."""
    given = next((at for at, token in enumerate(tokens) if token in words.given), 0)
    return 0 < given < len(tokens) - 1


def _is_plain_title(tokens: Sequence[str], words: NameWords) -> bool:
    return words.titles.get(tokens[-1]) == "title"


def _token_start(text: str, run: _Run, number: int) -> int:
    position = run.start
    if number == 0:
        return position
    for match in _PIECE.finditer(text[run.start : run.end]):
        if number == 0:
            position = run.start + match.start()
            break
        number -= 1
    return position


def _kind(tokens: Sequence[str], has_title: bool, run: _Run, words: NameWords) -> str:
    joined = " ".join(tokens)
    if joined in words.places:
        lends_name = len(tokens) == 1 and joined not in words.adjectives and not words.nouns_have_capitals
        return PERSON if has_title and lends_name else PLACE
    if joined in words.kinds:
        return words.kinds[joined]
    if len(tokens) == 1:
        return _kind_of_one(tokens[0], has_title, run, words)
    # A given name that is also a common word, Bill or Grant, says nothing of the kind.
    telling = tokens[1:] if tokens[0] in words.given else tokens
    known = next((words.kinds[t] for t in reversed(telling) if t in words.kinds), None)
    is_full_name = tokens[0] in words.given and len(tokens) == 2
    if known and not (is_full_name and (known != ORGANIZATION or words.nouns_have_capitals)):
        return known
    return PERSON if _looks_personal(tokens, has_title, run, words) else OTHER


def _kind_of_one(token: str, has_title: bool, run: _Run, words: NameWords) -> str:
    if has_title:
        return PERSON
    surface = run.tokens[-1]
    if token in words.adjectives or token in words.titles:
        return OTHER
    bare = surface.replace(".", "")
    if 2 <= len(bare) <= 6 and bare.isupper() and bare.isalpha() and token not in words.places:
        return PLACE if token in word_set(words.language, "country_letters") else ORGANIZATION
    return PERSON if token in words.given and not run.has_article else OTHER


def _looks_personal(tokens: Sequence[str], has_title: bool, run: _Run, words: NameWords) -> bool:
    real = [
        t
        for at, t in enumerate(tokens)
        if (t not in words.particles or (at == 0 and t in words.given)) and t not in words.suffixes
    ]
    if not real or len(tokens) > _MOST_PERSON_TOKENS or any(c.isdigit() for c in "".join(tokens)):
        return False
    surfaces = run.tokens[-len(tokens) :]
    if any(s.isupper() and s.isalpha() and len(s) > 1 and fold(s) not in words.suffixes for s in surfaces):
        return has_title and not all(s.isupper() for s in surfaces)
    # The capitals of a headline run two names and their verb together: Ada Lindqvist Calls Osric Penhale.
    if any(t not in words.given and (t in words.verbs or t in words.not_names) for t in real[1:-1]):
        return False
    if real[0] in words.given or has_title:
        return True
    if run.has_article or any(t in words.titles and t not in words.given for t in real[:1]):
        return False
    first_is_place = is_modifier(words, real[0]) or real[-1] in words.titles
    return len(real) >= 2 and not first_is_place and not any(t in words.not_names for t in real[:1])
