"""Small lots laid together: a run every few minutes would else leave tens of thousands of files a year."""

from collections.abc import Iterator
from typing import NamedTuple

from flows.store.layout import Layout
from flows.store.manifests import Manifest
from flows.store.parts import LOCAL, Parts, read_parts, write_part

# A lot with fewer articles is small; so many small lots become as few as hold this many articles each. With 32 a row is
# written some log32(n) times more in the life of a warehouse of n runs, and a table has about as many files as lots.
SMALL_LOT = 500
MANY_LOTS = 32
FULL_LOT = 2_000


class _Small(NamedTuple):
    """A small lot: its name, its parts and how many articles it has."""

    name: str
    parts: Parts
    articles: int


def compact_lots(layout: Layout, manifest: Manifest, mark: str) -> Manifest:
    """Return the manifest with its small lots laid together if there are many; the rows are the same."""
    counted = (
        _Small(name, parts, sum(part.rows for part in parts.get("articles", ())))
        for name, parts in manifest.lots().items()
    )
    small = [lot for lot in counted if lot.articles < SMALL_LOT]
    if len(small) < MANY_LOTS:
        return manifest
    manifest = manifest.without_lots(lot.name for lot in small)
    for number, lots in enumerate(_shares(small)):
        name = f"{mark}-compact-{number:05d}"
        manifest = manifest.adding_lot(name, _laid_together(layout, lots, name))
    return manifest


def _shares(small: list[_Small]) -> Iterator[list[_Small]]:
    share: list[_Small] = []
    for lot in small:
        if share and sum(one.articles for one in share) + lot.articles > FULL_LOT:
            yield share
            share = []
        share.append(lot)
    yield share


def _laid_together(layout: Layout, lots: list[_Small], name: str) -> Parts:
    parts = {table: [part for lot in lots for part in lot.parts.get(table, ())] for table in LOCAL}
    return {table: write_part(layout, table, read_parts(layout, table, found), name) for table, found in parts.items()}
