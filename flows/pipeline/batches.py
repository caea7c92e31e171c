"""The first local step of a run: files read in batches, each article kept once.

What a batch gave is noted in the journal; a run that is killed leaves it to the next.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple, cast

import pyarrow as pa
import pyarrow.compute as pc

from flows.base.schemas.ledger import ARTICLE_FILES, REJECTS
from flows.formats.records import Refusal
from flows.pipeline.answers import Answers
from flows.pipeline.job import Conductor, Run
from flows.pipeline.ledger import Seen
from flows.pipeline.parse_job import FileOutcome, ParsedBatch, ParseTask, Place, parse_files, place_of_sign
from flows.pipeline.recalling import make_batches, note_parsed, recall_parsed, stamps_of
from flows.pipeline.rejects import at_places, is_open, stage_failures
from flows.pipeline.sidecars import find_changed, ledger_rows, told_elsewhere
from flows.store.parts import Part, Parts, read_parts, write_part
from flows.store.rawfiles import RawFile, size_of
from flows.store.workers import WorkerDied, sign_of_life

# A slow reader takes in this much; trafilatura reads about three times as fast.
_BYTES_PER_SECOND = 250_000
# A file of which so many members kill the process is left out whole.
_DEADLY_MEMBERS = 20
# Articles in a lot that are taken up again: a language model was asked about them, or a stage had failed on them.
_ARTICLES_AGAIN = 1_000


class Parsed(NamedTuple):
    """The outcome of every file that was read, and the lots of articles to go on with.

    These are new, or `changed`: the warehouse has them, but a metadata.csv says something else of them now, or a
    language model does, or a stage had failed on them and they are tried again.
    """

    outcomes: list[FileOutcome]
    lots: list[Parts]
    changed: list[str]


def parse_batches(run: Run, conductor: Conductor, seen: Seen) -> Parsed:
    """Parse the files that are news in worker processes and keep each article once."""
    recalled, left = recall_parsed(run, seen.to_read)
    batches = make_batches(run.job, left)

    def parse(number: int) -> ParsedBatch:
        stamps = stamps_of(batches[number])
        parsed = _parse(run, f"{run.mark}-{number:05d}", batches[number])
        note_parsed(run, batches[number], stamps, parsed)
        return parsed

    parsed = [*recalled, *conductor.each("parse", parse, [len(files) for files in batches])]
    outcomes = [outcome for batch in parsed for outcome in batch.outcomes]
    lots = [lot for batch in parsed for lot in batch.lots]
    known = set(article_ids(run, run.base.parts.get("articles", ())))
    standing = at_places(outcomes)
    again = standing & known
    is_redone = "articles" in run.redo.stages
    changed = again if is_redone else find_changed(run, lots, again - told_elsewhere(run, outcomes))
    kept = list(_first_of_each(run, lots, standing - (known - changed)))
    doubtful = (seen.retried.articles | _doubtful(run)) & again
    taken_up = sorted((seen.answers.changed | doubtful) - changed)
    shares = (taken_up[start : start + _ARTICLES_AGAIN] for start in range(0, len(taken_up), _ARTICLES_AGAIN))
    kept += [_read_before(run, share, f"{run.mark}-{number:05d}-again") for number, share in enumerate(shares)]
    return Parsed([*seen.sidecars, *outcomes], _with_answers(run, kept, seen.answers), sorted({*changed, *taken_up}))


def _doubtful(run: Run) -> set[str]:
    """Return the articles that a stage failed on and of which no open reject tells: their files were gone or others."""
    rejects, places = ledger_rows(run, REJECTS), ledger_rows(run, ARTICLE_FILES)
    told = {failure.article_id for failure in stage_failures(filter(is_open, rejects), places)}
    return {failure.article_id for failure in stage_failures(rejects, places)} - told


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
        table = answers.about(article_ids(run, parts.get("articles", ())))
        written = write_part(run.layout, "model_answers", table, f"{run.mark}-{number:05d}")
        given.append({**parts, "model_answers": written})
    return given


def _parse(run: Run, name: str, files: list[RawFile]) -> ParsedBatch:
    """Parse a batch; where its process dies, begin again without the file or member that killed it."""
    longest = max(size_of(file) or 0 for file in files)
    seconds = run.job.seconds_per_file + min(longest, run.job.read.max_bytes) / _BYTES_PER_SECOND
    skipped: dict[Place, Refusal] = {}
    while True:
        task = ParseTask(run.layout, name, files, run.job.read, skipped, run.job.settings)
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


def _first_of_each(run: Run, lots: Iterable[Parts], wanted: set[str]) -> Iterator[Parts]:
    """Yield the parts of each lot with those of the wanted articles that stand in no lot before it."""
    for number, parts in enumerate(lots):
        found = article_ids(run, parts.get("articles", ()))
        fresh = [article for article in found if article in wanted]
        wanted = wanted - set(fresh)
        yield parts if len(fresh) == len(found) else only_articles(run, parts, fresh, f"{run.mark}-{number:05d}-new")


def article_ids(run: Run, parts: Iterable[Part]) -> list[str]:
    """Return the ids of the articles in parts of that table, in their order."""
    ids: list[str] = read_parts(run.layout, "articles", parts, ["article_id"])["article_id"].to_pylist()
    return ids


def only_articles(run: Run, parts: Parts, articles: list[str], name: str) -> Parts:
    """Return the parts of a lot written anew with the rows of these articles alone."""
    wanted = pa.array(articles, pa.string())
    kept: Parts = {}
    for table, found in parts.items():
        rows = read_parts(run.layout, table, found)
        kept[table] = write_part(run.layout, table, rows.filter(pc.is_in(rows["article_id"], wanted)), name)
    return kept
