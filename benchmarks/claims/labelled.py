"""Labelled claims, and those of a warehouse: the two sides that the scorer compares.

Labels are JSON lines, a claim a line: {"article_file", "start", "end" (code points of the text), "claimant",
"claimant_type" (outlet_voice or the kind of source), "chain" (the publisher first), "hedge", "polarity",
"check_worthy", "quantities": [{"value", "cmp"}], "dates": [{"from", "to"}], "canonical_claim" (the fact that rows
share), "conflicts_with": [facts]}; more is passed over. Facts, where they are given, are a second file:
{"canonical_claim", "n_articles", "n_independent_origins" (its root sources)}.
"""

import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from flows.pipeline import run_pipeline
from flows.pipeline.job import DirectConductor, make_job
from flows.pipeline.progress import NoWatch
from flows.store.engine import Connection, open_published
from flows.store.layout import Layout

# What stands for an article's own voice on the side that was found.
OUTLET = "outlet"
_REPORTS = "unspecified reports"

Quantity = tuple[float, str]
Dates = tuple[str | None, str | None]


class Row(NamedTuple):
    """A claim of one article, labelled or found: its place, who makes it and how firmly, its numbers and dates.

    `claimants`: the names that are right, of a found row the one that was given. `quantities` are value and
    comparator, `dates` the first and the last day. `fact` is the same in all rows that state one fact; `conflicts`
    are the facts against it. `root_count` of the fact is known for found rows alone.
    """

    article: str
    start: int
    end: int
    claimants: tuple[str, ...]
    is_outlet: bool
    hedge: str
    polarity: str
    is_check_worthy: bool
    quantities: tuple[Quantity, ...]
    dates: tuple[Dates, ...]
    fact: str
    conflicts: tuple[str, ...] = ()
    root_count: int = 0


class Fact(NamedTuple):
    """In how many articles a labelled fact stands, and on how many root sources it rests."""

    article_count: int
    root_count: int


def read_labels(path: Path) -> list[Row]:
    """Return the labelled claims, in the order of the file."""
    return [_label(row) for row in _lines(path)]


def read_facts(path: Path) -> dict[str, Fact]:
    """Return what is known of each labelled fact."""
    return {row["canonical_claim"]: Fact(row["n_articles"], row["n_independent_origins"]) for row in _lines(path)}


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line.strip()]


def _label(row: dict[str, Any]) -> Row:
    is_outlet = row["claimant_type"] == "outlet_voice"
    dates = ((one["from"], one["to"]) for one in row["dates"])
    return Row(
        row["article_file"],
        row["start"],
        row["end"],
        (OUTLET, row["claimant"], row["chain"][0]) if is_outlet else (row["claimant"],),
        is_outlet,
        row["hedge"],
        row["polarity"],
        row["check_worthy"],
        tuple((float(one["value"]), one.get("cmp", "=")) for one in row["quantities"]),
        tuple(one for one in dates if any(one)),
        row["canonical_claim"],
        tuple(row["conflicts_with"]),
    )


def read_rows(con: Connection) -> list[Row]:
    """Return the claims of a published warehouse, by article and place; an article is known by its file's path."""
    conflicts: dict[str, list[str]] = {}
    for one, other in con.execute(
        "select claim_group_a, claim_group_b from claim_links where kind in ('contradiction', 'number', 'date')"
    ).fetchall():
        conflicts.setdefault(one, []).append(other)
        conflicts.setdefault(other, []).append(one)
    query = (
        "select articles.raw_path, claims.*, claim_groups.root_count from claims join articles using (article_id)"
        " join claim_groups on claims.claim_group_id = claim_groups.claim_group_id"
        " order by articles.raw_path, claims.char_start, claims.char_end, claims.claim_id"
    )
    return [_found(row, conflicts) for row in con.sql(query).to_arrow_table().to_pylist()]


def find_rows(articles: Path, read: Callable[[Connection], list[Row]] = read_rows) -> list[Row]:
    """Run the whole pipeline on the folder and return what is read of the warehouse: its claims, if nothing is said."""
    with tempfile.TemporaryDirectory() as folder:
        job = make_job(articles, Path(folder) / "warehouse", batch_files=500, workers=None)
        run_pipeline(job, DirectConductor(job.workers.count, NoWatch()))
        with open_published(Layout(job.warehouse).database_link) as con:
            return read(con)


def _found(row: dict[str, Any], conflicts: dict[str, list[str]]) -> Row:
    is_outlet = row["claimant_kind"] == "outlet_voice"
    name = row["claimant_name"] or row["claimant_text"] or ""
    if row["claimant_kind"] == "unspecified_reports":
        name = _REPORTS
    return Row(
        row["raw_path"],
        row["char_start"],
        row["char_end"],
        (OUTLET if is_outlet else name,),
        is_outlet,
        row["hedge"],
        row["polarity"],
        row["is_check_worthy"],
        tuple((one["value"], one["comparator"]) for one in row["quantities"]),
        tuple((one["date_from"], one["date_to"]) for one in row["dates"] if one["date_from"]),
        row["claim_group_id"],
        tuple(sorted(conflicts.get(row["claim_group_id"], ()))),
        row["root_count"],
    )
