"""wirecopy explain."""

from pathlib import Path

import click

from flows.desk.commands.options import AS_OF, OBJECT_FORMAT, OUTPUT, WAREHOUSE
from flows.desk.commands.output import console_on, destination
from flows.desk.reading import open_warehouse


@click.command()
@click.argument("article")
@click.argument("other", required=False)
@WAREHOUSE
@OBJECT_FORMAT
@click.option("--all", "is_whole", is_flag=True, help="Show every aligned sentence, in full.")
@AS_OF
@OUTPUT
def explain(  # noqa: PLR0913
    article: str,
    other: str | None,
    warehouse: Path,
    form: str,
    is_whole: bool,
    as_of: str | None,
    output: Path | None,
) -> None:
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

    with open_warehouse(warehouse, as_of) as con:
        ids = list(dict.fromkeys(find_article(con, name) for name in (article, other) if name is not None))
        found = explain_pair(con, *ids) if len(ids) > 1 else explain_article(con, ids[0], is_one=other is not None)
    with destination(output) as file:
        if form == "json":
            write_json(found, file)
        else:
            print_explanation(console_on(file if output else None), found, is_whole)
        file.flush()
