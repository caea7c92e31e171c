"""Lists that people keep as CSV beside the files: the header is told by its names, the order of columns is free."""

import re
from collections.abc import Callable
from typing import NamedTuple

from flows.formats.tables.csv_rows import Dialect, Row, read_rows

_DELIMITERS = ",;\t"
_NOT_IN_HEADER = re.compile(r"[\s-]+")


class Header(NamedTuple):
    """The header of a list: how its cells are parted, its column names as plain keys, its line."""

    dialect: Dialect
    names: tuple[str, ...]
    line: int


def find_header(text: str, is_header: Callable[[set[str]], bool]) -> Header | None:
    """Return the header that the first line with something on it is, if its names satisfy `is_header`; else null."""
    first = text[: max(0, len(text) - len(text.lstrip()))].count("\n")
    line = text.lstrip().splitlines()[0] if text.strip() else ""
    for delimiter in _DELIMITERS:
        row = next(read_rows(line, Dialect(delimiter)), None)
        names = tuple(_NOT_IN_HEADER.sub("_", cell.strip()).lower() for cell in row.cells) if row else ()
        if is_header(set(names)):
            return Header(Dialect(delimiter), names, first + 1)
    return None


def shape_problem(row: Row, width: int) -> str | None:
    """Return what is wrong with the cells of a row under so many columns, null if nothing is."""
    if row.is_cut:
        return "a cell opens with a quotation mark and does not end; nothing after it was read"
    if row.problem is not None:
        return f"quotation marks that do not come out: {row.problem}"
    if any(cell.strip() for cell in row.cells[width:]):
        return f"{len(row.cells)} cells under {width} columns: a cell with the separator in it needs quotation marks"
    return None


def name_cells(row: Row, header: Header) -> dict[str, str]:
    """Return the cells by column, without blanks around them; of two columns of one name the first counts."""
    cells: dict[str, str] = {}
    for name, cell in zip(header.names, row.cells, strict=False):
        cells.setdefault(name, cell.strip())
    return cells
