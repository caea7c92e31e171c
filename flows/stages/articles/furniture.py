"""Lines that belong to the site around an article: furniture and bare links."""

import re

from flows.base import text as texts
from flows.stages.articles.credits import is_copyright_notice
from flows.stages.articles.settings import ArticlesConfig, any_of, words_of

_EXACT = frozenset(texts.fold(entry) for entry in words_of("site_furniture", "exact", "rights"))
_STARTS = re.compile(rf"(?:{any_of(map(texts.fold, words_of('site_furniture', 'starts', 'asks')))})(?=[\s,:]|$)")
_ASKS = re.compile(rf"(?:{any_of(map(texts.fold, words_of('site_furniture', 'asks')))})(?=[\s,:]|$)")
_LABELS = re.compile(any_of(texts.fold(e) for e in words_of("site_furniture", "starts") if e.endswith(":")))
_WORDS = tuple(frozenset(entry.split()) for entry in words_of("site_furniture", "words"))
_ALL_WORDS = frozenset(word for phrase in _WORDS for word in phrase)
_LABELLED_WORDS = 22
_LABEL_CHARS = 40
_ADDRESS = re.compile(r"[<(\[]?(?:(?:https?://|www\.)\S+|(?:[\w-]+\.)+[a-z]{2,12}(?:/\S*)?)", re.IGNORECASE)
_LINK_CHARS = 2000


def is_furniture(line: str, config: ArticlesConfig) -> bool:
    """Tell whether the line says nothing of the article but asks, links or advertises."""
    words = line.count(" ") + 1
    is_short = words <= config.furniture_words
    if len(line) > config.furniture_chars or (not is_short and ":" not in line[:_LABEL_CHARS]):
        return False
    folded = texts.fold(line).strip(" .:!?*-|>»›→[]()…").replace(" :", ":")
    if words <= _LABELLED_WORDS and _LABELS.match(folded):
        return True
    if not is_short:
        return False
    if folded in _EXACT or is_copyright_notice(line):
        return True
    return (_ASKS if line[-1] == "." else _STARTS).match(folded) is not None or _holds(folded)


def is_link(line: str) -> bool:
    """Tell whether the line holds nothing but addresses."""
    if len(line) > _LINK_CHARS or "." not in line.split(None, 1)[0]:
        return False
    return all(_ADDRESS.fullmatch(word.strip("|,>)]")) for word in line.split())


def _holds(folded: str) -> bool:
    found = frozenset(folded.split())
    return not found.isdisjoint(_ALL_WORDS) and any(phrase <= found for phrase in _WORDS)
