"""Fingerprints: what copies of an article, a quote or a claim are recognised by. A pure function of one article.

Sentences carry the words for the pairwise comparison; keys are hashes by which SQL finds what to compare.
"""

import functools
import itertools
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import pyarrow as pa

from flows.base import lexicon
from flows.base.ids import key_hash
from flows.base.schemas import local
from flows.base.schemas.table import TableSchema
from flows.base.text import sentences, tokens, words

EXTRACTOR = "fingerprints/1"

# Knuth's multiplicative constant (2^64 over the golden ratio) spreads the sum of two word hashes.
_SPREAD = 0x9E3779B97F4A7C15
_MASK = (1 << 64) - 1


@dataclass(frozen=True)
class FingerprintsConfig:
    """How many keys an item gets.

    `quote_run`: words in a row that make a key of a quote. `claim_names`, `claim_words`: so many
    names with numbers, and so many other content words, of a claim enter its pairs.
    """

    quote_run: int = 4
    claim_names: int = 5
    claim_words: int = 5


DEFAULT = FingerprintsConfig()
Row = dict[str, Any]


class Sentence(NamedTuple):
    """A sentence of the body: its span, its folded words joined by spaces, its names and numbers folded."""

    char_start: int
    char_end: int
    terms: str
    names: tuple[str, ...]


@functools.cache
def _stopwords(kind: str) -> frozenset[str]:
    return frozenset(word for word, of_kind in lexicon.rows("en", "stopwords") if of_kind == kind)


@functools.lru_cache(maxsize=1 << 17)
def stem(word: str) -> str:
    """Return the word without an English inflection (plural, -ed, -ing), after Harman's S stemmer (1991)."""
    if len(word) < 5 or not word.isalpha():
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith("ing") and len(word) > 6:
        return word[:-3].rstrip("e")
    if word.endswith("ed") and len(word) > 5:
        return word[:-2].rstrip("e")
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1].rstrip("e")
    return word.rstrip("e")


def is_function_word(word: str) -> bool:
    """Tell whether a folded word is an article, pronoun, preposition or the like, in the stopword list."""
    return word in _stopwords("function")


@functools.cache
def _common_stems() -> frozenset[str]:
    return frozenset(map(stem, _stopwords("common")))


def is_common_stem(term: str) -> bool:
    """Tell whether a stem is that of a content word so frequent in news that it tells little."""
    return term in _common_stems()


def _content_words(terms: str) -> list[str]:
    function = _stopwords("function")
    return [word for word in terms.split() if word not in function]


def content_stems(terms: str) -> list[str]:
    """Return the stems of the content words of a sentence's `terms`, in order."""
    return [stem(word) for word in _content_words(terms)]


@functools.lru_cache(maxsize=1 << 18)
def _word_hash(word: str) -> int:
    return key_hash(word) & _MASK


def _pair_key(left: str, right: str) -> int:
    mixed = ((_word_hash(left) * 31 + _word_hash(right)) * _SPREAD) & _MASK
    return mixed - (1 << 64) if mixed >> 63 else mixed


def _unordered_key(left: str, right: str) -> int:
    return _pair_key(left, right) if left <= right else _pair_key(right, left)


@functools.lru_cache(maxsize=1 << 17)
def _folded(token: str) -> str:
    return " ".join(words(token))


def _find_names(sentence: Iterable[str], inside: Collection[str]) -> tuple[str, ...]:
    """Return the names and numbers among the words of a sentence, folded, in order, each once.

    A name is a capitalised word that the article also capitalises elsewhere than at the opening of a sentence.
    """
    found = (
        _folded(token) for token in sentence if token[0].isdigit() or (token[0] != token[0].lower() and token in inside)
    )
    return tuple(dict.fromkeys(name for name in found if name and not is_function_word(name)))


def find_sentences(text: str, body: Iterable[tuple[int, int]]) -> list[Sentence]:
    """Return the sentences of the body stretches of a text, in order."""
    spans = [sentence for start, end in body for sentence in sentences(text, start, end)]
    written = [tokens(text, *span) for span in spans]
    inside = {token for of_sentence in written for token in of_sentence[1:]}
    return [
        Sentence(*span, " ".join(filter(None, map(_folded, of_sentence))), _find_names(of_sentence, inside))
        for span, of_sentence in zip(spans, written, strict=True)
    ]


def find_bigrams(found: Iterable[Sentence]) -> set[int]:
    """Return a key for each two content words that follow each other within a sentence, function words skipped.

    Two words that are common in news give no key: they would pair every article with every other.
    """
    common = _stopwords("common")
    pairs: set[tuple[str, str]] = set()
    for sentence in found:
        content = _content_words(sentence.terms)
        pairs.update(itertools.pairwise(content))
    return {_pair_key(stem(left), stem(right)) for left, right in pairs if not (left in common and right in common)}


def find_quote_keys(content: str, config: FingerprintsConfig = DEFAULT) -> set[int]:
    """Return a key for each run of `quote_run` words: what carriers of the same words share, however they cut them.

    A shorter quote gives none: words that few are said by many.
    """
    plain = words(content)
    runs = zip(*(plain[start:] for start in range(config.quote_run)), strict=False)
    return {key_hash(*run) for run in runs}


def find_claim_keys(content: str, names: Collection[str], config: FingerprintsConfig = DEFAULT) -> set[int]:
    """Return keys that the same fact elsewhere is likely to share; `names` are folded words that are names.

    Names and numbers pair with each other and with the longest other content words; a claim without a name or
    number pairs those words.
    """
    function = _stopwords("function")
    plain = [word for word in words(content) if word not in function]
    anchors = sorted({stem(word) for word in plain if word in names or word[0].isdigit()})[: config.claim_names]
    stems = {stem(word) for word in plain}.difference(anchors)
    others = sorted(stems, key=lambda word: (-len(word), word))[: config.claim_words]
    pairs: Iterator[tuple[str, str]] = itertools.chain(
        itertools.combinations(anchors, 2),
        itertools.product(anchors, others) if anchors else itertools.combinations(others, 2),
    )
    return {_unordered_key(left, right) for left, right in pairs}


class _Key(NamedTuple):
    kind: str
    key: int
    item_id: str


def _find_keys(found: Sequence[Sentence], quotes: Iterable[Row], claims: Iterable[Row]) -> Iterator[_Key]:
    """Yield the keys of one article, sorted within each item."""
    for key in sorted(find_bigrams(found)):
        yield _Key("bigram", key, "")
    for quote in quotes:
        for key in sorted(find_quote_keys(quote["content"])):
            yield _Key("quote", key, quote["quote_id"])
    names = {name for sentence in found for name in sentence.names}
    for claim in claims:
        entities = words(" ".join(claim["entities"]))
        for key in sorted(find_claim_keys(claim["normalized"], names.union(entities))):
            yield _Key("claim", key, claim["claim_id"])


def rows_by_article(table: pa.Table, *columns: str) -> dict[str, list[Row]]:
    """Return the rows of a table, with these columns, by article in table order."""
    grouped: dict[str, list[Row]] = {}
    for row in table.select(["article_id", *columns]).to_pylist():
        grouped.setdefault(row["article_id"], []).append(row)
    return grouped


def _table(schema: TableSchema, rows: list[tuple[Any, ...]]) -> pa.Table:
    """Return rows as columns at once: `TableSchema.of` makes a dict a row, which here is most of the time."""
    if not rows:
        return schema.empty()
    return pa.table(
        [
            pa.array(column, type=field.type)
            for column, field in zip(zip(*rows, strict=True), schema.arrow, strict=True)
        ],
        schema=schema.arrow,
    )


def extract_fingerprints(
    articles: pa.Table, blocks: pa.Table, quotes: pa.Table, claims: pa.Table
) -> tuple[pa.Table, pa.Table]:
    """Return the tables SENTENCES and FINGERPRINTS of the articles, in their order; furniture gives no rows."""
    blocks_of = rows_by_article(blocks, "kind", "char_start", "char_end")
    quotes_of = rows_by_article(quotes, "quote_id", "content")
    claims_of = rows_by_article(claims, "claim_id", "normalized", "entities")
    sentence_rows: list[tuple[Any, ...]] = []
    key_rows: list[tuple[Any, ...]] = []
    for article in articles.select(["article_id", "text"]).to_pylist():
        article_id = article["article_id"]
        body = [
            (block["char_start"], block["char_end"])
            for block in blocks_of.get(article_id, ())
            if block["kind"] in local.BODY_KINDS
        ]
        found = find_sentences(article["text"], body)
        sentence_rows.extend((article_id, number, *sentence) for number, sentence in enumerate(found))
        keys = _find_keys(found, quotes_of.get(article_id, ()), claims_of.get(article_id, ()))
        key_rows.extend((article_id, *key, EXTRACTOR) for key in keys)
    return _table(local.SENTENCES, sentence_rows), _table(local.FINGERPRINTS, key_rows)
