"""The local stages after parsing: lots of articles taken through quotes, claims and fingerprints.

New lots go through all of them, lots of before through those that are done over. What a stage found in a lot is noted
in the journal: a run that is killed leaves it to the next.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from flows.base.schemas.ledger import ARTICLE_FILES, REJECTS
from flows.pipeline.batches import Parsed, article_ids, only_articles
from flows.pipeline.extract_jobs import extract_claims_job, extract_fingerprints_job, extract_quotes_job
from flows.pipeline.job import Conductor, Run
from flows.pipeline.redoing import LOCAL_STAGES, TABLES_OF, first_stage, stage_versions
from flows.pipeline.rejects import Failure, Redone, is_open, stage_failures
from flows.pipeline.sidecars import ledger_rows
from flows.store.compaction import compact_lots
from flows.store.journal import lots_as_json, lots_of_json, parts_key, work_key
from flows.store.layout import Layout
from flows.store.manifests import Manifest, without_articles
from flows.store.parts import Parts
from flows.store.workers import WorkerDied

_FAILED = "article kept without what this stage finds: {stage}: {detail}"
Job = Callable[[Layout, str, Parts], Parts]

_EXTRACTIONS: tuple[tuple[str, Job], ...] = (
    ("quotes", extract_quotes_job),
    ("claims", extract_claims_job),
    ("fingerprints", extract_fingerprints_job),
)


class Lot(NamedTuple):
    """A set of articles with what is known of it so far; `first_stage` is the first local stage that is still to do."""

    name: str
    parts: Parts
    first_stage: str


class Extracted(NamedTuple):
    """The manifest with the parts of all lots, the articles that were done over, and what stages failed on."""

    manifest: Manifest
    redone: Redone
    failures: list[Failure]


class _Found(NamedTuple):
    """The parts of a lot with what a stage added, and the articles that it failed on."""

    parts: Parts
    failures: list[Failure]


def extract_lots(run: Run, conductor: Conductor, parsed: Parsed) -> Extracted:
    """Take the new articles, and those that are done over, through the local stages."""
    before = without_articles(run.layout, run.base._replace(run_id=run.run_id), set(parsed.changed), run.mark)
    old = list(_lots_to_redo(run, before))
    new = [Lot(f"{run.mark}-{number:05d}", parts, "quotes") for number, parts in enumerate(parsed.lots)]
    lots = [lot for lot in (*old, *new) if lot.parts.get("articles")]
    failures: list[Failure] = []
    for stage, job in _EXTRACTIONS:
        concerned = [place for place, lot in enumerate(lots) if _is_due(lot, stage)]
        found = _extract(run, conductor, stage, job, [lots[place] for place in concerned])
        for place, one in zip(concerned, found, strict=True):
            lots[place] = lots[place]._replace(parts=one.parts)
            failures += one.failures
    manifest = before.without_lots(lot.name for lot in old)
    for lot in lots:
        manifest = manifest.adding_lot(lot.name, lot.parts)
    # Where nothing came in, nothing is to be published, and so nothing is laid anew.
    if lots:
        manifest = compact_lots(run.layout, manifest, run.mark)
    redone = frozenset(article for lot in old for article in article_ids(run, lot.parts.get("articles", ())))
    failures += _standing_failures(run, {*parsed.changed, *redone})
    return Extracted(manifest, Redone(redone, tuple(failures)), failures)


def _lots_to_redo(run: Run, manifest: Manifest) -> Iterator[Lot]:
    """Yield the lots that are done over from some stage on, without what that stage and the later ones had found."""
    for name, parts in manifest.lots().items() if run.redo else ():
        first = first_stage(run.redo, name)
        if first is not None:
            later = LOCAL_STAGES[LOCAL_STAGES.index(first) :]
            gone = {table for stage in later for table in TABLES_OF[stage]}
            yield Lot(name, {table: found for table, found in parts.items() if table not in gone}, first)


def _is_due(lot: Lot, stage: str) -> bool:
    return LOCAL_STAGES.index(stage) >= LOCAL_STAGES.index(lot.first_stage)


def _extract(run: Run, conductor: Conductor, stage: str, job: Job, lots: list[Lot]) -> list[_Found]:
    version = stage_versions(run.job)[stage]

    def extract(number: int) -> _Found:
        parts = lots[number].parts
        key = work_key(stage, version, parts_key(parts))
        known = run.journal.recall(key)
        if known is not None:
            return _Found(lots_of_json(known["lots"])[0], [])
        found = _extract_lot(run, stage, job, f"{run.mark}-{number:05d}", parts)
        # What failed is tried again.
        if not found.failures:
            run.journal.note(key, {"lots": lots_as_json([found.parts])})
        return found

    sizes = [sum(part.rows for part in lot.parts["articles"]) for lot in lots]
    return conductor.each(stage, extract, sizes)


def _extract_lot(run: Run, stage: str, job: Job, name: str, parts: Parts) -> _Found:
    """Extract from a lot; where its process dies, halve it until the article that killed it stands alone."""
    try:
        count = sum(part.rows for part in parts["articles"])
        found: Parts = run.workers.call(job, run.layout, name, parts, seconds=run.job.workers.seconds + count)
    except WorkerDied as death:
        articles = article_ids(run, parts["articles"])
        if len(articles) == 1:
            reason = "timed_out" if death.reason == "timed_out" else "extractor_failed"
            return _Found(parts, [Failure(articles[0], reason, _FAILED.format(stage=stage, detail=death.detail))])
        middle = len(articles) // 2
        halves = []
        for side, ids in enumerate((articles[:middle], articles[middle:])):
            half = only_articles(run, parts, ids, f"{name}-{stage}{side}")
            halves.append(_extract_lot(run, stage, job, f"{name}-{side}", half))
        return _Found(_joined(half.parts for half in halves), [f for half in halves for f in half.failures])
    return _Found({**parts, **found}, [])


def _joined(all_parts: Iterable[Parts]) -> Parts:
    joined: Parts = {}
    for parts in all_parts:
        for table, found in parts.items():
            joined.setdefault(table, []).extend(found)
    return joined


def _standing_failures(run: Run, redone: Iterable[str]) -> list[Failure]:
    """Return the failures that an open reject tells of, on articles that were not done again."""
    rejects = filter(is_open, ledger_rows(run, REJECTS))
    done = set(redone)
    return [one for one in stage_failures(rejects, ledger_rows(run, ARTICLE_FILES)) if one.article_id not in done]
