"""The whole run as one readable function: raw files in, a published warehouse out. No Prefect here."""

import re
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from typing import Any, NamedTuple

import pyarrow as pa

from flows.base.errors import DiskFault
from flows.base.schemas.judgements import CLAIM_KINDS, FAMILY_KINDS
from flows.pipeline import corpus
from flows.pipeline.batches import parse_batches
from flows.pipeline.draft import Draft, column, find_touched, with_judged
from flows.pipeline.extracting import extract_lots
from flows.pipeline.gates import Came, is_accepted, pass_gate
from flows.pipeline.grouping import settle_groups
from flows.pipeline.job import Conductor, Job, OpenWorkers, Run, open_local_workers
from flows.pipeline.judgements import CORPUS_KINDS, changed_ends, judge_claims, store_judgements
from flows.pipeline.ledger import Ledger, Seen, current_articles, discover, settle_ledger, standing_rejects
from flows.pipeline.matching import match_articles
from flows.pipeline.opening import opened_run
from flows.pipeline.redoing import find_outdated, made_by_after
from flows.pipeline.rejects import refuse_failures
from flows.pipeline.repairing import forget_unreadable_versions
from flows.pipeline.runlog import Diary, append_row, run_row, run_table
from flows.store.engine import DiskError, open_stored, run_sql
from flows.store.increment import Step
from flows.store.manifests import Manifest, write_manifest
from flows.store.publish import build_version
from flows.store.published import version_digests
from flows.store.stopping import Stop, stoppable
from flows.store.versions import is_intact, is_revealed, prune, reveal_version


class Outcome(NamedTuple):
    """How a run ended: whether it published, what came in, and the rows of every stored table afterwards.

    `outdated` are stages whose rows another version made, `mended` says what was damaged. `rejects`
    counts them by what became of them (new, resolved, open) and by reason.
    """

    run_id: str
    is_published: bool
    counts: dict[str, int]
    rows: dict[str, int]
    seconds: dict[str, float]
    rejects: dict[str, dict[str, int]]
    warnings: tuple[str, ...] = ()
    outdated: tuple[str, ...] = ()
    mended: tuple[str, ...] = ()


class _Told(NamedTuple):
    """What a run's row and its report tell beside the rows of the tables."""

    counts: dict[str, int]
    rejects: dict[str, dict[str, int]]
    warnings: Sequence[str] = ()


def run_pipeline(job: Job, conductor: Conductor, open_workers: OpenWorkers = open_local_workers) -> Outcome:
    """Bring the warehouse up to date with RAW and return what was done. What was published stays until the swap."""
    diary = Diary(conductor)
    with stoppable() as stop, _disk_faults(job), opened_run(job, open_workers) as run, _logged(run, diary, stop):
        seen = diary.once("discover", lambda: discover(run))
        if seen.is_nothing_new and not run.is_due and _is_shown_whole(run):
            with stop.commit():
                return _close(run, diary, run.base, _Told(_counts(seen, None), standing_rejects(run)))
        parsed = parse_batches(run, diary, seen)
        extracted = extract_lots(run, diary, parsed)
        outcomes = refuse_failures(parsed.outcomes, extracted.failures)
        ledger = settle_ledger(run, seen, outcomes, extracted.redone)
        counts = _counts(seen, ledger)
        with closing(open_stored(run.layout, extracted.manifest)) as con:
            changed = sorted({*parsed.changed, *extracted.redone.articles})
            draft = settle_corpus(Draft(run, con, extracted.manifest), ledger, changed, diary)
            if not run.is_due and draft.manifest.parts == run.base.parts and _is_shown_whole(run):
                with stop.commit():
                    return _close(run, diary, run.base, _Told(counts, ledger.rejects))
            warnings = pass_gate(run, Came(seen, outcomes, ledger, draft.manifest))
            told = _Told(counts, ledger.rejects, warnings)
            log = run_table(run.layout, _row(run, diary, "published", draft.manifest, told))
            step = Step(run.base, draft.manifest)
            diary.once("checks and publish", lambda: build_version(con, run.layout, run.run_id, log, step))
        manifest = _as_made(run, draft.manifest)
        with stop.commit():
            run.held.prove()
            write_manifest(run.layout, manifest)
            reveal_version(run.layout, run.run_id)
            run.journal.close()
            if job.is_repair:
                forget_unreadable_versions(run.layout, run.run_id)
            prune(run.layout, job.keep)
            return _close(run, diary, manifest, told)


def settle_corpus(draft: Draft, ledger: Ledger, changed: list[str], conductor: Conductor) -> Draft:
    """Return the draft with the ledger's changes made, and all that depends on other articles renewed.

    `changed` are articles of which other rows stand in the local tables than before.
    """
    redone = draft.run.redo.stages
    current = current_articles(draft.run, ledger)
    present = column(current, "article_id")
    arrived = present if "families" in redone else {*ledger.arrived, *(present & set(changed))}
    touched = find_touched(arrived, [*ledger.ceased, *changed], current)
    if changed:
        touched = touched._replace(vanished=run_sql(draft.con, "steps/vanished_items"))
    is_other_rule = "groups" in find_outdated(draft.run.base.made_by, draft.run.job)
    touched = touched._replace(is_recounted=bool(changed or draft.run.redo or is_other_rule))
    on_claims = judge_claims(draft.con, ledger.filed.rows, present)
    judged = [*ledger.judged, *on_claims]
    rejudged = [changed_ends(draft.con, kinds, judged) for kinds in (FAMILY_KINDS, CLAIM_KINDS)]
    draft = draft.with_changes([*ledger.changes, store_judgements(draft.con, CORPUS_KINDS, judged)])
    matched, touched = match_articles(draft, touched, conductor)
    touched = with_judged(touched, *rejudged)
    families = corpus.form_families(matched, touched, conductor)

    def affected(stage: str, articles: pa.Table) -> pa.Table:
        return current if stage in redone else articles

    own = families.affected
    formed = conductor.once("storing families", lambda: corpus.settle_families(matched.shown(), touched, families))
    said, renewed = conductor.once(
        "utterances", lambda: corpus.settle_utterances(formed.shown(), touched, affected("utterances", own))
    )
    named = conductor.once(
        "actors", lambda: corpus.settle_actors(said.shown(), touched, affected("actors", renewed), ledger.filed, judged)
    )
    return settle_groups(named, touched, affected("groups", own), conductor)


def _as_made(run: Run, manifest: Manifest) -> Manifest:
    """Return the manifest with the versions of the stages that made its rows, and what was written to be published."""
    made_by = made_by_after(run.base.made_by, run.job, run.redo.stages)
    return manifest._replace(made_by=made_by, published=version_digests(run.layout, run.run_id))


def _is_shown_whole(run: Run) -> bool:
    """Tell whether readers see what is committed, as it was published: else it is published anew from the parts."""
    return is_revealed(run.layout, run.base.run_id) and is_intact(run.layout, run.base.run_id)


@contextmanager
def _disk_faults(job: Job) -> Iterator[None]:
    """Raise DiskFault for a disk that is full or may not be written: it is the user's to mend."""
    try:
        yield
    except (OSError, DiskError) as error:
        # DuckDB tells what the system said at the end of its own message, and the file in quotation marks within it.
        reason = getattr(error, "strerror", None) or str(error).rpartition(": ")[2]
        named = re.search(r'"(/[^"]+)"', str(error))
        where = getattr(error, "filename", None) or (named[1] if named else job.warehouse)
        raise DiskFault(
            f"{reason} ({where}). Nothing that was published is lost; put it right and run again."
        ) from error


@contextmanager
def _logged(run: Run, diary: Diary, stop: Stop) -> Iterator[None]:
    """Write a line about the run if it fails or is stopped."""
    stop.also = run.workers.stop
    try:
        yield
    except BaseException as error:
        message = str(stop.stopped or f"{type(error).__name__}: {error}")
        with suppress(OSError):
            append_row(run.layout, run_row(run.run_id, run.job, diary, "failed", {}, message=message))
        raise


def _counts(seen: Seen, ledger: Ledger | None) -> dict[str, int]:
    return {
        "files": seen.file_count,
        "files_ignored": len(seen.ignored),
        "files_read": len(seen.to_read),
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
    outdated = tuple(find_outdated(manifest.made_by, run.job))
    shown = (run.run_id, is_published, told.counts, manifest.rows(), diary.seconds, told.rejects)
    return Outcome(*shown, tuple(told.warnings), outdated, run.mended)
