"""wirecopy rollback."""

from pathlib import Path

import click

from flows.desk.commands.completion import complete_runs
from flows.desk.commands.options import OBJECT_FORMAT, WAREHOUSE
from flows.desk.commands.output import show_object


@click.command()
@click.argument("run", shell_complete=complete_runs)
@WAREHOUSE
@OBJECT_FORMAT
def rollback(run: str, warehouse: Path, form: str) -> None:
    """Show the tables as RUN left them, at once: a new run that goes back; nothing is deleted.

    RUN is one that `wirecopy runs` tells is kept, such as run-000042 or 42. A rollback can itself be rolled back.

    \b
    wirecopy rollback 42
    """
    from flows.pipeline.history import roll_back
    from flows.pipeline.reporting import report_again

    done = roll_back(warehouse, run)
    if form == "json":
        show_object({**done._asdict(), "is_published": done.run_id != done.shows})
        return
    if done.run_id == done.shows:
        click.echo(f"Nothing to do: {done.run_id}, which readers see, holds these very tables.")
        return
    report_again(warehouse, done.shows, done.run_id)
    click.echo(f"{done.run_id} published: the tables are those of {done.shows} again.")
    click.echo(
        f"The next wirecopy run compares RAW with what {done.shows} knew: files that came or changed since are read "
        "again. To keep something out, take it from RAW or decide it in judgements.csv before that."
    )
