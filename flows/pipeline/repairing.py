"""What is damaged in a warehouse, and how each part of it is got again.

What was read of raw files, and the ledger, stand in the published version too and are taken from there; what stages
found is found again from that. Where the published version is damaged as well, the raw files are read again.
"""

from collections.abc import Iterable
from contextlib import closing
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from flows.base.schemas.judgements import JUDGEMENTS
from flows.base.schemas.ledger import ARTICLE_FILES, LEDGER_TABLES, RAW_FILES, RUNS
from flows.base.schemas.local import ARTICLES, BLOCKS
from flows.base.schemas.table import TableSchema
from flows.pipeline.job import Redo
from flows.pipeline.redoing import CORPUS_STAGES, LOCAL_STAGES, TABLES_OF
from flows.pipeline.runlog import mend_log
from flows.store.buckets import Change, apply_change
from flows.store.engine import open_stored
from flows.store.layout import Layout
from flows.store.manifests import (
    EMPTY,
    DamagedManifest,
    Manifest,
    committed_runs,
    complete_manifest,
    find_damaged_parts,
    forget_manifest,
    read_manifest,
    without_articles,
)
from flows.store.parts import LOCAL, STORED, Part, Parts, read_parts, write_part
from flows.store.published import find_altered_files, read_published

_LEDGER = tuple(table.name for table in (*LEDGER_TABLES, JUDGEMENTS))
_STAGE_OF = {table: stage for stage in LOCAL_STAGES for table in TABLES_OF[stage]}


class Mended(NamedTuple):
    """The manifest without what is damaged, what is to be found again, and what was done, in words."""

    base: Manifest
    redo: Redo = Redo()
    notes: tuple[str, ...] = ()


def last_readable(layout: Layout) -> Manifest:
    """Return the manifest of the last run that can be read; those after it are forgotten, with what they added."""
    for run_id in reversed(committed_runs(layout)):
        try:
            return read_manifest(layout, run_id)
        except DamagedManifest:
            forget_manifest(layout, run_id)
    return EMPTY


def mend(layout: Layout, base: Manifest, mark: str) -> Mended:
    """Return what is left of the warehouse with what could be restored, and what is to be done over."""
    damaged = find_damaged_parts(layout, base)
    notes = [f"{part.file} was damaged" for _, part in damaged]
    altered = find_altered_files(layout, base.run_id, base.published)
    notes += [f"the published {name} was not as it was written" for name in altered]
    notes += _mend_history(layout, base)
    tables = {table for table, _ in damaged}
    gone = {part.file for _, part in damaged}
    sound = {table: tuple(part for part in parts if part.file not in gone) for table, parts in base.parts.items()}
    manifest = _mend_ledger(layout, base._replace(parts=sound), tables, mark)
    manifest, lost = _mend_articles(layout, manifest, damaged, mark)
    if lost:
        notes.append(f"articles that are read again from their raw files: {len(lost)}")
        manifest = _forget_articles(layout, manifest, lost, mark)
    is_corpus = bool(lost or tables - set(LOCAL) - set(_LEDGER))
    stages = frozenset(CORPUS_STAGES) if is_corpus else frozenset[str]()
    return Mended(manifest, Redo(stages, _stages_of_lots(damaged)), tuple(notes))


def _mend_history(layout: Layout, base: Manifest) -> list[str]:
    """Mend the log of runs and the manifests of earlier ones. Return what was damaged."""
    notes = []
    if mend_log(layout, read_published(layout, base, RUNS)):
        notes.append(f"{layout.run_log.name} was damaged")
    lost = _unreadable_versions(layout, base.run_id)
    for run_id in set(committed_runs(layout)) - set(lost):
        complete_manifest(layout, run_id)
    return notes + [f"the earlier version {run_id} was damaged, and is no longer kept" for run_id in lost]


def forget_unreadable_versions(layout: Layout, shown: str) -> None:
    """Forget the versions, other than the one that is shown, whose published files or manifests are damaged."""
    for run_id in _unreadable_versions(layout, shown):
        forget_manifest(layout, run_id)


def _unreadable_versions(layout: Layout, shown: str) -> list[str]:
    return [run_id for run_id in committed_runs(layout) if run_id != shown and not _is_readable(layout, run_id)]


def _is_readable(layout: Layout, run_id: str) -> bool:
    try:
        return not find_altered_files(layout, run_id, read_manifest(layout, run_id).published)
    except DamagedManifest:
        return False


def _stages_of_lots(damaged: Iterable[tuple[str, Part]]) -> dict[str, str]:
    """Return the first stage of each lot whose tables are damaged, those of raw files aside."""
    found: dict[str, str] = {}
    order = LOCAL_STAGES.index
    for table, part in damaged:
        stage = _STAGE_OF.get(table, "articles")
        if stage != "articles" and part.lot:
            found[part.lot] = min(stage, found.get(part.lot, stage), key=order)
    return found


def _mend_ledger(layout: Layout, manifest: Manifest, damaged: set[str], mark: str) -> Manifest:
    """Return the manifest with damaged ledger tables as they were published; with no file known if they cannot be."""
    changes = []
    for table in sorted(damaged & set(_LEDGER)):
        rows = read_published(layout, manifest, STORED[table])
        if rows is not None:
            changes.append(Change(table, STORED[table].empty().select(STORED[table].key), rows))
        elif table != JUDGEMENTS.name:
            manifest = manifest.replacing(RAW_FILES.name, ())
    return _with_changes(layout, manifest, changes, mark)


def _with_changes(layout: Layout, manifest: Manifest, changes: Iterable[Change], mark: str) -> Manifest:
    with closing(open_stored(layout, manifest)) as con:
        for change in changes:
            manifest = apply_change(con, layout, manifest, f"{mark}-mended", change)
    return manifest


def _mend_articles(
    layout: Layout, manifest: Manifest, damaged: Iterable[tuple[str, Part]], mark: str
) -> tuple[Manifest, set[str]]:
    """Return the manifest with damaged articles and blocks as they were published, and the articles that are lost."""
    hurt = {table: {part.lot or "" for name, part in damaged if name == table} for table in ("articles", "blocks")}
    if not hurt["articles"] and not hurt["blocks"]:
        return manifest, set()
    known = _ids(layout, manifest, ARTICLE_FILES.name)
    missing = known - _ids(layout, manifest, ARTICLES.name)
    # Which of the damaged lots an article was in, nobody knows any more: they become one.
    joined = min(hurt["articles"], default="")
    manifest = manifest.renaming_lots({lot: joined for lot in hurt["articles"]})
    manifest, found = _restore(layout, manifest, (ARTICLES, joined), missing, mark)
    lost = missing - found
    for lot in sorted({joined if lot in hurt["articles"] else lot for lot in hurt["blocks"]}):
        own = manifest.lots().get(lot, {})
        bare = _ids_in(layout, ARTICLES.name, own) - _ids_in(layout, BLOCKS.name, own)
        manifest, found = _restore(layout, manifest, (BLOCKS, lot), bare, f"{mark}-{lot}")
        lost |= bare - found
    return manifest, lost


def _restore(
    layout: Layout, manifest: Manifest, place: tuple[TableSchema, str], articles: set[str], mark: str
) -> tuple[Manifest, set[str]]:
    """Return the manifest with a part more: the published rows of these articles; and the articles that have some."""
    table, lot = place
    published = read_published(layout, manifest, table)
    if published is None or not articles:
        return manifest, set()
    rows = published.filter(pc.is_in(published["article_id"], pa.array(sorted(articles), pa.string())))
    restored = {table.name: write_part(layout, table.name, rows, f"{mark}-mended")}
    return manifest.adding_lot(lot, restored), set(rows["article_id"].to_pylist())


def _forget_articles(layout: Layout, manifest: Manifest, articles: set[str], mark: str) -> Manifest:
    """Return the manifest without these articles and the files that hold them: these are new to the run."""
    manifest = without_articles(layout, manifest, articles, mark)
    places = read_parts(layout, ARTICLE_FILES.name, manifest.parts.get(ARTICLE_FILES.name, ()))
    gone = places.filter(pc.is_in(places["article_id"], pa.array(sorted(articles), pa.string())))
    paths = pa.table({"raw_path": pc.unique(gone["raw_path"])})
    changes = (
        Change(ARTICLE_FILES.name, gone.select(ARTICLE_FILES.key), ARTICLE_FILES.empty()),
        Change(RAW_FILES.name, paths, RAW_FILES.empty()),
    )
    return _with_changes(layout, manifest, changes, mark)


def _ids(layout: Layout, manifest: Manifest, table: str) -> set[str]:
    return _ids_in(layout, table, {table: list(manifest.parts.get(table, ()))})


def _ids_in(layout: Layout, table: str, parts: Parts) -> set[str]:
    return set(read_parts(layout, table, parts.get(table, ()), ["article_id"])["article_id"].to_pylist())
