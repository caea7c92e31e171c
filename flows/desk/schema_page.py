"""The page docs/schema.md, made from the schemas and the SQL files: `make docs` writes it."""

import sys
from collections.abc import Iterator

from flows.base.schemas.published import PUBLISHED_TABLES
from flows.base.schemas.table import TableSchema
from flows.store.engine import duckdb_type, empty_warehouse, sql_comment, sql_names
from flows.store.publish import view_columns

_INTRODUCTION = """# The warehouse's tables and views

<!-- Generated: `make docs`. A test fails when it is stale. -->

Spans are half-open code-point offsets into `articles.text`: `substr(text, char_start + 1, char_end - char_start)`.
A column is never null unless marked *null*. Ids depend on content alone and are the same in every run.
The same comments stand in the DuckDB file: `select * from duckdb_columns()`.
"""


def schema_page() -> str:
    """Return the page as Markdown."""
    sections = [_INTRODUCTION, "## Tables\n", *map(_table, PUBLISHED_TABLES), "## Views\n", *_views()]
    return "\n".join(sections)


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
