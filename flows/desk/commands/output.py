"""Where a command's answer goes: the terminal, or a file that the user named."""

import io
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
from rich.console import Console

from flows.base.errors import UserError
from flows.desk.tables import WRITERS, json_of, markdown_of, print_rows


class Screen(Console):
    """A terminal of which nobody may read to the end, as with `| head`: that is no failure."""

    def on_broken_pipe(self) -> None:
        """Leave it to the command line, which ends without a word; a console of rich's own exits with 1."""
        raise BrokenPipeError


def console_on(file: BinaryIO | None) -> Console:
    """Return a console on the terminal, or a wide one without colours on a file."""
    return Screen(highlight=False) if file is None else Console(file=io.TextIOWrapper(file, "utf-8"), width=200)


@contextmanager
def destination(output: Path | None) -> Iterator[BinaryIO]:
    """Open the file for writing, or give standard output. A file that cannot be written is a UserError."""
    if output is None:
        yield sys.stdout.buffer
        return
    try:
        file = output.open("wb")
    except OSError as error:
        raise UserError(f"{output} cannot be written: {error.strerror}.") from None
    with file:
        yield file


def show_rows(rows: pa.Table, form: str, limit: int, output: Path | None) -> None:
    """Give the rows out in this format; of what is for people at most `limit` rows, 0 for all."""
    with destination(output) as file:
        if form == "table":
            console = console_on(file if output else None)
            print_rows(console, rows, limit or rows.num_rows)
            console.file.flush()
            return
        if form == "markdown":
            file.write(markdown_of(rows, limit or rows.num_rows).encode())
        else:
            WRITERS[form](rows, file)
        file.flush()


def show_object(found: Mapping[str, Any], output: Path | None = None) -> None:
    """Give one JSON object out, on a line of its own."""
    with destination(output) as file:
        file.write(json_of(found).encode() + b"\n")
        file.flush()
