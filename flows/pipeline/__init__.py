"""The whole run as one readable function: raw files in, a published warehouse out. No Prefect here."""

from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from typing import NamedTuple

import pyarrow as pa

from flows.base.errors import UserError
from flows.base.schemas.judgements import CLAIM_KINDS, FAMILY_KINDS
from flows.pipeline import corpus
from flows.pipeline.batches import parse_batches
from flows.pipeline.draft import Draft, column, find_touched, with_judged
from flows.pipeline.extracting import extract_lots, refusals_of_redone, refuse_failures
from flows.pipeline.job import Conductor, Job, OpenWorkers, Run, open_local_workers
from flows.pipeline.judgements import CORPUS_KINDS, changed_ends, judge_claims, store_judgements
from flows.pipeline.ledger import Ledger, Seen, current_articles, discover, settle_ledger
from flows.pipeline.matching import match_articles
from flows.pipeline.opening import opened_run
from flows.pipeline.redoing import find_outdated, made_by_after
from flows.pipeline.runlog import Diary, append_row, run_row, run_table
from flows.store.engine import DiskError, open_stored, run_sql
from flows.store.increment import Step
from flows.store.manifests import Manifest, write_manifest
from flows.store.publish import build_version
from flows.store.published import version_digests
from flows.store.versions import is_revealed, prune, reveal_version


class Outcome(NamedTuple):
    """How a run ended: whether it published, what came in, and the rows of every stored table afterwards.

    `outdated` are stages whose rows another version made, `mended` says what was damaged.
    """

    run_id: str
    is_published: bool
    counts: dict[str, int]
    rows: dict[str, int]
    seconds: dict[str, float]
    outdated: tuple[str, ...] = ()
    mended: tuple[str, ...] = ()


def run_pipeline(job: Job, conductor: Conductor, open_workers: OpenWorkers = open_local_workers) -> Outcome:
    """Bring the warehouse up to date with RAW and return what was done. What was published stays until the swap."""
    diary = Diary(conductor)
    with opened_run(job, open_workers) as run, _logged(run, diary):
        seen = diary.once("discover", lambda: discover(run))
        if seen.is_nothing_new and not run.is_due and is_revealed(run.layout, run.base.run_id):
            return _close(run, diary, run.base, _counts(seen, None))
        parsed = parse_batches(run, diary, seen)
        extracted = extract_lots(run, diary, parsed)
        outcomes = refuse_failures(parsed.outcomes, extracted.failures)
        ledger = settle_ledger(run, seen, outcomes, refusals_of_redone(extracted))
        counts = _counts(seen, ledger)
        with closing(open_stored(run.layout, extracted.manifest)) as con:
            changed = sorted({*parsed.changed, *extracted.redone})
            draft = settle_corpus(Draft(run, con, extracted.manifest), ledger, changed, diary)
            row = run_row(run.run_id, job, diary, "published", {**counts, **draft.manifest.rows()})
            log = run_table(run.layout, row)
            diary.once(
                "checks and publish",
                lambda: build_version(con, run.layout, run.run_id, log, Step(run.base, draft.manifest)),
            )
        manifest = _as_made(run, draft.manifest)
        write_manifest(run.layout, manifest)
        reveal_version(run.layout, run.run_id)
        run.journal.close()
        prune(run.layout)
        return _close(run, diary, manifest, counts)


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
    return conductor.once("groups", lambda: corpus.settle_groups(named.shown(), touched, affected("groups", own)))


def _as_made(run: Run, manifest: Manifest) -> Manifest:
    """Return the manifest with the versions of the stages that made its rows, and what was written to be published."""
    made_by = made_by_after(run.base.made_by, run.job, run.redo.stages)
    return manifest._replace(made_by=made_by, published=version_digests(run.layout, run.run_id))


@contextmanager
def _logged(run: Run, diary: Diary) -> Iterator[None]:
    """Write a line about the run if it fails; a disk that is full is the user's to mend."""
    try:
        yield
    except BaseException as error:
        message = f"{type(error).__name__}: {error}"
        with suppress(OSError):
            append_row(run.layout, run_row(run.run_id, run.job, diary, "failed", {}, message))
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
        "files_read": len(seen.to_read),
        "files_loaded": ledger.loaded_count if ledger else 0,
        "files_removed": len(seen.removed),
        "rejects_new": ledger.rejected_count if ledger else 0,
        "articles_new": len(ledger.arrived) if ledger else 0,
    }


def _close(run: Run, diary: Diary, manifest: Manifest, counts: dict[str, int]) -> Outcome:
    is_published = manifest is not run.base
    status = "published" if is_published else "unchanged"
    append_row(run.layout, run_row(run.run_id, run.job, diary, status, {**counts, **manifest.rows()}))
    outdated = tuple(find_outdated(manifest.made_by, run.job))
    return Outcome(run.run_id, is_published, counts, manifest.rows(), diary.seconds, outdated, run.mended)
