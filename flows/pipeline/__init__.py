"""The whole run as one readable function: raw files in, a published warehouse out. No Prefect here."""

import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from typing import Any, NamedTuple

from flows.base.errors import UserError
from flows.base.schemas.judgements import CLAIM_KINDS, FAMILY_KINDS
from flows.pipeline import corpus
from flows.pipeline.batches import extract_batches, parse_batches
from flows.pipeline.draft import Draft, find_touched, with_judged
from flows.pipeline.gates import Came, is_accepted, pass_gate
from flows.pipeline.job import Conductor, Job, OpenWorkers, Run, open_local_workers
from flows.pipeline.judgements import CORPUS_KINDS, changed_ends, judge_claims, store_judgements
from flows.pipeline.ledger import Ledger, Seen, current_articles, discover, settle_ledger, standing_rejects
from flows.pipeline.matching import match_articles
from flows.pipeline.rejects import refuse_failures
from flows.pipeline.runlog import Diary, append_row, log_unfinished, next_run_id, run_row, run_table
from flows.store.engine import DiskError, open_stored
from flows.store.layout import Layout
from flows.store.lock import writer_lock
from flows.store.parts import Manifest, check_parts, current_manifest, sweep, write_manifest
from flows.store.publish import build_version, is_revealed, prune, reveal_version
from flows.store.rawfiles import check_apart, check_raw_folder


class Outcome(NamedTuple):
    """How a run ended: whether it published, what came in, and the rows of every stored table afterwards.

    `rejects` counts them by what became of them (new, resolved, open) and by reason.
    """

    run_id: str
    is_published: bool
    counts: dict[str, int]
    rows: dict[str, int]
    seconds: dict[str, float]
    rejects: dict[str, dict[str, int]]
    warnings: list[str]


class _Told(NamedTuple):
    """What a run's row and its report tell beside the rows of the tables."""

    counts: dict[str, int]
    rejects: dict[str, dict[str, int]]
    warnings: Sequence[str] = ()


def run_pipeline(job: Job, conductor: Conductor, open_workers: OpenWorkers = open_local_workers) -> Outcome:
    """Bring the warehouse up to date with RAW and return what was done. What was published stays until the swap."""
    diary = Diary(conductor)
    with _opened(job, open_workers) as run, _logged(run, diary):
        seen = diary.once("discover", lambda: discover(run))
        if seen.is_nothing_new and not job.redo and is_revealed(run.layout, run.base.run_id):
            return _close(run, diary, run.base, _Told(_counts(seen, None), standing_rejects(run)))
        parsed = parse_batches(run, diary, seen)
        manifest, failures = extract_batches(run, diary, parsed)
        outcomes = refuse_failures(parsed.outcomes, failures)
        ledger = settle_ledger(run, seen, outcomes)
        counts = _counts(seen, ledger)
        with closing(open_stored(run.layout, manifest)) as con:
            draft = settle_corpus(Draft(run, con, manifest), ledger, parsed.changed, diary)
            if draft.manifest.parts == run.base.parts and is_revealed(run.layout, run.base.run_id):
                return _close(run, diary, run.base, _Told(counts, ledger.rejects))
            warnings = pass_gate(run, Came(seen, outcomes, ledger, draft.manifest))
            told = _Told(counts, ledger.rejects, warnings)
            log = run_table(run.layout, _row(run, diary, "published", draft.manifest, told))
            diary.once("checks and publish", lambda: build_version(con, run.layout, run.run_id, log))
        write_manifest(run.layout, draft.manifest)
        reveal_version(run.layout, run.run_id)
        prune(run.layout)
        return _close(run, diary, draft.manifest, told)


def settle_corpus(draft: Draft, ledger: Ledger, changed: list[str], conductor: Conductor) -> Draft:
    """Return the draft with the ledger's changes made, and all that depends on other articles renewed."""
    arrived, ceased = [*ledger.arrived, *changed], [*ledger.ceased, *changed]
    current = current_articles(draft.run, ledger)
    if "families" in draft.run.job.redo:
        arrived = current["article_id"].to_pylist()
    touched = find_touched(arrived, ceased, current)
    on_claims = judge_claims(draft.con, ledger.filed.rows, set(current["article_id"].to_pylist()))
    judged = [*ledger.judged, *on_claims]
    rejudged = [changed_ends(draft.con, kinds, judged) for kinds in (FAMILY_KINDS, CLAIM_KINDS)]
    draft = draft.with_changes([*ledger.changes, store_judgements(draft.con, CORPUS_KINDS, judged)])
    matched, touched = match_articles(draft, touched, conductor)
    touched = with_judged(touched, *rejudged)
    families = corpus.form_families(matched, touched, conductor)
    affected = families.affected
    formed = conductor.once("storing families", lambda: corpus.settle_families(matched.shown(), touched, families))
    said, renewed = conductor.once("utterances", lambda: corpus.settle_utterances(formed.shown(), touched, affected))
    named = conductor.once("actors", lambda: corpus.settle_actors(said.shown(), renewed, ledger.filed, judged))
    return conductor.once("groups", lambda: corpus.settle_groups(named.shown(), touched, affected))


@contextmanager
def _opened(job: Job, open_workers: OpenWorkers) -> Iterator[Run]:
    """Hold the warehouse for writing, after putting right what a killed run may have left."""
    check_raw_folder(job.raw)
    check_apart(job.raw, job.warehouse)
    layout = Layout(job.warehouse.resolve())
    try:
        layout.make_folders()
    except OSError as error:
        raise UserError(f"{layout.root} cannot be written: {error.strerror}. Name another with --warehouse.") from None
    with writer_lock(layout):
        base = current_manifest(layout)
        check_parts(layout, base)
        _put_right(layout, base)
        with open_workers(job, layout) as workers:
            run_id = next_run_id(layout, base)
            yield Run(job, run_id, f"{run_id}-{secrets.token_hex(3)}", layout, base, workers)


def _put_right(layout: Layout, base: Manifest) -> None:
    """Finish or undo what a killed run left: its swap if it had committed, its files if it had not."""
    if base.parts and not is_revealed(layout, base.run_id):
        reveal_version(layout, base.run_id)
        log_unfinished(layout, base.run_id)
    prune(layout)
    sweep(layout)
    # On another machine a job of the killed run may still be writing a sign of life there.
    shutil.rmtree(layout.scratch, ignore_errors=True)
    layout.make_folders()


@contextmanager
def _logged(run: Run, diary: Diary) -> Iterator[None]:
    """Write a line about the run if it fails; a disk that is full is the user's to mend."""
    try:
        yield
    except BaseException as error:
        message = f"{type(error).__name__}: {error}"
        with suppress(OSError):
            append_row(run.layout, run_row(run.run_id, run.job, diary, "failed", {}, message=message))
        if isinstance(error, OSError | DiskError):
            # DuckDB tells what the system said at the end of its own message.
            reason = getattr(error, "strerror", None) or str(error).rpartition(": ")[2]
            where = getattr(error, "filename", None) or run.layout.root
            raise UserError(
                f"{reason} ({where}). Nothing that was published is lost; put it right and run again."
            ) from error
        raise


def _counts(seen: Seen, ledger: Ledger | None) -> dict[str, int]:
    return {
        "files": seen.file_count,
        "files_read": sum(len(batch) for batch in seen.batches),
        "files_loaded": ledger.loaded_count if ledger else 0,
        "files_removed": len(seen.removed),
        "files_retried": len(seen.retried.paths),
        "rejects_new": sum(ledger.rejects["new"].values()) if ledger else 0,
        "articles_new": len(ledger.arrived) if ledger else 0,
    }


def _row(run: Run, diary: Diary, status: str, manifest: Manifest, told: _Told) -> dict[str, Any]:
    counts = {**told.counts, **manifest.rows(), "rejects_by_reason": told.rejects}
    message = "published with --accept-volumes" if any(map(is_accepted, told.warnings)) else None
    return run_row(run.run_id, run.job, diary, status, counts, warnings=list(told.warnings), message=message)


def _close(run: Run, diary: Diary, manifest: Manifest, told: _Told) -> Outcome:
    is_published = manifest is not run.base
    append_row(run.layout, _row(run, diary, "published" if is_published else "unchanged", manifest, told))
    return Outcome(
        run.run_id, is_published, told.counts, manifest.rows(), diary.seconds, told.rejects, list(told.warnings)
    )
