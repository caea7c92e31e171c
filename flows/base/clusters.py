"""Disjoint sets, for linking rows into groups."""

from collections.abc import Iterable


def connected(items: Iterable[str], links: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Return the groups into which the links join the items: each sorted, the groups by their smallest member.

    Union-find with path halving (Tarjan and van Leeuwen 1984).
    """
    parent = {item: item for item in items}
    for left, right in links:
        a, b = _root(parent, left), _root(parent, right)
        if a != b:
            parent[max(a, b)] = min(a, b)
    groups: dict[str, list[str]] = {}
    for item in sorted(parent):
        groups.setdefault(_root(parent, item), []).append(item)
    return [groups[root] for root in sorted(groups)]


def _root(parent: dict[str, str], item: str) -> str:
    while parent[item] != item:
        parent[item] = parent[parent[item]]
        item = parent[item]
    return item
