"""The page docs/schema.md, made from the schemas, their references and the SQL files: `make docs` writes it."""

import sys
from collections.abc import Iterator

from flows.base.schemas.published import PUBLISHED_TABLES
from flows.base.schemas.references import REFERENCES, Reference
from flows.base.schemas.table import Column, TableSchema
from flows.store.engine import duckdb_type, empty_warehouse, sql_comment, sql_names
from flows.store.publish import view_columns

_INTRODUCTION = """# The warehouse's tables and views

<!-- Generated: `make docs`. A test fails when it is stale. -->

Spans are half-open code-point offsets into `articles.text`: `substr(text, char_start + 1, char_end - char_start)`.
A column is never null unless marked *null*. Ids depend on content alone and are the same in every run.
The same comments stand in the DuckDB file: `select * from duckdb_columns()`.
"""

_DIAGRAM = """## How they hang together

Each line is a column that names rows of another table: from the one row (`||`; `|o` where the column may be null) to
the many (`o{`; `o|`: one at most) that name it. Keys are marked PK, columns that name other rows FK.
"""
_RELATIONS = """The same to join by:

| table | columns, and what they name |
|---|---|"""


def schema_page() -> str:
    """Return the page as Markdown."""
    tables = ["## Tables\n", *map(_table, PUBLISHED_TABLES)]
    return "\n".join(
        [_INTRODUCTION, _DIAGRAM, *_diagram(), _RELATIONS, *_relations(), *tables, "## Views\n", *_views()]
    )


def _diagram() -> Iterator[str]:
    """Give the lines of a Mermaid entity diagram: a line a reference, and each table with its keys."""
    yield "```mermaid"
    yield "erDiagram"
    for reference in REFERENCES:
        table, column = _place(reference)
        one, many = "|o" if column.nullable else "||", "o|" if table.key == (column.name,) else "o{"
        yield f"    {reference.to_table} {one}--{many} {table.name} : {column.name}"
    for table in PUBLISHED_TABLES:
        naming = {reference.column for reference in REFERENCES if reference.table == table.name}
        yield f"    {table.name} {{"
        for column in table.columns:
            if marks := [mark for mark, names in (("PK", table.key), ("FK", naming)) if column.name in names]:
                yield f"        {duckdb_type(column.type)} {column.name} {', '.join(marks)}"
        yield "    }"
    yield "```\n"


def _place(reference: Reference) -> tuple[TableSchema, Column]:
    """Return the table and the column that names rows."""
    (table,) = (table for table in PUBLISHED_TABLES if table.name == reference.table)
    (column,) = (column for column in table.columns if column.name == reference.column)
    return table, column


def _relations() -> Iterator[str]:
    """Give a line for each table that names rows of others."""
    for table in PUBLISHED_TABLES:
        named = [
            f"`{reference.column}` → `{reference.to_table}.{reference.to_column}`"
            for reference in REFERENCES
            if reference.table == table.name
        ]
        if named:
            yield f"| [`{table.name}`](#{table.name}) | {', '.join(named)} |"
    yield ""


def _table(table: TableSchema) -> str:
    rows = [f"### {table.name}\n", f"{table.grain} Key: {', '.join(f'`{name}`' for name in table.key)}.\n"]
    rows += ["| column | type | meaning |", "|---|---|---|"]
    for column in table.columns:
        choices = f" One of: {', '.join(f'`{choice}`' for choice in column.choices)}." if column.choices else ""
        kind = f"`{duckdb_type(column.type)}`" + (" *null*" if column.nullable else "")
        rows.append(f"| `{column.name}` | {kind} | {_cell(column.comment + choices)} |")
    return "\n".join(rows) + "\n"


def _views() -> Iterator[str]:
    with empty_warehouse() as con:
        for name in sql_names("views"):
            rows = [f"### {name}\n", sql_comment(f"views/{name}") + "\n", "| column | meaning |", "|---|---|"]
            rows += [f"| `{column}` | {_cell(comment)} |" for column, comment in view_columns(con, name).items()]
            yield "\n".join(rows) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    sys.stdout.write(schema_page())
