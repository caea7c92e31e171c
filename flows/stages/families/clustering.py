"""Average-link clustering of one set of articles, without chaining, within what analysts decided.

Near copies are compared with one representative only, so that few pairs inside a large family have a score. They are
made one unit first; average link then counts each unit once, by the pairs that were compared.
"""

import heapq
from collections.abc import Iterable
from typing import NamedTuple

from flows.base.clusters import NONE_JUDGED, Judged, connected, connected_apart


class Edge(NamedTuple):
    """A compared pair and its score.

    `is_match` says that it was decided to be one family, `is_near_copy` that one of the two may stand for both.
    """

    a: str
    b: str
    score: float
    is_match: bool
    is_near_copy: bool = False


class _Link(NamedTuple):
    """What lies between two clusters: the sum of the scores of the pairs across, and how many of them are matches."""

    total: float
    matches: int


def cluster(
    articles: Iterable[str], edges: Iterable[Edge], least_average: float, judged: Judged = NONE_JUDGED
) -> list[list[str]]:
    """Return the families: each sorted, the families by their smallest member.

    Articles judged together and near copies, the most alike first, make units. Two clusters of units join while the
    mean score of all pairs of units across reaches `least_average`, a pair that was not compared scoring 0 (average
    link, Sokal and Michener 1958), and at least half of those pairs are matches. Nothing brings two articles judged
    apart into one family. The families of a set of articles that matches and judgements connect depend on that set
    alone.
    """
    every = list(edges)
    near = sorted((-edge.score, edge.a, edge.b) for edge in every if edge.is_match and edge.is_near_copy)
    units = connected_apart(articles, [*judged.together, *((a, b) for _, a, b in near)], judged.apart)
    unit_of = {article: unit[0] for unit in units for article in unit}
    across = _between_units(every, unit_of)
    foes = _foes(judged.apart, unit_of)
    components = connected((unit[0] for unit in units), ((edge.a, edge.b) for edge in across if edge.is_match))
    component_of = {unit: number for number, component in enumerate(components) for unit in component}
    inner: dict[int, list[Edge]] = {}
    for edge in across:
        if component_of[edge.a] == component_of[edge.b]:
            inner.setdefault(component_of[edge.a], []).append(edge)
    members = {unit[0]: unit for unit in units}
    return sorted(
        sorted(article for unit in family for article in members[unit])
        for number, component in enumerate(components)
        for family in _split(component, inner.get(number, []), least_average, foes)
    )


def _between_units(edges: Iterable[Edge], unit_of: dict[str, str]) -> list[Edge]:
    """Return an edge per pair of units with a compared pair: their mean score, a match if half of them are."""
    found: dict[tuple[str, str], list[Edge]] = {}
    for edge in edges:
        a, b = sorted((unit_of[edge.a], unit_of[edge.b]))
        if a != b:
            found.setdefault((a, b), []).append(edge)
    return [
        Edge(a, b, sum(sorted(one.score for one in pairs)) / len(pairs), 2 * _matches(pairs) >= len(pairs))
        for (a, b), pairs in sorted(found.items())
    ]


def _matches(edges: Iterable[Edge]) -> int:
    return sum(edge.is_match for edge in edges)


def _foes(apart: Iterable[tuple[str, str]], unit_of: dict[str, str]) -> dict[str, set[str]]:
    """Return, by unit, the units that it may not join."""
    foes: dict[str, set[str]] = {}
    for a, b in apart:
        if a in unit_of and b in unit_of:
            foes.setdefault(unit_of[a], set()).add(unit_of[b])
            foes.setdefault(unit_of[b], set()).add(unit_of[a])
    return foes


def _split(
    component: list[str], edges: list[Edge], least_average: float, kept_apart: dict[str, set[str]]
) -> list[list[str]]:
    """Join the two clusters of highest average while any two may join; ties go to the smaller ids."""
    members = {unit: [unit] for unit in component}
    foes = {unit: set(kept_apart[unit]) & set(members) for unit in component if unit in kept_apart}
    links: dict[str, dict[str, _Link]] = {unit: {} for unit in component}
    for edge in edges:
        links[edge.a][edge.b] = links[edge.b][edge.a] = _Link(edge.score, int(edge.is_match))
    heap: list[tuple[float, str, str, int, int]] = []

    def offer(one: str, other: str) -> None:
        first, second = sorted((one, other))
        link, sizes = links[one][other], (len(members[first]), len(members[second]))
        average = link.total / (sizes[0] * sizes[1])
        is_free = second not in foes.get(first, ())
        if is_free and average >= least_average and 2 * link.matches >= sizes[0] * sizes[1]:
            heapq.heappush(heap, (-average, first, second, *sizes))

    for edge in edges:
        offer(edge.a, edge.b)
    while heap:
        _, a, b, size_a, size_b = heapq.heappop(heap)
        # An entry is stale once either side has grown or has been swallowed.
        if (len(members.get(a, ())), len(members.get(b, ()))) == (size_a, size_b):
            members[a] += members.pop(b)
            _join_foes(foes, a, b)
            _join_links(links, a, b)
            for other in links[a]:
                offer(a, other)
    return list(members.values())


def _join_foes(foes: dict[str, set[str]], kept: str, gone: str) -> None:
    """Let the foes of the cluster `gone` be those of `kept`."""
    for foe in foes.pop(gone, ()):
        foes[foe].remove(gone)
        foes[foe].add(kept)
        foes.setdefault(kept, set()).add(foe)


def _join_links(links: dict[str, dict[str, _Link]], kept: str, gone: str) -> None:
    """Add the links of the cluster `gone` to those of `kept`."""
    for other, link in links.pop(gone).items():
        del links[other][gone]
        if other != kept:
            before = links[kept].get(other, _Link(0.0, 0))
            joined = _Link(before.total + link.total, before.matches + link.matches)
            links[kept][other] = links[other][kept] = joined
