"""The rows of a text in CSV (RFC 4180) or a kin of it, each with the stretch of the text that it takes up."""

import csv
import re
from collections.abc import Iterator
from typing import NamedTuple

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_LARGEST_CELL = 2**31 - 1
_AT_THE_END = "unexpected end of data"


class Dialect(NamedTuple):
    """What parts the cells, whether quotation marks hold them together, and whether blanks stand before those marks."""

    delimiter: str
    is_quoted: bool = True
    has_blanks: bool = False


class Row(NamedTuple):
    """A row: its cells unchanged, where it lies in the text, its first line from 1, and what is wrong with it."""

    cells: list[str]
    start: int
    end: int
    line: int
    problem: str | None = None
    is_cut: bool = False

    @property
    def is_blank(self) -> bool:
        """Tell whether nothing stands in it, as in the rows that spreadsheets add at the end."""
        return self.problem is None and not any(cell and not cell.isspace() for cell in self.cells)


def read_rows(text: str, dialect: Dialect, start: int = 0, first_line: int = 1) -> Iterator[Row]:
    """Yield the rows from `start` on, which is the beginning of line `first_line`; blank lines give none.

    A row whose marks do not come out is one with a problem, and reading goes on with the next line.
    """
    ends = [start]

    def lines() -> Iterator[str]:
        for match in _LINE.finditer(text, start):
            ends.append(match.end())
            yield match[0]

    reader = csv.reader(
        lines(),
        delimiter=dialect.delimiter,
        quoting=csv.QUOTE_MINIMAL if dialect.is_quoted else csv.QUOTE_NONE,
        skipinitialspace=dialect.has_blanks,
        strict=True,
    )
    while True:
        del ends[:-1]
        line, before = first_line + reader.line_num, ends[0]
        cells: list[str] = []
        problem = None
        try:
            cells = _next_row(reader)
        except StopIteration:
            return
        except csv.Error as error:
            problem = str(error)
        if cells or problem:
            yield Row(cells, before, ends[-1], line, problem, problem == _AT_THE_END)


def _next_row(reader: Iterator[list[str]]) -> list[str]:
    """Return the next row. The csv module's limit on cells is one for the whole process: it is set back at once."""
    before = csv.field_size_limit(_LARGEST_CELL)
    try:
        return next(reader)
    finally:
        csv.field_size_limit(before)
