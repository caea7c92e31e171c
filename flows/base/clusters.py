"""Disjoint sets, for linking rows into groups; some pairs may have to stay apart."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

Pair = tuple[str, str]


class Judged(NamedTuple):
    """Pairs that stand together, or apart, because somebody decided so."""

    together: tuple[Pair, ...] = ()
    apart: tuple[Pair, ...] = ()


NONE_JUDGED = Judged()


class Partition(NamedTuple):
    """Disjoint sets, each named by its smallest item; `foes` are, by set, the sets that it may not join."""

    parent: dict[str, str]
    foes: dict[str, set[str]]


def connected(items: Iterable[str], links: Iterable[Pair]) -> list[list[str]]:
    """Return the groups into which the links join the items: each sorted, the groups by their smallest member.

    Union-find with path halving (Tarjan and van Leeuwen 1984).
    """
    return connected_apart(items, links, ())


def connected_apart(items: Iterable[str], links: Iterable[Pair], apart: Iterable[Pair]) -> list[list[str]]:
    """Return the groups as above, the links taken in their order: one that would join two `apart` items is refused.

    Pairs that name an item which is not among the items are passed over.
    """
    partition = new_partition(items)
    known = partition.parent
    for left, right in apart:
        if left in known and right in known:
            set_apart(partition, left, right)
    for left, right in links:
        if left in known and right in known:
            join(partition, left, right)
    groups: dict[str, list[str]] = {}
    for item in sorted(known):
        groups.setdefault(root_of(partition, item), []).append(item)
    return [groups[root] for root in sorted(groups)]


def new_partition(items: Iterable[str]) -> Partition:
    """Return a partition in which every item is a set of its own."""
    return Partition({item: item for item in items}, {})


def root_of(partition: Partition, item: str) -> str:
    """Return the name of the set that the item is in."""
    parent = partition.parent
    while parent[item] != item:
        parent[item] = parent[parent[item]]
        item = parent[item]
    return item


def join(partition: Partition, left: str, right: str) -> bool:
    """Make one set of those of the two items, unless they must stay apart; tell whether they are one now."""
    kept, gone = sorted((root_of(partition, left), root_of(partition, right)))
    foes = partition.foes
    if gone in foes.get(kept, ()):
        return False
    if gone != kept:
        partition.parent[gone] = kept
        for foe in foes.pop(gone, ()):
            foes[foe].remove(gone)
            _be_foes(partition, kept, foe)
    return True


def set_apart(partition: Partition, left: str, right: str) -> bool:
    """Let the sets of the two items never be one; tell whether that is possible: they may be one already."""
    one, other = root_of(partition, left), root_of(partition, right)
    if one != other:
        _be_foes(partition, one, other)
    return one != other


def _be_foes(partition: Partition, one: str, other: str) -> None:
    partition.foes.setdefault(one, set()).add(other)
    partition.foes.setdefault(other, set()).add(one)


def find_contradicted(verdicts: Sequence[tuple[str, str, bool]]) -> list[int]:
    """Return the places in the list of verdicts (left, right, are they one) that those before them rule out.

    What is ruled out counts for nothing in what follows; two verdicts may contradict each other through third items.
    """
    partition = new_partition({item for verdict in verdicts for item in verdict[:2]})
    return [
        number
        for number, (left, right, is_one) in enumerate(verdicts)
        if not (join if is_one else set_apart)(partition, left, right)
    ]
