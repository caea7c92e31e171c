"""wirecopy report."""

from pathlib import Path

import click

from flows.desk.commands.options import AS_OF, OUTPUT, WAREHOUSE
from flows.desk.commands.output import destination


@click.command()
@WAREHOUSE
@click.option(
    "--format",
    "form",
    type=click.Choice(["html", "markdown"]),
    default=None,
    help="[default: html; markdown if the file ends in .md]",
)
@click.option("--family", "families", metavar="ID", multiple=True, help="Only the page of this family, or article's.")
@AS_OF
@OUTPUT
def report(
    warehouse: Path, form: str | None, families: tuple[str, ...], as_of: str | None, output: Path | None
) -> None:
    """Write the report: what came in, what was rejected, who copies whom, what changed, page by page the families.

    Every run that publishes does so by itself. Called alone this writes report.html and report.md into the warehouse
    anew; with an option it writes one of the two to the file named by --output, or to standard output.

    \b
    wirecopy report
    wirecopy report --as-of 41 --output before.html
    wirecopy report --family fam_lpyhiun4q7pyih6k --output family.html
    """
    if not (form or families or as_of or output):
        from flows.desk.report.filing import file_report

        click.echo(file_report(warehouse))
        return
    from flows.desk.reading import open_warehouse
    from flows.desk.report.contents import read_report
    from flows.desk.report.rendering import render

    with open_warehouse(warehouse, as_of) as con:
        found = read_report(con, list(families) or None)
    is_markdown = output is not None and output.suffix == ".md"
    text = render(found, form or ("markdown" if is_markdown else "html"))
    with destination(output) as file:
        file.write(text.encode())
        file.flush()
