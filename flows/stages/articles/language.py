"""Which language's word lists to read a text with: the one with most of its small words in it."""

from flows.base import lexicon

_LANGUAGES = sorted(lexicon.languages("sentence_openers"), key=lambda language: (language != "en", language))
_SMALL_WORDS = {language: lexicon.entries(language, "sentence_openers") for language in _LANGUAGES}
_SAMPLE_CHARS = 500
# One of four different words settles it at once: no other language has so many of them.
_ENOUGH_SHARE = 4
# One of eight different words; in prose of a language with lists it is one of three.
_LEAST_SHARE = 8


def find_lists(text: str) -> str | None:
    """Return the language whose small words the beginning of the text has most of, or null if it has too few.

    Counting such words is the oldest way to tell languages apart (Ingle 1976); here it only chooses word lists, the
    language of an article is told by a trained model.
    """
    words = set(text[:_SAMPLE_CHARS].lower().split())
    most, found = 0, None
    for language, small in _SMALL_WORDS.items():
        count = len(words & small)
        if count > most:
            most, found = count, language
        if count * _ENOUGH_SHARE >= len(words):
            break
    return found if most * _LEAST_SHARE >= len(words) else None
