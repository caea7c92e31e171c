"""Where a command's answer goes: the terminal, or a file that the user named."""

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from rich.console import Console

from flows.base.errors import UserError


def console_on(file: BinaryIO | None) -> Console:
    """Return a console on the terminal, or a wide one without colours on a file."""
    return Console(highlight=False) if file is None else Console(file=io.TextIOWrapper(file, "utf-8"), width=200)


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
