"""What a run did, and what a warehouse holds."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
from rich.console import Console
from rich.markup import escape

from flows.base.terminal import visible
from flows.desk.tables import print_rows
from flows.pipeline import Outcome
from flows.pipeline.runlog import read_log
from flows.store.engine import Connection
from flows.store.layout import Layout

_SHOWN = 30
_RUNS = 5
_TABLES = (
    "articles",
    "quotes",
    "claims",
    "families",
    "actors",
    "utterances",
    "claim_groups",
    "matches",
    "rejects",
)


def print_outcome(console: Console, outcome: Outcome, warehouse: Path) -> None:
    """Print what a run did in a few lines: what came in, what was rejected and where to look, where to read."""
    counts = outcome.counts
    for note in outcome.mended:
        console.print(f"Mended: {escape(visible(note))}.")
    if outcome.outdated:
        console.print(
            f"Made by another version than this one: {', '.join(outcome.outdated)}. "
            "To do them over: [bold]wirecopy run --redo outdated[/bold]"
        )
    if not counts["files"]:
        console.print("The raw folder holds no files (names that begin with a point are passed over).")
    if not outcome.is_published:
        console.print(f"Nothing new among {counts['files']:,} files: nothing published, no file rewritten.")
        _print_rejects(console, outcome, warehouse)
        return
    seconds = sum(outcome.seconds.values())
    rows = outcome.rows
    # Quotations found again in copies are kept apart and published with the others.
    rows = {**rows, "quotes": rows.get("quotes", 0) + rows.get("restored_quotes", 0)}
    console.print(
        f"[bold]{outcome.run_id}[/bold] published in {seconds:.1f} s: {counts['files_read']:,} files read, "
        f"{counts['files_removed']:,} gone, {counts['articles_new']:,} new articles "
        f"({counts['articles_new'] / max(seconds, 0.001):,.1f} articles/s)."
    )
    held = ", ".join(f"{rows.get(name, 0):,} {name.replace('_', ' ')}" for name in _TABLES[:-2])
    console.print(f"The warehouse holds {held}.")
    option = _option(warehouse)
    for warning in outcome.warnings:
        console.print(f"[bold]Warning:[/bold] {escape(visible(warning))}")
    _print_rejects(console, outcome, warehouse)
    console.print(f"Next: [bold]wirecopy sql claims_by_origin{option}[/bold]")


def _print_run(console: Console, row: Mapping[str, Any]) -> None:
    """Print what stood out in a run, and its new and resolved rejects; nothing where nothing did."""
    for warning in row.get("warnings", ()):
        console.print(f"{row['run_id']}: [bold]Warning:[/bold] {escape(visible(warning))}")
    counts = json.loads(row["counts"]).get("rejects_by_reason", {})
    said = "; ".join(f"{name}: {_counted(counts[name])}" for name in ("new", "resolved") if counts.get(name))
    if said:
        console.print(f"{row['run_id']}: rejects {said}")


def _print_rejects(console: Console, outcome: Outcome, warehouse: Path) -> None:
    said = "; ".join(f"{name}: {_counted(reasons)}" for name, reasons in outcome.rejects.items() if reasons)
    if said:
        console.print(f"Rejects {said}. Which and why: [bold]wirecopy status{_option(warehouse)}[/bold]")


def _counted(reasons: Mapping[str, int]) -> str:
    """Return how many in all, and how many of each reason, most first."""
    most_first = sorted(reasons.items(), key=lambda one: (-one[1], one[0]))
    return f"{sum(reasons.values()):,} ({', '.join(f'{count:,} {reason}' for reason, count in most_first)})"


def _option(warehouse: Path) -> str:
    return "" if warehouse == Path("warehouse") else f" --warehouse {escape(visible(str(warehouse)))}"


def print_status(console: Console, con: Connection, warehouse: Path, published: Path) -> None:
    """Print the rows of each table of the published file, the last runs, and what is rejected there."""
    console.print(f"[bold]{escape(visible(str(published.resolve())))}[/bold]")
    counts = " union all ".join(f'select \'{name}\' as "table", count(*) as "rows" from {name}' for name in _TABLES)
    print_rows(console, con.sql(counts).to_arrow_table(), len(_TABLES))
    console.print("\n[bold]Last runs[/bold]")
    shown = ("run_id", "started_at", "status", "message")
    runs = [{name: row[name] for name in shown} for row in read_log(Layout(warehouse))[: -_RUNS - 1 : -1]]
    print_rows(console, pa.Table.from_pylist(runs, pa.schema([(name, pa.string()) for name in shown])), _RUNS)
    for row in read_log(Layout(warehouse))[: -_RUNS - 1 : -1]:
        _print_run(console, row)
    rejects = con.sql("from open_rejects").to_arrow_table()
    console.print("\n[bold]Rejected[/bold]")
    if rejects.num_rows == 0:
        console.print("Nothing: every file gave an article.")
    else:
        print_rows(console, rejects, _SHOWN)
        if rejects.num_rows > _SHOWN:
            console.print(f"All of them: [bold]wirecopy sql open_rejects --limit 0{_option(warehouse)}[/bold]")
