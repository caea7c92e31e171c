"""wirecopy explain."""

from pathlib import Path

import click

from flows.desk.commands.options import AS_OF, OBJECT_FORMAT, OUTPUT, WAREHOUSE, as_shown
from flows.desk.commands.output import console_on, destination
from flows.desk.reading import open_warehouse


@click.command()
@click.argument("one", callback=as_shown)
@click.argument("other", required=False, callback=as_shown)
@WAREHOUSE
@OBJECT_FORMAT
@click.option("--all", "is_whole", is_flag=True, help="Show every aligned sentence, in full.")
@AS_OF
@OUTPUT
def explain(  # noqa: PLR0913
    one: str,
    other: str | None,
    warehouse: Path,
    form: str,
    is_whole: bool,
    as_of: str | None,
    output: Path | None,
) -> None:
    """Say why two articles, quotes or claims are one or not, with every signal, or what one of them was merged with.

    Name an article by its id, the first letters of its id, its raw path, or path!member: with one alone its family, and
    the nearest article that it was not merged with. Name a quote, claim, utterance, claim group or family by its id or
    the first letters: what merged, why, how sure, and what nearly did.

    \b
    wirecopy explain aggregators/portal-1147.txt courier/2024-03-14-port-ardle-sea-wall.html
    wirecopy explain "exports/kelder-herald.csv!row 1"
    wirecopy explain grp_k5ab
    """
    from flows.desk.explain.choosing import explain_names
    from flows.desk.explain.explanation import ArticleExplanation, PairExplanation
    from flows.desk.explain.printing import print_explanation, write_json
    from flows.desk.explain.printing_facts import print_fact
    from flows.desk.explain.printing_facts import write_json as write_fact

    with open_warehouse(warehouse, as_of) as con:
        found = explain_names(con, (one,) if other is None else (one, other))
    with destination(output) as file:
        console = None if form == "json" else console_on(file if output else None)
        if isinstance(found, ArticleExplanation | PairExplanation):
            write_json(found, file) if console is None else print_explanation(console, found, is_whole)
        else:
            write_fact(found, file) if console is None else print_fact(console, found, is_whole)
        file.flush()
