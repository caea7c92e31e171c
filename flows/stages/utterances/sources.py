"""What a family knows of a speaker that a damaged copy does not."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import combinations
from typing import NamedTuple

from flows.base.text import fold
from flows.stages.utterances.pairing import Row

# Spellings of one name: Lavrov and Lavrow agree in more, Story and Scott in less. Ratcliff and Obershelp 1988.
_SAME_NAME = 0.75


class SettledSource(NamedTuple):
    """A row of quote_sources."""

    quote_id: str
    source_name: str
    source_kind: str
    repaired_from_quote_id: str | None
    basis: str


def settle_sources(group: Sequence[Row], members: Mapping[str, Row], origins: set[str]) -> Iterator[SettledSource]:
    """Return, for the quotes of one utterance, the sources that a sibling in the same family tells better.

    A null name takes the sibling's; a surname alone, or a spelling that is near, gives way to the sibling's full name.
    Names that differ outright are left: the family does not say who is right.
    """
    families: dict[str, list[Row]] = {}
    for row in group:
        families.setdefault(members[row["article_id"]]["family_id"], []).append(row)
    for rows in families.values():
        teacher = _best_named(rows, origins)
        if teacher is not None:
            yield from _taught(rows, teacher)


def _best_named(rows: Sequence[Row], origins: set[str]) -> Row | None:
    """Return the row whose person to trust: the origin's, the fullest, the one in whole marks, the most frequent."""
    named = [row for row in rows if row["source_kind"] == "named_person" and row["source_name"]]
    if not named or _are_strangers(named):
        return None
    times = Counter(fold(row["source_name"]) for row in named)

    def rank(row: Row) -> tuple[bool, int, bool, int, str]:
        name = row["source_name"]
        is_whole = row["marks"] == "ok"
        return row["article_id"] not in origins, -len(name.split()), not is_whole, -times[fold(name)], row["quote_id"]

    return min(named, key=rank)


def _are_strangers(named: Sequence[Row]) -> bool:
    names = sorted({row["source_name"] for row in named})
    return any(not is_same_name(left, right) for left, right in combinations(names, 2))


def _taught(rows: Sequence[Row], teacher: Row) -> Iterator[SettledSource]:
    name = teacher["source_name"]
    for row in rows:
        if row["article_id"] == teacher["article_id"] or row["source_name"] == name:
            continue
        if row["source_kind"] == "unknown" or (row["source_name"] is None and row["source_kind"] == "named_person"):
            yield SettledSource(row["quote_id"], name, "named_person", teacher["quote_id"], "aligned_quote")
        elif row["source_kind"] == "named_person" and fold(row["source_name"]) != fold(name):
            yield SettledSource(row["quote_id"], name, "named_person", teacher["quote_id"], "family_name")


def is_same_name(left: str, right: str) -> bool:
    """Tell whether two names may be spellings of one: last words near, and first words near where both have them."""
    a, b = fold(left).split(), fold(right).split()
    if not a or not b or not _near(a[-1], b[-1]):
        return False
    return len(a) == 1 or len(b) == 1 or _near(a[0], b[0])


def _near(left: str, right: str) -> bool:
    return left == right or SequenceMatcher(None, left, right, autojunk=False).ratio() >= _SAME_NAME
