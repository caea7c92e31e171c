"""What was refused, and what becomes of it: each refusal is one row for as long as its file is what it is."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, NamedTuple

from flows.base.ids import content_id
from flows.formats.records import Refusal
from flows.pipeline.parse_job import FileOutcome

Row = dict[str, Any]

# Reasons by which a stage refuses an article that stands; at a place without an article they are the reader's.
_OF_STAGES = ("extractor_failed", "timed_out")


@dataclass(frozen=True)
class Retry:
    """Which rejected files are read again although they did not change: by reason and by path, all where none is named.

    In a pattern * stands for any characters, those that part folders too.
    """

    reasons: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()

    def wants(self, reject: Row) -> bool:
        """Tell whether this row of rejects is still open and among those that are meant."""
        return (
            is_open(reject)
            and (not self.reasons or reject["reason"] in self.reasons)
            and (not self.paths or any(fnmatchcase(reject["raw_path"], pattern) for pattern in self.paths))
        )


class Failure(NamedTuple):
    """An article whose extraction killed its process, and why."""

    article_id: str
    reason: str
    detail: str


class Redone(NamedTuple):
    """Articles that stages were done over for, and the failures of stages on some of them."""

    articles: frozenset[str] = frozenset()
    failures: tuple[Failure, ...] = ()


class Retried(NamedTuple):
    """What is done again: files to read, and articles that stand but that a stage failed on."""

    paths: frozenset[str] = frozenset()
    articles: frozenset[str] = frozenset()


def find_retried(retry: Retry | None, rejects: Iterable[Row], places: list[Row]) -> Retried:
    """Return the files and articles that are to be done again: with an article, every file that holds it."""
    if retry is None:
        return Retried()
    wanted = [row for row in rejects if retry.wants(row)]
    articles = frozenset(failure.article_id for failure in stage_failures(wanted, places))
    sharing = {place["raw_path"] for place in places if place["is_current"] and place["article_id"] in articles}
    return Retried(frozenset({row["raw_path"] for row in wanted} | sharing), articles)


def stage_failures(rejects: Iterable[Row], places: Iterable[Row]) -> list[Failure]:
    """Return the articles of which these rejects tell that they lack what a stage would have found."""
    articles = {(row["raw_path"], row["raw_member"]): row["article_id"] for row in places}
    return [
        Failure(articles[place], row["reason"], row["detail"])
        for row in rejects
        if row["reason"] in _OF_STAGES and (place := (row["raw_path"], row["raw_member"])) in articles
    ]


def is_open(reject: Row) -> bool:
    """Tell whether what was refused still is."""
    return reject["resolved_run_id"] is None


def refuse_failures(outcomes: Iterable[FileOutcome], failures: Iterable[Failure]) -> list[FileOutcome]:
    """Return the outcomes with a refusal at each place of an article that a stage failed on; the article stays."""
    failed: dict[str, Failure] = {}
    for failure in failures:
        failed.setdefault(failure.article_id, failure)
    return [
        outcome._replace(
            refusals=(*outcome.refusals, *(_refusal(failed[article], member) for article, member in found))
        )
        for outcome in outcomes
        for found in [[place for place in outcome.places if place[0] in failed]]
    ]


def _refusal(failure: Failure, member: str) -> Refusal:
    return Refusal(member, failure.reason, failure.detail)


def new_rejects(run_id: str, rejects: Iterable[Row], read: Mapping[str, FileOutcome], removed: set[str]) -> list[Row]:
    """Return the rows of rejects that these outcomes add or change: what happens again stays the row that it is."""
    known = {row["reject_id"]: row for row in rejects}
    again = {
        row["reject_id"]: row
        for outcome in read.values()
        for row in (reject_row(run_id, outcome, refusal) for refusal in outcome.refusals)
    }
    resolved = [
        {**row, "resolved_run_id": run_id}
        for row in known.values()
        if is_open(row) and row["reject_id"] not in again and row["raw_path"] in {*read, *removed}
    ]
    fresh = [row for key, row in again.items() if key not in known or not is_open(known[key])]
    return [*resolved, *fresh]


def rejects_of_redone(
    run_id: str, rejects: Iterable[Row], places: Iterable[Row], files: Mapping[str, Row], redone: Redone
) -> list[Row]:
    """Return a reject for each of these places of an article that a stage failed on, and as resolved those of before.

    `files` are the rows of raw_files by path.
    """
    concerned = [row for row in places if row["is_current"] and row["article_id"] in redone.articles]
    failures = {failure.article_id: failure for failure in reversed(redone.failures)}
    failed: dict[str, Row] = {}
    for place in concerned:
        if place["article_id"] in failures:
            path = place["raw_path"]
            read = FileOutcome(path, files[path]["raw_sha256"], None, None, (), (), None)
            row = reject_row(run_id, read, _refusal(failures[place["article_id"]], place["raw_member"]))
            failed[row["reject_id"]] = row
    known = [row for row in rejects if is_open(row)]
    members = {(place["raw_path"], place["raw_member"]) for place in concerned}
    before = {
        row["reject_id"]: row
        for row in known
        if row["reason"] in _OF_STAGES and (row["raw_path"], row["raw_member"]) in members
    }
    resolved = [{**row, "resolved_run_id": run_id} for key, row in before.items() if key not in failed]
    return [*resolved, *(row for key, row in failed.items() if key not in before)]


def reject_row(run_id: str, outcome: FileOutcome, refusal: Refusal) -> Row:
    """Return the row of rejects for a refusal, first seen in this run."""
    return {
        "reject_id": content_id("rej", outcome.raw_path, refusal.raw_member, outcome.raw_sha256, refusal.reason),
        "raw_path": outcome.raw_path,
        "raw_member": refusal.raw_member,
        "raw_sha256": outcome.raw_sha256,
        "reason": refusal.reason,
        "detail": refusal.detail,
        "position": refusal.position,
        "run_id": run_id,
        "resolved_run_id": None,
    }


def count_rejects(rejects: Iterable[Row], changed: Iterable[Row]) -> dict[str, dict[str, int]]:
    """Return how many rejects of each reason a run found new, resolved, and left open: by what, then by reason.

    `rejects` are the rows before the run, `changed` those that it adds or changes.
    """
    changes = list(changed)
    after = {row["reject_id"]: row for row in (*rejects, *changes)}
    sets = {
        "new": filter(is_open, changes),
        "resolved": (row for row in changes if not is_open(row)),
        "open": filter(is_open, after.values()),
    }
    return {name: dict(sorted(Counter(row["reason"] for row in rows).items())) for name, rows in sets.items()}


def at_places(outcomes: Iterable[FileOutcome]) -> set[str]:
    """Return the articles that stand somewhere in the files that were read."""
    return {article for outcome in outcomes for article, _ in outcome.places}
