"""The local steps of a run: each batch of files parsed, and its articles taken through quotes, claims, fingerprints."""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple, cast

import pyarrow as pa
import pyarrow.compute as pc

from flows.base.schemas.ledger import ARTICLE_FILES, REJECTS
from flows.formats.records import Refusal
from flows.pipeline.answers import Answers
from flows.pipeline.extract_jobs import extract_claims_job, extract_fingerprints_job, extract_quotes_job
from flows.pipeline.job import Conductor, Run
from flows.pipeline.ledger import Seen
from flows.pipeline.parse_job import (
    FileOutcome,
    ParsedBatch,
    ParseTask,
    Parts,
    Place,
    parse_files,
    place_of_sign,
)
from flows.pipeline.rejects import Failure, at_places, is_open, stage_failures
from flows.pipeline.sidecars import find_changed, ledger_rows, told_elsewhere
from flows.store.layout import Layout
from flows.store.parts import LOCAL, Manifest, Part, read_parts, without_articles, write_part
from flows.store.rawfiles import RawFile, size_of
from flows.store.workers import WorkerDied, sign_of_life

# A slow reader takes in this much; trafilatura reads about three times as fast.
_BYTES_PER_SECOND = 250_000
# A file of which so many members kill the process is left out whole.
_DEADLY_MEMBERS = 20
# Articles in a lot that are taken up again: a language model was asked about them, or a stage had failed on them.
_ARTICLES_AGAIN = 1_000
_FAILED = "article kept without what this stage finds: {stage}: {detail}"
Job = Callable[[Layout, str, Parts], Parts]

_EXTRACTIONS: tuple[tuple[str, Job], ...] = (
    ("quotes", extract_quotes_job),
    ("claims", extract_claims_job),
    ("fingerprints", extract_fingerprints_job),
)


class Parsed(NamedTuple):
    """The outcome of every file that was read, and the lots of articles to go on with.

    These are new, or `changed`: the warehouse has them, but a metadata.csv says something else of them now, or a
    language model does, or a stage had failed on them and they are tried again.
    """

    outcomes: list[FileOutcome]
    lots: list[Parts]
    changed: list[str]


class Extracted(NamedTuple):
    """The parts of a batch with what a stage added, and the articles that it failed on."""

    parts: Parts
    failures: list[Failure]


def parse_batches(run: Run, conductor: Conductor, seen: Seen) -> Parsed:
    """Parse the files that are news in worker processes and keep each article once."""

    def parse(number: int) -> ParsedBatch:
        return _parse(run, f"{run.mark}-{number:05d}", seen.batches[number])

    parsed = conductor.each("parse", parse, [len(files) for files in seen.batches])
    outcomes = [outcome for batch in parsed for outcome in batch.outcomes]
    lots = [lot for batch in parsed for lot in batch.lots]
    known = set(_article_ids(run, run.base.parts.get("articles", ())))
    standing = at_places(outcomes)
    changed = find_changed(run, lots, (standing & known) - told_elsewhere(run, outcomes))
    kept = list(_first_of_each(run, lots, standing - (known - changed)))
    doubtful = (seen.retried.articles | _doubtful(run)) & standing & known
    again = sorted((seen.answers.changed | doubtful) - changed)
    shares = (again[start : start + _ARTICLES_AGAIN] for start in range(0, len(again), _ARTICLES_AGAIN))
    kept += [_read_before(run, share, f"{run.mark}-{number:05d}-again") for number, share in enumerate(shares)]
    return Parsed([*seen.sidecars, *outcomes], _with_answers(run, kept, seen.answers), sorted({*changed, *again}))


def _doubtful(run: Run) -> set[str]:
    """Return the articles that a stage failed on and of which no open reject tells: their files were gone or others."""
    rejects, places = ledger_rows(run, REJECTS), ledger_rows(run, ARTICLE_FILES)
    told = {failure.article_id for failure in stage_failures(filter(is_open, rejects), places)}
    return {failure.article_id for failure in stage_failures(rejects, places)} - told


def _standing_failures(run: Run, redone: Iterable[str]) -> list[Failure]:
    """Return the failures that an open reject tells of, on articles that were not done again."""
    rejects = filter(is_open, ledger_rows(run, REJECTS))
    done = set(redone)
    return [one for one in stage_failures(rejects, ledger_rows(run, ARTICLE_FILES)) if one.article_id not in done]


def _read_before(run: Run, articles: list[str], name: str) -> Parts:
    """Return parts with what was read of these articles in earlier runs, from which all else can be found again."""
    wanted = pa.array(articles, pa.string())
    found: Parts = {"articles": [], "blocks": []}
    for table, parts in found.items():
        for part in run.base.parts.get(table, ()):
            is_wanted = pc.is_in(read_parts(run.layout, table, [part], ["article_id"])["article_id"], wanted)
            if pc.any(is_wanted).as_py():
                parts += write_part(run.layout, table, read_parts(run.layout, table, [part]).filter(is_wanted), name)
    return found


def _with_answers(run: Run, lots: list[Parts], answers: Answers) -> list[Parts]:
    """Return the lots, each with the answers of language models about its articles, if there are any."""
    if not answers.rows:
        return lots
    given: list[Parts] = []
    for number, parts in enumerate(lots):
        table = answers.about(_article_ids(run, parts.get("articles", ())))
        written = write_part(run.layout, "model_answers", table, f"{run.mark}-{number:05d}")
        given.append({**parts, "model_answers": written})
    return given


def _parse(run: Run, name: str, files: list[RawFile]) -> ParsedBatch:
    """Parse a batch; where its process dies, begin again without the file or member that killed it."""
    longest = max(size_of(file) or 0 for file in files)
    seconds = run.job.seconds_per_file + min(longest, run.job.read.max_bytes) / _BYTES_PER_SECOND
    skipped: dict[Place, Refusal] = {}
    while True:
        task = ParseTask(run.layout, name, files, run.job.read, skipped)
        try:
            return cast(ParsedBatch, run.workers.call(parse_files, task, seconds=seconds, sign=task.sign))
        except WorkerDied as death:
            place = _place_to_blame(task)
            if place is None:
                raise
            reason = "timed_out" if death.reason == "timed_out" else "parser_failed"
            skipped[place] = Refusal(place[1], reason, death.detail)
        finally:
            task.sign.unlink(missing_ok=True)


def _place_to_blame(task: ParseTask) -> Place | None:
    """Return the place at which the process died; the whole file where leaving out members did not help."""
    sign = sign_of_life(task.sign)
    if sign is None:
        return None
    raw_path, member = place_of_sign(sign)
    deadly = [place for place in task.skipped if place[0] == raw_path]
    if (raw_path, member) in deadly or len(deadly) >= _DEADLY_MEMBERS:
        member = ""
    return None if (raw_path, member) in deadly else (raw_path, member)


def _joined(all_parts: Iterable[Parts]) -> Parts:
    joined: Parts = {}
    for parts in all_parts:
        for table, found in parts.items():
            joined.setdefault(table, []).extend(found)
    return joined


def _first_of_each(run: Run, lots: Iterable[Parts], wanted: set[str]) -> Iterator[Parts]:
    """Yield the parts of each lot with those of the wanted articles that stand in no lot before it."""
    for number, parts in enumerate(lots):
        found = _article_ids(run, parts.get("articles", ()))
        fresh = [article for article in found if article in wanted]
        wanted = wanted - set(fresh)
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
    """Take the new articles through the local stages; return the manifest, and what a stage failed on."""
    batches = [parts for parts in parsed.lots if parts.get("articles")]
    failures: list[Failure] = []
    for stage, job in _EXTRACTIONS:
        extracted = _extract(run, conductor, stage, job, batches)
        batches = [batch.parts for batch in extracted]
        failures += [failure for batch in extracted for failure in batch.failures]
    manifest = without_articles(run.layout, run.base._replace(run_id=run.run_id), set(parsed.changed), run.mark)
    for table in LOCAL:
        manifest = manifest.adding(table, (part for parts in batches for part in parts.get(table, ())))
    return manifest, [*failures, *_standing_failures(run, parsed.changed)]


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
            return Extracted(parts, [Failure(articles[0], reason, _FAILED.format(stage=stage, detail=death.detail))])
        middle = len(articles) // 2
        halves = []
        for side, ids in enumerate((articles[:middle], articles[middle:])):
            half = _only(run, parts, ids, f"{name}-{stage}{side}")
            halves.append(_extract_batch(run, stage, job, f"{name}-{side}", half))
        return Extracted(_joined(half.parts for half in halves), [f for half in halves for f in half.failures])
    return Extracted({**parts, **found}, [])
