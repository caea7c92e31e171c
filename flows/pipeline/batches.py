"""The local steps of a run: each batch of files parsed, and its articles taken through quotes, claims, fingerprints."""

from collections.abc import Callable, Iterable
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
)
from flows.store.layout import Layout
from flows.store.parts import LOCAL, Manifest, Part, read_parts, write_part
from flows.store.rawfiles import RawFile
from flows.store.workers import WorkerDied

_EXTRACTIONS: tuple[tuple[str, Callable[[Layout, str, Parts], Parts]], ...] = (
    ("quotes", extract_quotes_job),
    ("claims", extract_claims_job),
    ("fingerprints", extract_fingerprints_job),
)


class Parsed(NamedTuple):
    """The outcome of every file that was read, and for each batch the parts with articles that are new."""

    outcomes: list[FileOutcome]
    batches: list[Parts]


def parse_batches(run: Run, conductor: Conductor, batches: list[list[RawFile]]) -> Parsed:
    """Parse the batches in worker processes and keep each article once."""

    def parse(number: int) -> ParsedBatch:
        return _parse(run, f"{run.run_id}-{number:05d}", batches[number])

    parsed = conductor.each("parse", parse, [len(files) for files in batches])
    outcomes = [outcome for batch in parsed for outcome in batch.outcomes]
    return Parsed(outcomes, list(_new_articles(run, [batch.parts for batch in parsed])))


def _parse(run: Run, name: str, files: list[RawFile]) -> ParsedBatch:
    """Parse a batch; where its process dies, halve it until the file that killed it stands alone and is rejected."""
    seconds = run.job.seconds_per_file + len(files)
    try:
        result: ParsedBatch = run.workers.call(parse_files, run.layout, name, files, run.job.read, seconds=seconds)
    except WorkerDied as death:
        if len(files) == 1:
            refusal = Refusal("", death.reason, death.detail)
            return ParsedBatch({}, [FileOutcome(files[0].raw_path, None, None, None, (), (refusal,))])
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
        yield parts if len(fresh) == len(found) else _only(run, parts, fresh, f"{run.run_id}-{number:05d}-new")


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


def extract_batches(run: Run, conductor: Conductor, parsed: Parsed) -> Manifest:
    """Take the new articles through the local stages and return the manifest with all their parts."""
    batches = [parts for parts in parsed.batches if parts.get("articles")]
    for stage, job in _EXTRACTIONS:
        batches = _extract(run, conductor, stage, job, batches)
    manifest = run.base._replace(run_id=run.run_id)
    for table in LOCAL:
        manifest = manifest.adding(table, (part for parts in batches for part in parts.get(table, ())))
    return manifest


def _extract(
    run: Run, conductor: Conductor, stage: str, job: Callable[[Layout, str, Parts], Parts], batches: list[Parts]
) -> list[Parts]:
    def extract(number: int) -> Parts:
        found: Parts = run.workers.call(job, run.layout, f"{run.run_id}-{number:05d}", batches[number])
        return {**batches[number], **found}

    sizes = [sum(part.rows for part in parts["articles"]) for parts in batches]
    return conductor.each(stage, extract, sizes)
