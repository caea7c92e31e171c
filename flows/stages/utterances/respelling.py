"""Names that one article of a family spells otherwise than the family: who is meant, and which sibling shows it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from flows.stages.fingerprints import is_function_word
from flows.stages.utterances.pairing import Row
from flows.stages.utterances.spelling import is_misspelt, is_same_name, is_transcribed, name_words

_FULL = 2


class NameUse(NamedTuple):
    """A name, canonical within an article, and its kind; the quote whose source has it, null where a claim has."""

    article_id: str
    name: str
    kind: str
    quote_id: str | None


class RespelledName(NamedTuple):
    """A row of respelled_names."""

    article_id: str
    name: str
    kind: str
    settled_name: str
    settled_kind: str
    repaired_from_quote_id: str | None


def find_respelled_names(uses: Iterable[NameUse], members: Mapping[str, Row], origins: set[str]) -> list[RespelledName]:
    """Return the names that give way to another spelling of their family's, in order of article and name.

    The other spelling stands in another article of the family. A person in full: given name and surname of one
    sound, or near and never both spellings in one article; the origin's spelling prevails, or that of most articles. A
    surname alone, or a name taken for a body's: it has the sound of one person's surname. A body: every word has one
    sound with the other's.
    """
    families: dict[str, list[NameUse]] = defaultdict(list)
    for use in uses:
        families[members[use.article_id]["family_id"]].append(use)
    found = (row for own in families.values() for row in _respelled(sorted(own, key=_place), origins))
    return sorted(found, key=lambda row: (row.article_id, row.name, row.kind))


def _place(use: NameUse) -> tuple[str, str, str, str]:
    return use.article_id, use.name, use.kind, use.quote_id or "~"


class _Form(NamedTuple):
    """One folded name of one kind in a family: its words, its uses, the articles that have it."""

    words: tuple[str, ...]
    kind: str
    uses: tuple[NameUse, ...]

    @property
    def articles(self) -> set[str]:
        return {use.article_id for use in self.uses}


def _respelled(uses: Sequence[NameUse], origins: set[str]) -> Iterator[RespelledName]:
    if len({use.article_id for use in uses}) < _FULL:
        return
    by_form: dict[tuple[tuple[str, ...], str], list[NameUse]] = defaultdict(list)
    for use in uses:
        by_form[tuple(name_words(use.name)), use.kind].append(use)
    forms = [_Form(words, kind, tuple(own)) for (words, kind), own in sorted(by_form.items()) if words]
    for form in forms:
        better = [other for other in forms if _may_give_way(form, other, origins)]
        if better and _are_one(better):
            yield from _rows(form, min(better, key=lambda other: _rank(other, origins)))


def _rank(form: _Form, origins: set[str]) -> tuple[bool, int, tuple[str, ...]]:
    """How well a form of a name stands: the origin's first, then that of most articles, then by letter."""
    return form.articles.isdisjoint(origins), -len(form.articles), form.words


def _may_give_way(form: _Form, other: _Form, origins: set[str]) -> bool:
    """Tell whether a form is a spelling of the other, which stands better and in another article too."""
    if form.words == other.words or not other.articles - form.articles:
        return False
    if other.kind == "named_person" and len(other.words) >= _FULL:
        if len(form.words) == 1 and form.kind in ("named_person", "organization"):
            return is_transcribed(form.words[0], other.words[-1])
        return form.kind == other.kind and _rank(other, origins) < _rank(form, origins) and _is_person(form, other)
    is_body = form.kind == other.kind == "organization"
    return is_body and _rank(other, origins) < _rank(form, origins) and _sound_alike(form.words, other.words)


def _is_person(form: _Form, other: _Form) -> bool:
    if len(form.words) < _FULL:
        return False
    if _sound_alike(form.words, other.words):
        return True
    ends = ((form.words[0], other.words[0]), (form.words[-1], other.words[-1]))
    return all(left == right or is_misspelt(left, right) for left, right in ends) and form.articles.isdisjoint(
        other.articles
    )


def _sound_alike(left: Sequence[str], right: Sequence[str]) -> bool:
    """Tell whether two names have the same words by their sound, whatever small words stand between."""
    left, right = ([word for word in words if not is_function_word(word)] for words in (left, right))
    if not left or len(left) != len(right):
        return False
    return all(a == b or is_transcribed(a, b) for a, b in zip(left, right, strict=True))


def _are_one(forms: Sequence[_Form]) -> bool:
    """Tell whether all forms may be one name, so that it is clear whom the spelling means."""
    return all(is_same_name(" ".join(forms[0].words), " ".join(form.words)) for form in forms[1:])


def _rows(form: _Form, better: _Form) -> Iterator[RespelledName]:
    settled = min(better.uses, key=_place)
    for article, name in sorted({(use.article_id, use.name) for use in form.uses}):
        quotes = [use.quote_id for use in better.uses if use.quote_id and use.article_id != article]
        yield RespelledName(article, name, form.kind, settled.name, settled.kind, min(quotes, default=None))
