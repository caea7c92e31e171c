"""The tables as the run under way will leave them, and which articles it touches."""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

import pyarrow as pa

from flows.pipeline.job import Run
from flows.store.buckets import Change, apply_change
from flows.store.engine import Connection, rows_where, show_stored
from flows.store.manifests import Manifest
from flows.store.parts import BUCKETED


class Draft(NamedTuple):
    """The tables as the run will leave them: a manifest, and a connection whose stored tables show it."""

    run: Run
    con: Connection
    manifest: Manifest

    def shown(self) -> "Draft":
        """Return the draft, every stored table pointed at its manifest: a step that is tried again begins there."""
        for table in BUCKETED:
            show_stored(self.con, self.run.layout, self.manifest, table)
        return self

    def with_changes(self, changes: Sequence[Change]) -> "Draft":
        """Return the draft with the changes made and shown, all of them or none."""
        manifest = self.manifest
        for change in changes:
            manifest = apply_change(self.con, self.run.layout, manifest, self.run.mark, change)
        for change in changes:
            show_stored(self.con, self.run.layout, manifest, change.table)
        return self._replace(manifest=manifest)

    def replacing(self, table: str, column: str, scope: Collection[str], rows: pa.Table) -> Change:
        """Return the change that puts `rows` in the place of the rows whose column holds a value of the scope."""
        return Change(table, rows_where(self.con, table, column, scope), rows)


class Touched(NamedTuple):
    """Which articles the run touches, and which are current after it: tables with the column article_id.

    `kin` are articles that a comparison or judgement ties, or tied, to another, and whose family may have rested on
    that; `claims` those of which a judgement came or went (claim_id); `vanished` quotes and claims that an article had
    before and has no more (item_id). `is_recounted`: rows of known articles differ, or other rules count, so that
    nothing holds that was counted before.
    """

    articles: pa.Table
    arrived: pa.Table
    current: pa.Table
    kin: pa.Table
    claims: pa.Table
    vanished: pa.Table
    is_recounted: bool = False


def find_touched(arrived: Collection[str], ceased: Collection[str], current: pa.Table) -> Touched:
    """Return what a run touches in which these articles became or ceased to be current; kin are found by matching."""
    return Touched(ids([*arrived, *ceased]), ids(arrived), current, ids([]), _claim_ids([]), NO_ITEMS)


NO_ITEMS = pa.table({"item_id": pa.array([], pa.string())})


def with_judged(touched: Touched, articles: Collection[str], claims: Collection[str]) -> Touched:
    """Return what is touched if judgements on these articles and claims came or went."""
    return touched._replace(kin=ids(column(touched.kin, "article_id") | set(articles)), claims=_claim_ids(claims))


def _claim_ids(claims: Iterable[str]) -> pa.Table:
    return ids(claims).rename_columns(["claim_id"])


def ids(values: Iterable[str]) -> pa.Table:
    """Return a table with these values, sorted, as article_id."""
    return pa.table({"article_id": pa.array(sorted(set(values)), pa.string())})


def column(table: pa.Table, name: str) -> set[str]:
    """Return the values that stand in a column."""
    return set(table[name].to_pylist())
