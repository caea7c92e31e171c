"""What a claim tells, apart from its wording: concepts with weights, verbs, names, and what stands around it."""

import functools
import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from flows.base.lexicon import rows
from flows.base.text import tokens
from flows.stages.claims.inflections import forms
from flows.stages.fingerprints import (
    Concept,
    Surroundings,
    concepts_in,
    make_surroundings,
    read_concepts,
    rows_by_article,
    split_word,
    stands_alone,
    weigh,
)

Row = Mapping[str, Any]
# Behind these a word in -ed or -ing says what a thing is like, not what happens: "the increased presence".
_ARTICLES = frozenset(["the", "a", "an", "this", "that", "these", "those"])
_BEFORE_NOUNS = _ARTICLES | {"its", "their", "his", "her", "our", "my", "of", "in", "on", "by", "with"}
_LONG_GRAINS = ("quarter", "year", "decade")
_VERB_ENDS = frozenset(("past", "participle", "ing"))


class Gist(NamedTuple):
    """What one claim tells.

    `weights`: its concepts and how much each tells; `names` (`order`: as they come), `numbers` and `acts` are among
    them, `main` is the first act. `around`: the other concepts of the sentences around it, `acts_around` the acts of
    these; `stands_alone`: it needs none of them to be understood. `is_passive`: who did it may come last.
    `is_item`: it is an item of a list, and may tell no act. `plain`: its concepts that are no names, numbers or dates,
    `days`: its dates, first and last day, up to a month long. `message`: what it says was sent, as a letter, and then
    that is what happens in it, whether it was written, sent or delivered. `names_around`: names among `around`.
    """

    weights: Mapping[str, float]
    names: frozenset[str]
    order: tuple[str, ...]
    numbers: frozenset[str]
    acts: frozenset[str]
    main: str | None
    around: frozenset[str]
    acts_around: frozenset[str]
    stands_alone: bool
    plain: frozenset[str]
    days: frozenset[tuple[str, str]]
    is_passive: bool
    is_item: bool
    message: str | None
    names_around: frozenset[str]


def read_gists(claims: Sequence[Row], sentences: Any) -> dict[str, Gist]:  # noqa: ANN401 (a pa.Table)
    """Return the gist of each claim by its id; `sentences` are the rows of SENTENCES of their articles."""
    by_article = rows_by_article(sentences, "sentence_no", "char_start", "terms", "names")
    claims_of: dict[str, list[Row]] = {}
    for claim in claims:
        claims_of.setdefault(claim["article_id"], []).append(claim)
    found: dict[str, Gist] = {}
    for article, own in claims_of.items():
        ordered = sorted(by_article.get(article, ()), key=lambda row: int(row["sentence_no"]))
        around = make_surroundings(ordered, own)
        found |= {claim["claim_id"]: read_gist(claim, around) for claim in own}
    return found


def read_gist(claim: Row, around: Surroundings) -> Gist:
    """Return what a claim tells; the label of a list's item is part of it."""
    label = around.label_of(claim)
    text = f"{label} {claim['normalized']}" if label else claim["normalized"]
    concepts = _with_counts(concepts_in(claim, label), claim)
    message = _find_message(concepts)
    acts = _find_acts(text, concepts)
    if message:
        acts = [message if act in _messages("sending") else act for act in acts]
    weights = _weigh_all(concepts, len(_words(label)))
    names = tuple(dict.fromkeys(concept.key for concept in concepts if concept.kind in ("name", "place")))
    near = {concept.key: concept.kind for concept in reversed(around.near(claim)) if concept.kind != "light"}
    return Gist(
        weights,
        frozenset(names),
        names,
        frozenset(concept.key for concept in concepts if concept.kind == "number"),
        frozenset(acts),
        acts[0] if acts else None,
        frozenset(near.keys() - weights.keys()),
        frozenset(key for key, kind in near.items() if kind == "act"),
        stands_alone(claim),
        frozenset(concept.key for concept in concepts if concept.kind in ("act", "thing", "word")) & weights.keys(),
        frozenset(_days_of(claim)),
        _is_passive(_words(text)),
        claim["rule"] == "list_item",
        message if message in acts else None,
        frozenset(key for key, kind in near.items() if kind == "name" and key not in weights),
    )


def _with_counts(concepts: Sequence[Concept], claim: Row) -> list[Concept]:
    """Return the concepts, words that count ("dozens") as numbers."""
    counting = {
        concept.key
        for quantity in claim["quantities"]
        for concept in read_concepts(quantity["value_text"])
        if concept.kind == "word"
    }
    return [concept._replace(kind="number") if concept.key in counting else concept for concept in concepts]


def _is_passive(written: Sequence[str]) -> bool:
    """Tell whether somebody may be named behind "by"; what follows it in "ahead by 5 points" is a number."""
    return any(word == "by" and not after[:1].isdigit() for word, after in itertools.pairwise((*written, ".")))


@functools.cache
def _messages(kind: str) -> frozenset[str]:
    told = (read_concepts(word) for word, of_kind in rows("en", "messages") if of_kind == kind)
    return frozenset(concept.key for concepts in told for concept in concepts)


def _find_message(concepts: Sequence[Concept]) -> str | None:
    return next((concept.key for concept in concepts if concept.key in _messages("message")), None)


def _days_of(claim: Row) -> Iterator[tuple[str, str]]:
    """Return the dates of a claim, first and last day, that are no longer than a month."""
    for one in claim["dates"]:
        if one["date_from"] and one["date_to"] and one["grain"] not in _LONG_GRAINS:
            yield one["date_from"], one["date_to"]


def _weigh_all(concepts: Sequence[Concept], label_words: int) -> dict[str, float]:
    """Return the weight of each concept; what follows the label of a list's item only enlarges on it."""
    weights: dict[str, float] = {}
    for concept in concepts:
        weight = weigh(concept) * (0.5 if concept.at >= label_words > 0 else 1.0)
        weights[concept.key] = max(weight, weights.get(concept.key, 0.0))
    return {key: weight for key, weight in weights.items() if weight}


def _find_acts(text: str, concepts: Sequence[Concept]) -> list[str]:
    """Return what happens, in order: the verbs, and nouns made of verbs, that are no attributes of a thing."""
    written = _words(text)
    return [concept.key for concept in concepts if _is_act(concept, written)]


def _is_act(concept: Concept, written: Sequence[str]) -> bool:
    if concept.kind not in ("act", "word"):
        return False
    shapes = forms(written[concept.at])
    before = written[concept.at - 1] if concept.at else ""
    if shapes & _VERB_ENDS and before in _BEFORE_NOUNS:
        return "ing" in shapes and concept.kind == "act"
    return concept.kind == "act" or bool(shapes & _VERB_ENDS)


@functools.lru_cache(maxsize=1 << 14)
def _words(text: str) -> tuple[str, ...]:
    return tuple(part.casefold() for token in tokens(text) for part in split_word(token))
