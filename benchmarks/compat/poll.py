"""A reader: looks at a warehouse again and again and prints what it sees, a JSON line a look.

Needs nothing but Python and DuckDB, any version: poll.py WAREHOUSE STOP_FILE HOW. HOW is file (opens the DuckDB file
for each look), session (opens it once), parquet (the folder behind the link, for each look) or link (each table by the
link).
"""

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

PAUSE_SECONDS = 0.05


def look_at_file(con: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """Return what a connection shows: the last run, the rows of every table, and a digest of the articles' ids."""
    query = "select table_name from information_schema.tables where table_type = 'BASE TABLE' order by 1"
    tables = [name for (name,) in con.execute(query).fetchall()]
    return _look(con, {name: f'"{name}"' for name in tables})


def look_at_parquet(folder: Path) -> dict[str, Any]:
    """Return the same of a folder of Parquet files."""
    with duckdb.connect() as con:
        return _look(con, _sources(folder))


def _sources(folder: Path) -> dict[str, str]:
    return {path.name: f"read_parquet('{path}/*.parquet')" for path in sorted(folder.iterdir())}


def _look(con: duckdb.DuckDBPyConnection, sources: dict[str, str]) -> dict[str, Any]:
    counts = {name: _value(con, f"select count(*) from {source}") for name, source in sources.items()}
    digest = f"select md5(string_agg(article_id, ' ' order by article_id)) from {sources['articles']}"
    run = _value(con, f"select max(run_id) from {sources['runs']}")
    return {"run": run, "counts": counts, "articles": _value(con, digest)}


def _value(con: duckdb.DuckDBPyConnection, query: str) -> Any:  # noqa: ANN401
    return con.execute(query).fetchall()[0][0]


def looks(warehouse: Path, how: str) -> Iterator[dict[str, Any]]:
    """Yield one look after the other."""
    database, folder = warehouse / "warehouse.duckdb", warehouse / "parquet"
    if how == "session":
        with duckdb.connect(str(database), read_only=True) as con:
            while True:
                yield look_at_file(con)
    while True:
        if how == "file":
            with duckdb.connect(str(database), read_only=True) as con:
                yield look_at_file(con)
        elif how == "parquet":
            yield look_at_parquet(folder.resolve())
        else:
            with duckdb.connect() as con:
                counts = {name: _value(con, f"select count(*) from {at}") for name, at in _sources(folder).items()}
            yield {"counts": counts}


def main() -> None:
    """Look until the stop file is there; the first error ends it and is printed."""
    warehouse, stop, how = sys.argv[1:4]
    found = looks(Path(warehouse), how)
    while not Path(stop).exists():
        begin = time.perf_counter()
        try:
            seen = next(found)
        except Exception as error:  # whatever it is, a reader met it
            seen = {"error": f"{type(error).__name__}: {error}"}
        seen["seconds"] = round(time.perf_counter() - begin, 3)
        sys.stdout.write(json.dumps(seen) + "\n")
        sys.stdout.flush()
        if "error" in seen:
            return
        time.sleep(PAUSE_SECONDS)


if __name__ == "__main__":
    main()
