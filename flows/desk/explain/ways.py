"""The way from one row to another along pairs that tie rows together."""

from collections import defaultdict
from collections.abc import Iterable

from flows.desk.explain.scope import Row


def find_way(ties: Iterable[tuple[str, str, Row]], one: str, other: str) -> list[Row]:
    """Return the pairs of a shortest chain of ties (id, id, pair) from one id to another; none if there is no chain.

    Breadth first; of several shortest chains the one through the smallest ids.
    """
    links: dict[str, dict[str, Row]] = defaultdict(dict)
    for left, right, pair in ties:
        links[left][right] = pair
        links[right][left] = pair
    before: dict[str, str] = {one: one}
    waiting = [one]
    for at in waiting:
        for following in sorted(links[at].keys() - before.keys()):
            before[following] = at
            waiting.append(following)
    way: list[Row] = []
    while other in before and other != one:
        way.insert(0, links[other][before[other]])
        other = before[other]
    return way
