"""Words as copies are recognised by them: stems, function words, words that are common in news."""

import functools

from flows.base import lexicon


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


def is_common_word(word: str) -> bool:
    """Tell whether a folded word is a content word so frequent in news that it tells little."""
    return word in _stopwords("common")


@functools.cache
def _common_stems() -> frozenset[str]:
    return frozenset(map(stem, _stopwords("common")))


def is_common_stem(term: str) -> bool:
    """Tell whether a stem is that of a content word so frequent in news that it tells little."""
    return term in _common_stems()


def content_words(terms: str) -> list[str]:
    """Return the words of a sentence's `terms` that are no function words, in order."""
    function = _stopwords("function")
    return [word for word in terms.split() if word not in function]


def content_stems(terms: str) -> list[str]:
    """Return the stems of the content words of a sentence's `terms`, in order."""
    return [stem(word) for word in content_words(terms)]
