"""What a run did, and what a warehouse holds."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import click
import pyarrow as pa
from rich.console import Console
from rich.markup import escape

from flows.base.terminal import visible
from flows.desk.commands.output import Screen, show_object
from flows.desk.tables import markdown_of, print_rows
from flows.pipeline import Outcome
from flows.pipeline.runlog import read_log
from flows.store.engine import Connection
from flows.store.layout import Layout
from flows.store.logs import is_json, log

_SHOWN = 30
_RUNS = 5
# What a user can put right in a file or beside it, told whenever a run rejects for it.
_MENDABLE = ("encrypted", "needs_extra", "unreadable")
_WAYS_OUT = {
    "no_text": "No field was taken for the article's text: name its column or key text, body or content "
    "(docs/formats.md lists the names).",
    "binary": "Pictures and programs hold no text: name the folder that holds the articles.",
    "unsupported": "Save these files as text, HTML or PDF, and run again.",
    "encrypted": "Take the password off these files, and run again.",
    "needs_extra": "Install what reads them: pip install 'wirecopy[documents,captures]'; then wirecopy retry.",
    "unreadable": "Give yourself the right to read them (chmod -R u+rX), and run again.",
    "not_an_article": "Is this the folder with the articles? What is read: docs/formats.md.",
}
# What the log keeps as JSON within a row.
_NESTED = ("config", "counts", "seconds")
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


def show_outcome(outcome: Outcome, warehouse: Path, form: str, first: str | None = None) -> None:
    """Show what a run did: as one JSON object, or in a few lines for people, after a first one of the caller's."""
    if is_json():
        log(
            "info", "ended", "published" if outcome.is_published else "unchanged", outcome.run_id, counts=outcome.counts
        )
    if form == "json":
        show_object({"warehouse": str(warehouse), **outcome._asdict()})
        return
    console = Screen(highlight=False)
    if first:
        console.print(first)
    print_outcome(console, outcome, warehouse)


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
    ignored = f"{counts['files_ignored']:,} ignored, " if counts["files_ignored"] else ""
    if not counts["files"]:
        console.print(
            f"The raw folder holds no files ({ignored}names that begin with a point are passed over). Put raw files "
            "there, or name another folder: [bold]wirecopy run FOLDER[/bold]"
        )
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
        f"{counts['files_removed']:,} gone, {ignored}{counts['articles_new']:,} new articles "
        f"({counts['articles_new'] / max(seconds, 0.001):,.1f} articles/s)."
    )
    held = ", ".join(f"{rows.get(name, 0):,} {name.replace('_', ' ')}" for name in _TABLES[:-2])
    console.print(f"The warehouse holds {held}.")
    option = _option(warehouse)
    for warning in outcome.warnings:
        console.print(f"[bold]Warning:[/bold] {escape(visible(warning))}")
    _print_rejects(console, outcome, warehouse)
    console.print(f"Next: [bold]wirecopy sql claims_by_origin{option}[/bold]")


def _print_way_out(console: Console, outcome: Outcome) -> None:
    """Say what can be done about new rejects; where there is not one article, about the commonest reason, too."""
    open_now, new = outcome.rejects["open"], outcome.rejects["new"]
    told = [reason for reason in _MENDABLE if new.get(reason)]
    if open_now and not outcome.rows.get("articles"):
        console.print("[bold]No file gave an article.[/bold]")
        commonest = min(open_now, key=lambda reason: (-open_now[reason], reason))
        told = list(dict.fromkeys([commonest if commonest in _WAYS_OUT else "not_an_article", *told]))
    for reason in told:
        console.print(f"{reason}: {escape(_WAYS_OUT[reason])}")


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
    _print_way_out(console, outcome)


def _counted(reasons: Mapping[str, int]) -> str:
    """Return how many in all, and how many of each reason, most first."""
    most_first = sorted(reasons.items(), key=lambda one: (-one[1], one[0]))
    return f"{sum(reasons.values()):,} ({', '.join(f'{count:,} {reason}' for reason, count in most_first)})"


def _option(warehouse: Path) -> str:
    return "" if warehouse == Path("warehouse") else f" --warehouse {escape(visible(str(warehouse)))}"


class Status(NamedTuple):
    """What a warehouse holds: its published file, rows of each table, the last runs, and what is rejected in it."""

    file: str
    tables: pa.Table
    runs: list[dict[str, Any]]
    rejects: pa.Table


def read_status(con: Connection, warehouse: Path, published: Path) -> Status:
    """Return what the published file of this connection holds, and how the warehouse came to it."""
    counts = " union all ".join(f'select \'{name}\' as "table", count(*) as "rows" from {name}' for name in _TABLES)
    runs = read_log(Layout(warehouse))[: -_RUNS - 1 : -1]
    rejects = con.sql("from open_rejects").to_arrow_table()
    return Status(str(published.resolve()), con.sql(counts).to_arrow_table(), runs, rejects)


def show_status(status: Status, warehouse: Path, form: str) -> None:
    """Show it: as one JSON object, whole; or for people, as tables on the terminal or in Markdown."""
    if form == "json":
        runs = [{**run, **{name: json.loads(run[name]) for name in _NESTED}} for run in status.runs]
        tables = dict(zip(*status.tables.to_pydict().values(), strict=True))
        show_object({"file": status.file, "tables": tables, "runs": runs, "rejects": status.rejects.to_pylist()})
    elif form == "markdown":
        for heading, rows in (
            ("Tables", status.tables),
            ("Last runs", _last_runs(status)),
            ("Rejected", status.rejects),
        ):
            click.echo(f"## {heading}\n\n{markdown_of(rows, _SHOWN)}")
    else:
        _print_status(Screen(highlight=False), status, warehouse)


def _print_status(console: Console, status: Status, warehouse: Path) -> None:
    console.print(f"[bold]{escape(visible(status.file))}[/bold]")
    print_rows(console, status.tables, len(_TABLES))
    console.print("\n[bold]Last runs[/bold]")
    print_rows(console, _last_runs(status), _RUNS)
    for row in status.runs:
        _print_run(console, row)
    rejects = status.rejects
    console.print("\n[bold]Rejected[/bold]")
    if rejects.num_rows == 0:
        console.print("Nothing: every file gave an article.")
        return
    print_rows(console, _named_in_one(rejects), _SHOWN)
    if rejects.num_rows > _SHOWN:
        console.print(f"All of them: [bold]wirecopy sql open_rejects --limit 0{_option(warehouse)}[/bold]")


def _last_runs(status: Status) -> pa.Table:
    """Return the last runs as a terminal has room for them."""
    shown = ("run_id", "started_at", "status", "message")
    runs = [{name: run[name] for name in shown} for run in status.runs]
    return pa.Table.from_pylist(runs, pa.schema([(name, pa.string()) for name in shown]))


def _named_in_one(rejects: pa.Table) -> pa.Table:
    """Return what was rejected with its place in one column, as `wirecopy explain` takes it: path!member."""
    places = zip(rejects["raw_path"].to_pylist(), rejects["raw_member"].to_pylist(), strict=True)
    where = ["!".join(filter(None, place)) for place in places]
    return rejects.select(["reason", "detail"]).add_column(0, "where", pa.array(where, pa.string()))
