"""wirecopy trace."""

from pathlib import Path

import click

from flows.desk.commands.options import AS_OF, OBJECT_FORMAT, OUTPUT, WAREHOUSE, as_shown
from flows.desk.commands.output import console_on, destination
from flows.desk.reading import open_warehouse


@click.command()
@click.argument("name", callback=as_shown)
@click.argument("other", required=False, callback=as_shown)
@WAREHOUSE
@OBJECT_FORMAT
@click.option("--all", "is_whole", is_flag=True, help="Show every sibling and part, in full.")
@click.option(
    "--raw",
    type=click.Path(path_type=Path, file_okay=False),
    default=None,
    help="Folder of the raw files, to prove the bytes.  [default: that of the last run]",
)
@AS_OF
@OUTPUT
def trace(  # noqa: PLR0913
    name: str,
    other: str | None,
    warehouse: Path,
    form: str,
    is_whole: bool,
    raw: Path | None,
    as_of: str | None,
    output: Path | None,
) -> None:
    """Go from any row to its file: bytes, offsets, words in their context, rule and version, siblings, root source.

    NAME is an id or its first letters (an article, quote, claim, utterance, claim group, family, actor, reject,
    judgement, proposal or run), a raw path, path!member, a place in a text (path:555 or path:555-580, characters
    counted from 0; path#3, its block 3), or an actor's name. Two articles: their comparison; two claim groups: what
    links them. An id of an earlier run leads to what became of the row.

    \b
    wirecopy trace quo_k5ab
    wirecopy trace aggregators/portal-1147.txt:555
    wirecopy trace "Lene Vos"
    """
    from flows.desk.trace.printing import print_trace, write_json
    from flows.desk.trace.tracing import trace as trace_names

    names = (name,) if other is None else (name, other)
    with open_warehouse(warehouse, as_of) as con:
        found = trace_names(con, names, warehouse, raw, as_of)
    with destination(output) as file:
        if form == "json":
            write_json(found, file)
        else:
            print_trace(console_on(file if output else None), found, is_whole)
        file.flush()
