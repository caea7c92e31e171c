"""Batches of raw files: how they are made, and what earlier attempts at this run have already read of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from flows.formats.records import Metadata, Refusal
from flows.pipeline.job import Job, Run
from flows.pipeline.parse_job import FileOutcome, ParsedBatch
from flows.pipeline.redoing import settings_mark, stage_versions
from flows.store.journal import lots_as_json, lots_of_json, work_key
from flows.store.rawfiles import RawFile, size_of, stamp_of

# A file that was refused for one of these may be read another time; nothing else of a file's outcome passes.
_PASSING = ("unreadable", "timed_out", "parser_failed", "changed_while_read")
_STAGE = "parse"
# (stored path, what tells the file as it stands from any other) of each file of a batch.
Stamps = list[tuple[str, str]]


def make_batches(job: Job, files: Iterable[RawFile]) -> list[list[RawFile]]:
    """Return the files in batches of at most so many files and bytes, in their order.

    Those that a metadata.csv speaks of are in batches of their own.
    """
    batches: list[list[RawFile]] = []
    size = 0
    for file in files:
        length = size_of(file) or 0
        is_full = batches and (len(batches[-1]) >= job.batch_files or size + length > job.batch_bytes)
        if not batches or is_full or _is_told(batches[-1][-1]) != _is_told(file):
            batches.append([])
            size = 0
        batches[-1].append(file)
        size += length
    return batches


def _is_told(file: RawFile) -> bool:
    return file.beside != Metadata()


def recall_parsed(run: Run, files: Sequence[RawFile]) -> tuple[list[ParsedBatch], list[RawFile]]:
    """Return the batches that an earlier attempt at this run has read, and the files that are left.

    Of two files that a metadata.csv speaks of and that hold the same article the first counts: batches of such files
    are recalled all together or not at all.
    """
    left = {file.raw_path: file for file in files}
    recalled: list[ParsedBatch] = []
    told: list[tuple[ParsedBatch, list[str]]] = []
    for entry in run.journal.entries(_STAGE):
        paths = [path for path, _ in entry["files"]]
        if entry["made_by"] != _made_by(run) or not _are_the_same(entry["files"], left):
            continue
        if _is_told(left[paths[0]]):
            told.append((_batch_of(entry), paths))
        else:
            recalled.append(_batch_of(entry))
            left = {path: file for path, file in left.items() if path not in set(paths)}
    told_files = [path for path, file in left.items() if _is_told(file)]
    told.sort(key=lambda one: one[1])
    if told_files and [path for _, paths in told for path in paths] == told_files:
        recalled = [*(batch for batch, _ in told), *recalled]
        left = {path: file for path, file in left.items() if not _is_told(file)}
    return recalled, list(left.values())


def _are_the_same(read: Iterable[tuple[str, str]], files: Mapping[str, RawFile]) -> bool:
    return all(path in files and _stamp(files[path]) == stamp for path, stamp in read)


def _stamp(file: RawFile) -> str:
    return f"{stamp_of(file.path)} {list(file.beside)}"


def _made_by(run: Run) -> list[Any]:
    return [stage_versions(run.job)["articles"], settings_mark(run.job), asdict(run.job.read)]


def stamps_of(files: Iterable[RawFile]) -> Stamps:
    """Return what tells the files of a batch, as they stand now, from any that are put in their place."""
    return [(file.raw_path, _stamp(file)) for file in files]


def note_parsed(run: Run, files: Sequence[RawFile], stamps: Stamps, parsed: ParsedBatch) -> None:
    """Note what a batch gave; not where the next attempt may fare better, or a file has changed since its stamp."""
    is_passing = any(refusal.reason in _PASSING for outcome in parsed.outcomes for refusal in outcome.refusals)
    if is_passing or stamps_of(files) != stamps:
        return
    entry = {
        "made_by": _made_by(run),
        "files": stamps,
        "lots": lots_as_json(parsed.lots),
        "outcomes": [outcome._asdict() for outcome in parsed.outcomes],
    }
    run.journal.note(work_key(_STAGE, stamps), entry)


def _batch_of(entry: Mapping[str, Any]) -> ParsedBatch:
    return ParsedBatch(lots_of_json(entry["lots"]), [_outcome_of(one) for one in entry["outcomes"]])


def _outcome_of(row: Mapping[str, Any]) -> FileOutcome:
    places = tuple((article, member) for article, member in row["places"])
    refusals = tuple(Refusal(*refusal) for refusal in row["refusals"])
    return FileOutcome(**{**row, "places": places, "refusals": refusals})
