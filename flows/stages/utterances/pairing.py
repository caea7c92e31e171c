"""Which articles of a family are compared, and the best one-to-one pairing of their rows."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, pairwise
from typing import Any, NamedTuple

Row = Mapping[str, Any]
Link = tuple[str, str]
Stretch = tuple[int, int, int, int]


class AlignedSentences(NamedTuple):
    """Stretches of two articles that correspond: (a_start, a_end, b_start, b_end), a the smaller article id."""

    stretches: tuple[Stretch, ...] = ()

    def holds(self, a: Row, b: Row) -> bool:
        """Tell whether the two rows stand in corresponding stretches."""
        return any(
            a["char_start"] < a_end and a_start < a["char_end"] and b["char_start"] < b_end and b_start < b["char_end"]
            for a_start, a_end, b_start, b_end in self.stretches
        )

    def holds_near(self, a: Row, b: Row) -> bool:
        """Tell whether the two rows stand between stretches that correspond, both in the same place."""
        return any(
            is_within(a, a_start, a_end) and is_within(b, b_start, b_end)
            for a_start, a_end, b_start, b_end in self.gaps()
        )

    def gaps(self) -> Iterator[Stretch]:
        """Return what lies between two stretches that follow each other in both articles."""
        ordered = sorted(self.stretches)
        for (_, a_start, _, b_start), (a_end, _, b_end, _) in pairwise(ordered):
            if a_start < a_end and b_start < b_end:
                yield a_start, a_end, b_start, b_end


def is_within(row: Row, start: int, end: int) -> bool:
    """Tell whether the row stands in this stretch of its article."""
    return bool(start <= row["char_start"] and row["char_end"] <= end)


class ArticlePair(NamedTuple):
    """Two articles of one family, the smaller id first: their rows and what corresponds in them."""

    left: list[Row]
    right: list[Row]
    aligned: AlignedSentences
    left_id: str
    right_id: str


def family_pairs(
    rows: Iterable[Row], members: Mapping[str, Row], aligned: Mapping[Link, AlignedSentences], pairwise_members: int
) -> Iterator[ArticlePair]:
    """Return the pairs of articles to compare: all of a family of `pairwise_members`; else each with its base."""
    by_article: dict[str, list[Row]] = defaultdict(list)
    by_family: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        by_article[row["article_id"]].append(row)
    for article in sorted(members):
        by_family[members[article]["family_id"]].append(article)
    for articles in by_family.values():
        for a, b in _article_pairs(articles, members, pairwise_members):
            yield ArticlePair(by_article[a], by_article[b], aligned.get((a, b), AlignedSentences()), a, b)


def _article_pairs(articles: Sequence[str], members: Mapping[str, Row], pairwise_members: int) -> Iterator[Link]:
    if len(articles) <= pairwise_members:
        yield from combinations(articles, 2)
        return
    for article in articles:
        base = members[article]["based_on_article_id"]
        other = base if base in articles else articles[0]
        if other != article:
            yield min(article, other), max(article, other)


def best_pairs(scored: Iterable[tuple[float, str, str]]) -> Iterator[Link]:
    """Return, of (score, left, right), a one-to-one pairing: the best scores first, ties by id."""
    taken: set[str] = set()
    for _, left, right in sorted(scored, key=lambda pair: (-pair[0], pair[1], pair[2])):
        if left not in taken and right not in taken:
            taken |= {left, right}
            yield left, right
