"""Two stories spliced into one article: it belongs to the family of its larger share, whatever else it holds."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from flows.base.clusters import connected
from flows.base.text import Span
from flows.stages.fingerprints import content_stems, is_common_stem

Row = Mapping[str, Any]
Pair = tuple[str, str]

# Two stretches of one story have more than this share of the lesser's uncommon words in common. Measured on human
# rewrites: halves of one article .07 to .5, halves of two articles nearly always under .1.
TIED = 0.12


def _other(match: Row, article_id: str) -> str:
    other: str = match["article_b"] if match["article_a"] == article_id else match["article_a"]
    return other


def _groups(article_id: str, matches: Sequence[Row], partners: Mapping[str, Collection[str]]) -> list[list[str]]:
    """Return those whom an article matches, in groups that match each other too."""
    others = sorted({_other(match, article_id) for match in matches})
    inside = frozenset(others)
    return connected(others, ((one, other) for one in others for other in sorted(inside.intersection(partners[one]))))


def _stretches(article_id: str, matches: Iterable[Row], group: Collection[str]) -> set[Span]:
    """Return the sentences of an article that align with those of a group."""
    found: set[Span] = set()
    for match in matches:
        if _other(match, article_id) in group:
            side = "a" if match["article_a"] == article_id else "b"
            found.update(Span(pair[f"{side}_start"], pair[f"{side}_end"]) for pair in match["evidence"])
    return found


def _uncommon(sentences: Iterable[Row], spans: Collection[Span]) -> set[str]:
    within = (row["terms"] for row in sentences if Span(row["char_start"], row["char_end"]) in spans)
    return {stem for terms in within for stem in content_stems(terms) if not is_common_stem(stem)}


def _is_story_apart(sentences: Sequence[Row], mine: set[Span], other: set[Span]) -> bool:
    """Tell whether the stretch `other` of an article is another one than `mine`, and tells another story."""
    if 2 * len(other & mine) > len(other):
        return False
    words, of_other = _uncommon(sentences, mine), _uncommon(sentences, other - mine)
    return len(words & of_other) <= TIED * min(len(words), len(of_other))


def find_splices(neighbours: Mapping[str, Sequence[Row]], sentences_of: Mapping[str, Sequence[Row]]) -> frozenset[Pair]:
    """Return the matched pairs (article_a, article_b) that a splice alone brings together, to count as no match.

    `neighbours`: by article, the rows of MATCHES that say it is of one family with another. Where these others fall
    into groups that do not match each other and lie in stretches of their own, each another story, the group that has
    the most of the article's text keeps it. An article from which two excerpts were cut holds one story, and stays.
    """
    partners = {article: {_other(match, article) for match in matches} for article, matches in neighbours.items()}
    found: set[Pair] = set()
    for article, matches in sorted(neighbours.items()):
        groups = _groups(article, matches, partners) if len(matches) > 1 else []
        if len(groups) < 2:
            continue
        stretches = [(group, _stretches(article, matches, group)) for group in groups]
        stretches.sort(key=lambda one: (-sum(span.end - span.start for span in one[1]), one[0]))
        sentences = sentences_of.get(article, [])
        for group, spans in stretches[1:]:
            if _is_story_apart(sentences, stretches[0][1], spans):
                found.update((min(article, other), max(article, other)) for other in group)
    return frozenset(found)
