"""Average-link clustering of one set of articles, without chaining."""

import heapq
from collections.abc import Iterable
from typing import NamedTuple

from flows.base.clusters import connected


class Edge(NamedTuple):
    """A compared pair and its score; `is_match` says that it was decided to be one family."""

    a: str
    b: str
    score: float
    is_match: bool


class _Link(NamedTuple):
    """What lies between two clusters: the sum of the scores of the pairs across, and how many of them are matches."""

    total: float
    matches: int


def cluster(articles: Iterable[str], edges: Iterable[Edge], least_average: float) -> list[list[str]]:
    """Return the families: each sorted, the families by their smallest member.

    Two clusters join while the mean score of all pairs across reaches `least_average`, a pair that was not compared
    scoring 0 (average link, Sokal and Michener 1958), and at least half of those pairs are matches. The families of a
    set of articles that matches connect depend on that set alone.
    """
    every = list(edges)
    components = connected(articles, ((edge.a, edge.b) for edge in every if edge.is_match))
    component_of = {article: number for number, component in enumerate(components) for article in component}
    inner: dict[int, list[Edge]] = {}
    for edge in every:
        if component_of[edge.a] == component_of[edge.b]:
            inner.setdefault(component_of[edge.a], []).append(edge)
    return sorted(
        family
        for number, component in enumerate(components)
        for family in _split(component, inner.get(number, []), least_average)
    )


def _split(component: list[str], edges: list[Edge], least_average: float) -> list[list[str]]:
    """Join the two clusters of highest average while any two may join; ties go to the smaller ids."""
    members = {article: [article] for article in component}
    links: dict[str, dict[str, _Link]] = {article: {} for article in component}
    for edge in edges:
        links[edge.a][edge.b] = links[edge.b][edge.a] = _Link(edge.score, int(edge.is_match))
    heap: list[tuple[float, str, str, int, int]] = []

    def offer(one: str, other: str) -> None:
        first, second = sorted((one, other))
        link, sizes = links[one][other], (len(members[first]), len(members[second]))
        average = link.total / (sizes[0] * sizes[1])
        if average >= least_average and 2 * link.matches >= sizes[0] * sizes[1]:
            heapq.heappush(heap, (-average, first, second, *sizes))

    for edge in edges:
        offer(edge.a, edge.b)
    while heap:
        _, a, b, size_a, size_b = heapq.heappop(heap)
        # An entry is stale once either side has grown or has been swallowed.
        if (len(members.get(a, ())), len(members.get(b, ()))) == (size_a, size_b):
            members[a] += members.pop(b)
            _join_links(links, a, b)
            for other in links[a]:
                offer(a, other)
    return [sorted(family) for family in members.values()]


def _join_links(links: dict[str, dict[str, _Link]], kept: str, gone: str) -> None:
    """Add the links of the cluster `gone` to those of `kept`."""
    for other, link in links.pop(gone).items():
        del links[other][gone]
        if other != kept:
            before = links[kept].get(other, _Link(0.0, 0))
            joined = _Link(before.total + link.total, before.matches + link.matches)
            links[kept][other] = links[other][kept] = joined
