"""Harlequin without a terminal: opens the file, types a query, waits for the rows, exits with 1 if none come.

    python pilot.py -r FILE

Runs in the clients' environment, without wirecopy.
"""

import asyncio
import sys
from collections.abc import Callable

from harlequin import Harlequin
from harlequin_duckdb import DuckDbAdapter

QUERY = "select statement, article_count from claims_by_origin limit 3"


async def drive(path: str, is_read_only: bool) -> list[object]:
    """Return the first row that Harlequin shows for the query."""
    app = Harlequin(DuckDbAdapter([path], read_only=is_read_only))
    async with app.run_test(size=(120, 36)) as pilot:

        async def wait_for(is_so: Callable[[], bool]) -> None:
            while not is_so():
                await pilot.pause(0.05)

        await wait_for(lambda: app.editor is not None)
        app.editor.text = QUERY
        await pilot.press("ctrl+j")
        await wait_for(lambda: app.results_viewer.get_visible_table() is not None)
        return list(app.results_viewer.get_visible_table().get_row_at(0))


if __name__ == "__main__":
    row = asyncio.run(asyncio.wait_for(drive(sys.argv[-1], "-r" in sys.argv), 60))
    sys.stdout.write(f"Harlequin shows {row}\n")
    sys.exit(0 if row else 1)
