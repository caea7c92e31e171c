"""The ledger: which raw files are new, changed or gone, and what becomes of their rows."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

import pyarrow as pa

from flows.base.schemas.judgements import JUDGEMENTS
from flows.base.schemas.ledger import ARTICLE_FILES, RAW_FILES, REJECTS
from flows.base.schemas.table import TableSchema
from flows.formats.records import Metadata
from flows.pipeline.answers import Answers, find_answers
from flows.pipeline.job import Run
from flows.pipeline.judgements import Filed, Judgement, judge_articles, read_filed, withdrawn_articles
from flows.pipeline.parse_job import FileOutcome, beside_sha256
from flows.pipeline.rejects import (
    Redone,
    Retried,
    count_rejects,
    find_retried,
    new_rejects,
    reject_row,
    rejects_of_redone,
)
from flows.pipeline.sidecars import ledger_rows, read_sidecars, sharing_files
from flows.store.buckets import Change
from flows.store.rawfiles import RawFile, file_sha256, list_raw_files

Row = dict[str, Any]


class Seen(NamedTuple):
    """What discovery found: files to read, stored paths that are gone, and how many files there are.

    `retried` is what is done again though it did not change. `sidecars` is what reading the metadata.csv that are news
    gave, and the judgements if they are; `filed` holds the judgements in any case, and `answers` what a language model
    said, if one was asked.
    """

    to_read: list[RawFile]
    removed: list[str]
    file_count: int
    ignored: frozenset[str]
    sidecars: list[FileOutcome]
    filed: Filed = Filed()
    answers: Answers = Answers()
    retried: Retried = Retried()

    @property
    def is_nothing_new(self) -> bool:
        """Tell whether a run would change nothing."""
        return not (self.to_read or self.removed or self.sidecars or self.answers.changed)


class Ledger(NamedTuple):
    """The changes to the ledger tables, and which articles became or ceased to be current.

    `rejects` counts the rejects by what became of them and by reason. `filed` are the judgements as written, `judged`
    those on articles, with what they name after the changes.
    """

    changes: list[Change]
    arrived: list[str]
    ceased: list[str]
    loaded_count: int
    rejects: dict[str, dict[str, int]]
    filed: Filed
    judged: list[Judgement]


def discover(run: Run) -> Seen:
    """Return what stands under RAW that the committed run has not seen as it is now."""
    known = {row["raw_path"]: row for row in ledger_rows(run, RAW_FILES)}
    filed = read_filed(run.job.raw, run.job.judgements)
    own_place = filed.outcome.raw_path if filed.outcome else None
    listed = list_raw_files(run.job.raw, run.layout.root, run.job.settings.ignore)
    found = [file for file in listed.files if file.raw_path != own_place]
    beside = read_sidecars(found, listed.ignored)
    files = [file._replace(beside=beside.said.get(file.raw_path, file.beside)) for file in found]
    files = [file for file in files if file.raw_path not in beside.outcomes]
    is_redone = "articles" in run.redo.stages
    news = {file.raw_path for file in files if is_redone or _is_news(file, known.get(file.raw_path))}
    news |= sharing_files(run, news)
    retried = find_retried(run.job.retry, ledger_rows(run, REJECTS), ledger_rows(run, ARTICLE_FILES))
    news |= retried.paths
    # What a metadata.csv speaks of comes first: of two places of one article it is the one that counts.
    to_read = sorted((file for file in files if file.raw_path in news), key=lambda file: file.beside == Metadata())
    present = {own_place, *(file.raw_path for file in found)}
    removed = [path for path, row in sorted(known.items()) if path not in present and row["status"] != "removed"]
    sidecars = _new_sidecars(run, known, beside.outcomes)
    if filed.outcome and _is_other(known.get(filed.outcome.raw_path), filed.outcome):
        sidecars.append(filed.outcome)
    counts = (len(found), listed.ignored)
    return Seen(to_read, removed, *counts, sidecars, filed, find_answers(run), retried)


def _is_news(file: RawFile, known: Row | None) -> bool:
    if known is None or known["status"] == "removed" or known["beside_sha256"] != beside_sha256(file):
        return True
    sha256 = None if file.refusal else file_sha256(file.path)
    return bool(known["raw_sha256"] != sha256)


def _is_other(known: Row | None, outcome: FileOutcome) -> bool:
    return known is None or known["status"] == "removed" or known["raw_sha256"] != outcome.raw_sha256


def _new_sidecars(run: Run, known: dict[str, Row], outcomes: Mapping[str, FileOutcome]) -> list[FileOutcome]:
    """Return the sidecars that are other files now, or of whose rows others are wrong: a file may have come or gone."""
    still_open: dict[str, set[str]] = {}
    for row in ledger_rows(run, REJECTS):
        if row["resolved_run_id"] is None:
            still_open.setdefault(row["raw_path"], set()).add(row["reject_id"])
    return [
        outcome
        for path, outcome in sorted(outcomes.items())
        if _is_other(known.get(path), outcome)
        or still_open.get(path, set())
        != {reject_row(run.run_id, outcome, refusal)["reject_id"] for refusal in outcome.refusals}
    ]


def settle_ledger(run: Run, seen: Seen, outcomes: list[FileOutcome], redone: Redone) -> Ledger:
    """Return the changes that these outcomes, and what was done over, make to raw_files, article_files and rejects."""
    read = {outcome.raw_path: outcome for outcome in outcomes}
    files = {row["raw_path"]: row for row in ledger_rows(run, RAW_FILES)}
    places = ledger_rows(run, ARTICLE_FILES)
    new_files = [*_read_files(run, files, outcomes), *_removed_files(run, files, seen.removed)]
    new_places = _new_places(places, read, seen.ignored)
    rejects = ledger_rows(run, REJECTS)
    unread = [row for row in places if row["raw_path"] not in read]
    refused = new_rejects(run.run_id, rejects, read, set(seen.removed))
    refused += rejects_of_redone(run.run_id, rejects, unread, files, redone)
    changes = [_change(RAW_FILES, new_files), _change(ARTICLE_FILES, new_places), _change(REJECTS, refused)]
    merged = {_place_key(place): place for place in (*places, *new_places)}
    judged = judge_articles(seen.filed.rows, list(merged.values()), run.job.raw)
    before = _current(places) - _withdrawn_before(run)
    after = _current(merged.values()) - withdrawn_articles(judged)
    loaded = sum(bool(outcome.places) for outcome in outcomes)
    arrived, ceased = sorted(after - before), sorted(before - after)
    return Ledger(changes, arrived, ceased, loaded, count_rejects(rejects, refused), seen.filed, judged)


def _current(places: Iterable[Row]) -> set[str]:
    return {place["article_id"] for place in places if place["is_current"]}


def _withdrawn_before(run: Run) -> set[str]:
    rows = ledger_rows(run, JUDGEMENTS)
    return {row["left_id"] for row in rows if row["kind"] == "withdrawn" and row["state"] == "stands"}


def _change(table: TableSchema, rows: list[Row]) -> Change:
    return Change(table.name, table.empty().select(table.key), table.of(rows))


def _read_files(run: Run, known: dict[str, Row], outcomes: Iterable[FileOutcome]) -> list[Row]:
    return [_read_file(run, known.get(outcome.raw_path), outcome) for outcome in outcomes]


def _read_file(run: Run, known: Row | None, outcome: FileOutcome) -> Row:
    row = {
        "raw_path": outcome.raw_path,
        "raw_sha256": outcome.raw_sha256,
        "size_bytes": outcome.size_bytes,
        "format": outcome.format,
        "beside_sha256": outcome.beside_sha256,
        "status": "loaded" if outcome.places or outcome.is_sidecar else "rejected",
    }
    # What was read again and is as it was keeps the row that it had.
    if known is not None and all(known[name] == value for name, value in row.items()):
        return known
    return {**row, "first_run_id": known["first_run_id"] if known else run.run_id, "last_run_id": run.run_id}


def _removed_files(run: Run, known: dict[str, Row], removed: Iterable[str]) -> list[Row]:
    return [{**known[path], "status": "removed", "last_run_id": run.run_id} for path in removed]


def _place_key(place: Row) -> tuple[str, str, str]:
    return place["article_id"], place["raw_path"], place["raw_member"]


def _new_places(places: list[Row], read: dict[str, FileOutcome], ignored: Collection[str]) -> list[Row]:
    """Return the places of the files that were read: what they hold now is current, what they held before is not.

    Nothing that an ignored file holds is current. A file that could not be read at all leaves its articles as they
    stand: that may pass, and it proves no change.
    """
    known = {path for path, outcome in read.items() if outcome.raw_sha256 is not None}
    left = [row for row in places if row["raw_path"] in known or (row["is_current"] and row["raw_path"] in ignored)]
    changed = {_place_key(row): {**row, "is_current": False} for row in left}
    for outcome in read.values():
        for article, member in outcome.places:
            row = {"article_id": article, "raw_path": outcome.raw_path, "raw_member": member, "is_current": True}
            changed[_place_key(row)] = row
    return list(changed.values())


def standing_rejects(run: Run) -> dict[str, dict[str, int]]:
    """Return the counts of rejects of a run that read nothing: by what became of them and by reason."""
    return count_rejects(ledger_rows(run, REJECTS), [])


def current_articles(run: Run, ledger: Ledger) -> pa.Table:
    """Return the ids of all articles that are current after the ledger's changes and stand: a table of article_id."""
    places = {_place_key(row): row for row in ledger_rows(run, ARTICLE_FILES)}
    for change in ledger.changes:
        if change.table == ARTICLE_FILES.name:
            places |= {_place_key(row): row for row in change.rows.to_pylist()}
    ids = sorted(_current(places.values()) - withdrawn_articles(ledger.judged))
    return pa.table({"article_id": pa.array(ids, pa.string())})
