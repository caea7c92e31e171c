"""A warehouse opened for a run: held by its one writer, what a killed run left put right, upgraded or mended."""

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from flows.base.errors import UserError
from flows.pipeline.job import Job, OpenWorkers, Redo, Run
from flows.pipeline.redoing import note_pending, read_pending, wanted_stages
from flows.pipeline.repairing import Mended, last_readable, mend
from flows.pipeline.runlog import finish_commit, next_run_id
from flows.pipeline.upgrading import upgrade
from flows.store.journal import Journal
from flows.store.layout import Layout, closed_to_writing
from flows.store.lock import writer_lock
from flows.store.manifests import Manifest, check_parts, complete_manifest, current_manifest, sweep
from flows.store.rawfiles import check_apart, check_raw_folder
from flows.store.versions import prune


@contextmanager
def opened_run(job: Job, open_workers: OpenWorkers) -> Iterator[Run]:
    """Hold the warehouse for writing and give the run, with what earlier attempts at it have done."""
    check_raw_folder(job.raw)
    check_apart(job.raw, job.warehouse)
    layout = Layout(job.warehouse.resolve())
    with closed_to_writing(), _held_run(job, layout, open_workers) as run:
        yield run


@contextmanager
def _held_run(job: Job, layout: Layout, open_workers: OpenWorkers) -> Iterator[Run]:
    try:
        layout.make_folders()
    except OSError as error:
        raise UserError(f"{layout.root} cannot be written: {error.strerror}. Name another with --warehouse.") from None
    with writer_lock(layout) as held:
        mark = secrets.token_hex(3)
        base = last_readable(layout) if job.is_repair else _as_committed(layout)
        journal = Journal(layout, base.run_id)
        journal.open()
        put_right(layout, base, journal, job.keep)
        mended = mend(layout, base, mark) if job.is_repair else Mended(base)
        upgraded = upgrade(layout, mended.base, mark)
        asked = Redo(upgraded.stages | wanted_stages(job, upgraded.manifest.made_by))
        redo = _joined(mended.redo, read_pending(journal), asked)
        note_pending(journal, redo)
        with open_workers(job, layout) as workers:
            run_id = next_run_id(layout, base)
            yield Run(
                job, run_id, f"{run_id}-{mark}", layout, upgraded.manifest, workers, journal, held, redo, mended.notes
            )


def _as_committed(layout: Layout) -> Manifest:
    base = current_manifest(layout)
    check_parts(layout, base)
    return base


def put_right(layout: Layout, base: Manifest, journal: Journal, keep: int) -> None:
    """Finish or undo what a killed run left, and forget all but so many versions.

    Its swap is finished if it had committed, its files are deleted if it had not.
    """
    if base.parts:
        complete_manifest(layout, base.run_id)
    finish_commit(layout, base)
    prune(layout, keep)
    sweep(layout, journal.parts())
    # On another machine a job of the killed run may still be writing a sign of life there.
    shutil.rmtree(layout.scratch, ignore_errors=True)
    layout.make_folders()


def _joined(*wanted: Redo) -> Redo:
    stages = frozenset(stage for redo in wanted for stage in redo.stages)
    return Redo(stages, {lot: stage for redo in wanted for lot, stage in redo.lots.items()})
