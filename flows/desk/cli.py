"""The command line. What a command needs is imported when it is called: Prefect costs seconds, the pipeline one."""

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click
from rich.console import Console

from flows import __version__
from flows.base.errors import CheckFailed, UserError
from flows.desk.reading import open_warehouse, query
from flows.desk.tables import FORMATS, WRITERS, print_rows
from flows.store.checks import describe_failures, run_checks
from flows.store.layout import Layout
from flows.store.parts import current_manifest, find_damaged_parts
from flows.store.rawfiles import check_apart, check_raw_folder

if TYPE_CHECKING:
    from flows.pipeline import Outcome
    from flows.pipeline.job import Job

_WAREHOUSE = click.option(
    "--warehouse",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("warehouse"),
    show_default=True,
    help="Folder of the warehouse.",
)
_JUDGEMENTS = click.option(
    "--judgements",
    type=click.Path(path_type=Path, dir_okay=False),
    help="CSV of analysts' decisions.  [default: judgements.csv beside RAW, if there is one]",
)

_DASK = click.option(
    "--dask",
    metavar="ADDRESS",
    default=None,
    help="Do the work on the workers of the Dask scheduler at ADDRESS (local: on a cluster on this machine).",
)


@click.group(
    epilog="Exit codes: 0 done; 1 a defect of wirecopy; 2 a mistake in the call or its surroundings; "
    "3 a check failed, nothing was published; 4 another run holds the warehouse; 130 stopped by Ctrl-C."
)
@click.version_option(__version__, prog_name="wirecopy")
def cli() -> None:
    """Turn a folder of raw news articles into a warehouse: who said it first, who copied it, how many really say so.

    \b
    wirecopy run FOLDER              read new and changed files, publish
    wirecopy status                  what is in the warehouse; what was rejected and why
    wirecopy sql claims_by_origin    how many articles, origins and roots each claim has
    wirecopy sql "select ..."        any query
    wirecopy explain ONE OTHER       why two articles are one family, or why they are not
    """


@cli.command()
@click.argument("raw", type=click.Path(path_type=Path), default=Path("raw"))
@_WAREHOUSE
@click.option("--direct", is_flag=True, help="Run without Prefect: the same pipeline, seconds faster to start.")
@click.option("--batch-files", type=click.IntRange(min=1), default=500, show_default=True, help="Files in a batch.")
@click.option("--workers", type=click.IntRange(min=1), default=None, help="Worker processes.  [default: one a core]")
@_JUDGEMENTS
@_DASK
@click.option("--redo", type=click.Choice(["families"]), multiple=True, help="Work this out anew for every article.")
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
def run(  # noqa: PLR0913
    raw: Path,
    warehouse: Path,
    direct: bool,
    batch_files: int,
    workers: int | None,
    judgements: Path | None,
    dask: str | None,
    redo: tuple[str, ...],
    quiet: bool,
) -> None:
    """Bring the warehouse up to date with the folder RAW (raw, unless you name another).

    Reads text, HTML, JSON and JSON-lines files, each also gzipped, in all subfolders; the kind is told by content.
    A file that gives no article becomes a row in `rejects` and the run goes on. What analysts decided, in the file
    judgements.csv beside RAW, overrules what the stages find. A second run over the same files changes nothing.
    While it runs, readers keep the version before.

    \b
    wirecopy run                            raw/ into warehouse/, as a Prefect flow
    wirecopy run --direct                   the same without Prefect
    wirecopy run ~/clips --warehouse ~/wh   any folder, from anywhere
    wirecopy run --dask 10.0.0.7:8786       on a Dask cluster, RAW and warehouse on a path that all machines share
    """
    from flows.desk.status import print_outcome
    from flows.pipeline.job import make_job

    if direct and dask:
        raise click.UsageError("--dask goes through Prefect: leave --direct away.")
    check_raw_folder(raw)
    check_apart(raw, warehouse)
    job = make_job(raw, warehouse, batch_files, workers, judgements, redo)
    outcome = _run_direct(job, quiet) if direct else _run_as_flow(job, quiet, dask)
    if not quiet:
        print_outcome(Console(highlight=False), outcome, warehouse)


def _run_direct(job: "Job", quiet: bool) -> "Outcome":
    from flows.pipeline import run_pipeline
    from flows.pipeline.job import DirectConductor
    from flows.pipeline.progress import watching

    with watching(Console(stderr=True), quiet) as watch:
        return run_pipeline(job, DirectConductor(job.workers.count, watch))


def _run_as_flow(job: "Job", quiet: bool, dask: str | None) -> "Outcome":
    # What Prefect would log of a failed run stands in our own last line.
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "CRITICAL")
    from flows.daily import run_as_flow
    from flows.pipeline.progress import watching

    with watching(Console(stderr=True), quiet) as watch:
        return run_as_flow(job, watch, dask)


@cli.command()
@_WAREHOUSE
def status(warehouse: Path) -> None:
    """Show what the warehouse holds, its last runs, and every file that was rejected, with the reason."""
    from flows.desk.status import print_status

    with open_warehouse(warehouse) as con:
        print_status(Console(highlight=False), con, warehouse)


@cli.command()
@click.argument("query_or_view")
@_WAREHOUSE
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True)
@click.option("--limit", type=click.IntRange(min=0), default=40, show_default=True, help="Rows to print; 0: all.")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="Write to this file.")
def sql(query_or_view: str, warehouse: Path, form: str, limit: int, output: Path | None) -> None:
    """Answer a query, or show a view or table by its name. Reads only; --limit holds for tables, not for files.

    \b
    wirecopy sql claims_by_origin
    wirecopy sql "select speaker, count(*) from quotes_by_speaker group by all order by 2 desc"
    wirecopy sql quotes --format parquet --output quotes.parquet
    """
    with open_warehouse(warehouse) as con:
        rows = query(con, query_or_view)
    if form == "table":
        with _destination(output) as file:
            console = _console(file if output else None)
            print_rows(console, rows, limit or rows.num_rows)
            console.file.flush()
    else:
        with _destination(output) as file:
            WRITERS[form](rows, file)
            file.flush()


@cli.command()
@click.argument("article")
@click.argument("other", required=False)
@_WAREHOUSE
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--all", "is_whole", is_flag=True, help="Show every aligned sentence, in full.")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="Write to this file.")
def explain(article: str, other: str | None, warehouse: Path, form: str, is_whole: bool, output: Path | None) -> None:
    """Say why two articles are one family or not, feature by feature, with the sentences and quotations they share.

    Name an article by its id, the first letters of its id, its raw path, or path!member. With one article alone: its
    family, and the nearest article that it was not merged with.

    \b
    wirecopy explain aggregators/portal-1147.txt courier/2024-03-14-port-ardle-sea-wall.html
    wirecopy explain "exports/kelder-herald.csv!row 1"
    """
    from flows.desk.explain.explanation import explain_article, explain_pair
    from flows.desk.explain.naming import find_article
    from flows.desk.explain.printing import print_explanation, write_json

    with open_warehouse(warehouse) as con:
        ids = list(dict.fromkeys(find_article(con, name) for name in (article, other) if name is not None))
        found = explain_pair(con, *ids) if len(ids) > 1 else explain_article(con, ids[0], is_one=other is not None)
    with _destination(output) as file:
        if form == "json":
            write_json(found, file)
        else:
            print_explanation(_console(file if output else None), found, is_whole)
        file.flush()


def _console(file: BinaryIO | None) -> Console:
    """Return a console on the terminal, or a wide one without colours on a file."""
    return Console(highlight=False) if file is None else Console(file=io.TextIOWrapper(file, "utf-8"), width=200)


@contextmanager
def _destination(output: Path | None) -> Iterator[BinaryIO]:
    if output is None:
        yield sys.stdout.buffer
        return
    try:
        file = output.open("wb")
    except OSError as error:
        raise UserError(f"{output} cannot be written: {error.strerror}.") from None
    with file:
        yield file


@cli.command()
@_WAREHOUSE
@click.option("--url", envvar="WIRECOPY_MODEL_URL", show_envvar=True, help="Address of the API, mostly ending in /v1.")
@click.option("--model", envvar="WIRECOPY_MODEL", show_envvar=True, help="Name of the model there.")
@click.option("--limit", type=click.IntRange(min=1), default=None, help="Articles to ask about now.  [default: all]")
@click.option("--redo", is_flag=True, help="Ask about articles again that the model has answered.")
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
def propose(warehouse: Path, url: str | None, model: str | None, limit: int | None, redo: bool, quiet: bool) -> None:
    """Ask a language model which claims it sees in the articles; the next run takes what stands in them verbatim.

    The one command that uses the network, and only if you name a model: any server that speaks OpenAI's chat
    completions. The texts of the articles are sent to it. A key is read from WIRECOPY_MODEL_KEY and never stored.

    \b
    wirecopy propose --url http://127.0.0.1:8080/v1 --model qwen3-8b --limit 20
    wirecopy run
    wirecopy sql "select verdict, reason, count(*) from proposals group by all"
    """
    if not url or not model:
        raise UserError("no model is configured. Set WIRECOPY_MODEL_URL and WIRECOPY_MODEL, or give --url and --model.")
    from flows.pipeline.asking import ModelConfig, ask_model

    config = ModelConfig(url, model, os.environ.get("WIRECOPY_MODEL_KEY") or None)
    with open_warehouse(warehouse) as con:
        asked = ask_model(con, Layout(warehouse), config, limit, redo, (lambda _: None) if quiet else click.echo)
    if not quiet:
        click.echo(
            f"{asked.answered} articles answered, {asked.failed} without an answer, {asked.known} answered before. "
            "The next wirecopy run takes them in."
        )


@cli.command()
@_WAREHOUSE
def check(warehouse: Path) -> None:
    """Prove the warehouse: keys, references, spans, counts, closed lists, and the bytes of its stored files.

    Exit code 3 if something fails.
    """
    with open_warehouse(warehouse) as con:
        failures = run_checks(con)
    if failures:
        raise CheckFailed(describe_failures(failures))
    layout = Layout(warehouse)
    damaged = find_damaged_parts(layout, current_manifest(layout))
    if damaged:
        raise CheckFailed(f"{len(damaged)} stored file(s) are not as they were written: {', '.join(damaged[:5])}")
    click.echo("All checks passed.")


@cli.command()
@click.argument("raw", type=click.Path(path_type=Path), default=Path("raw"))
@_WAREHOUSE
@click.option("--cron", required=True, help='When to run, as a cron expression: "0 * * * *" is every full hour.')
@click.option("--batch-files", type=click.IntRange(min=1), default=500, show_default=True, help="Files in a batch.")
@click.option("--workers", type=click.IntRange(min=1), default=None, help="Worker processes.  [default: one a core]")
@_JUDGEMENTS
@_DASK
def serve(  # noqa: PLR0913
    raw: Path,
    warehouse: Path,
    cron: str,
    batch_files: int,
    workers: int | None,
    judgements: Path | None,
    dask: str | None,
) -> None:
    """Stay and run on a schedule as a Prefect deployment; Ctrl-C ends it.

    Uses the Prefect server at PREFECT_API_URL, or starts one of its own on this machine. Runs never overlap.

    \b
    wirecopy serve --cron "*/15 * * * *"
    """
    check_raw_folder(raw)
    check_apart(raw, warehouse)
    from flows.daily import serve_flow
    from flows.pipeline.job import make_job

    serve_flow(make_job(raw, warehouse, batch_files, workers, judgements), cron, dask)


def main() -> None:
    """Run the command line: one clear line for a user's mistake, a traceback only for a defect of ours."""
    try:
        cli(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("wirecopy: stopped; what was published before is unchanged", err=True)
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        click.echo(f"wirecopy: {error.strerror or error} ({error.filename or 'no file named'})", err=True)
        sys.exit(UserError.exit_code)
    except (UserError, CheckFailed) as error:
        click.echo(f"wirecopy: {error}", err=True)
        sys.exit(error.exit_code)


if __name__ == "__main__":
    main()
