"""The local steps of a run: each batch of files parsed, and its articles taken through quotes, claims, fingerprints."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from flows.formats.records import Refusal
from flows.pipeline.job import Conductor, Run
from flows.pipeline.local_jobs import (
    FileOutcome,
    ParsedBatch,
    Parts,
    extract_claims_job,
    extract_fingerprints_job,
    extract_quotes_job,
    parse_files,
    refused_file,
)
from flows.store.layout import Layout
from flows.store.parts import LOCAL, Manifest, Part, read_parts, write_part
from flows.store.rawfiles import RawFile, size_of
from flows.store.workers import WorkerDied

# A slow reader takes in this much; trafilatura reads about three times as fast.
_BYTES_PER_SECOND = 250_000
Job = Callable[[Layout, str, Parts], Parts]

_EXTRACTIONS: tuple[tuple[str, Job], ...] = (
    ("quotes", extract_quotes_job),
    ("claims", extract_claims_job),
    ("fingerprints", extract_fingerprints_job),
)


class Parsed(NamedTuple):
    """The outcome of every file that was read, and for each batch the parts with articles that are new."""

    outcomes: list[FileOutcome]
    batches: list[Parts]


class Failure(NamedTuple):
    """An article whose extraction killed its process, and why."""

    article_id: str
    reason: str
    detail: str


class Extracted(NamedTuple):
    """The parts of a batch with what a stage added, and the articles that it failed on."""

    parts: Parts
    failures: list[Failure]


def parse_batches(run: Run, conductor: Conductor, batches: list[list[RawFile]]) -> Parsed:
    """Parse the batches in worker processes and keep each article once."""

    def parse(number: int) -> ParsedBatch:
        return _parse(run, f"{run.mark}-{number:05d}", batches[number])

    parsed = conductor.each("parse", parse, [len(files) for files in batches])
    outcomes = [outcome for batch in parsed for outcome in batch.outcomes]
    return Parsed(outcomes, list(_new_articles(run, [batch.parts for batch in parsed])))


def _parse(run: Run, name: str, files: list[RawFile]) -> ParsedBatch:
    """Parse a batch; where its process dies, halve it until the file that killed it stands alone and is rejected."""
    seconds = run.job.seconds_per_file + len(files) + sum(size_of(file) or 0 for file in files) / _BYTES_PER_SECOND
    try:
        result: ParsedBatch = run.workers.call(parse_files, run.layout, name, files, run.job.read, seconds=seconds)
    except WorkerDied as death:
        if len(files) == 1:
            reason = "timed_out" if death.reason == "timed_out" else "parser_failed"
            return ParsedBatch({}, [refused_file(files[0], Refusal("", reason, death.detail))])
        middle = len(files) // 2
        halves = [_parse(run, f"{name}-{side}", part) for side, part in enumerate((files[:middle], files[middle:]))]
        return ParsedBatch(_joined(half.parts for half in halves), [o for half in halves for o in half.outcomes])
    return result


def _joined(all_parts: Iterable[Parts]) -> Parts:
    joined: Parts = {}
    for parts in all_parts:
        for table, found in parts.items():
            joined.setdefault(table, []).extend(found)
    return joined


def _new_articles(run: Run, batches: Iterable[Parts]) -> Iterable[Parts]:
    """Yield the parts of each batch without articles that the warehouse or an earlier batch has already."""
    known = set(_article_ids(run, run.base.parts.get("articles", ())))
    for number, parts in enumerate(batches):
        found = _article_ids(run, parts.get("articles", ()))
        fresh = [article for article in found if article not in known]
        known.update(fresh)
        yield parts if len(fresh) == len(found) else _only(run, parts, fresh, f"{run.mark}-{number:05d}-new")


def _article_ids(run: Run, parts: Iterable[Part]) -> list[str]:
    ids: list[str] = read_parts(run.layout, "articles", parts, ["article_id"])["article_id"].to_pylist()
    return ids


def _only(run: Run, parts: Parts, articles: list[str], name: str) -> Parts:
    wanted = pa.array(articles, pa.string())
    kept: Parts = {}
    for table, found in parts.items():
        rows = read_parts(run.layout, table, found)
        kept[table] = write_part(run.layout, table, rows.filter(pc.is_in(rows["article_id"], wanted)), name)
    return kept


def extract_batches(run: Run, conductor: Conductor, parsed: Parsed) -> tuple[Manifest, list[Failure]]:
    """Take the new articles through the local stages; return the manifest with all parts, and articles that failed."""
    batches = [parts for parts in parsed.batches if parts.get("articles")]
    failures: list[Failure] = []
    for stage, job in _EXTRACTIONS:
        extracted = _extract(run, conductor, stage, job, batches)
        batches = [batch.parts for batch in extracted]
        failures += [failure for batch in extracted for failure in batch.failures]
    manifest = run.base._replace(run_id=run.run_id)
    for table in LOCAL:
        manifest = manifest.adding(table, (part for parts in batches for part in parts.get(table, ())))
    return manifest, failures


def _extract(run: Run, conductor: Conductor, stage: str, job: Job, batches: list[Parts]) -> list[Extracted]:
    def extract(number: int) -> Extracted:
        return _extract_batch(run, stage, job, f"{run.mark}-{number:05d}", batches[number])

    sizes = [sum(part.rows for part in parts["articles"]) for parts in batches]
    return conductor.each(stage, extract, sizes)


def _extract_batch(run: Run, stage: str, job: Job, name: str, parts: Parts) -> Extracted:
    """Extract from a batch; where its process dies, halve it until the article that killed it stands alone."""
    try:
        count = sum(part.rows for part in parts["articles"])
        found: Parts = run.workers.call(job, run.layout, name, parts, seconds=run.job.workers.seconds + count)
    except WorkerDied as death:
        articles = _article_ids(run, parts["articles"])
        if len(articles) == 1:
            reason = "timed_out" if death.reason == "timed_out" else "extractor_failed"
            return Extracted(parts, [Failure(articles[0], reason, f"{stage}: {death.detail}")])
        middle = len(articles) // 2
        halves = []
        for side, ids in enumerate((articles[:middle], articles[middle:])):
            half = _only(run, parts, ids, f"{name}-{stage}{side}")
            halves.append(_extract_batch(run, stage, job, f"{name}-{side}", half))
        return Extracted(_joined(half.parts for half in halves), [f for half in halves for f in half.failures])
    return Extracted({**parts, **found}, [])


def refuse_failures(outcomes: Iterable[FileOutcome], failures: Iterable[Failure]) -> list[FileOutcome]:
    """Return the outcomes with a refusal at each place of an article that a stage failed on; the article stays."""
    failed: dict[str, Failure] = {}
    for failure in failures:
        failed.setdefault(failure.article_id, failure)
    return [
        outcome._replace(refusals=(*outcome.refusals, *_refusals_of_failures(outcome, failed))) for outcome in outcomes
    ]


def _refusals_of_failures(outcome: FileOutcome, failed: Mapping[str, Failure]) -> Iterator[Refusal]:
    for article, member in outcome.places:
        if article in failed:
            detail = f"article kept without what this stage finds: {failed[article].detail}"
            yield Refusal(member, failed[article].reason, detail)
