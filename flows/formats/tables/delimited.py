"""Tables of articles, a record for each row: CSV, with semicolons as spreadsheets export it, TSV, or with pipes."""

import itertools
import re
from collections.abc import Iterator
from typing import NamedTuple

from flows.formats.encodings import Decoded
from flows.formats.fields.field_names import Found, is_nothing, plain_key, roles
from flows.formats.fields.fielded import Origin, read_fielded
from flows.formats.fields.own_bytes import own_bytes
from flows.formats.limits import ReadLimits
from flows.formats.records import Record, Refusal
from flows.formats.tables.csv_rows import Dialect, Row, read_rows

_DELIMITERS = ",;\t|"
_SEPARATOR_LINE = re.compile(r"sep=([,;\t|])[ \t]*(?:\r\n|\r|\n)", re.IGNORECASE)  # Excel's
_NEWLINE = re.compile(r"\r\n|\r|\n")
_BLANK_START = re.compile(r"[ \t\r\n]*(?:\r\n|\r|\n)")
_SENTENCE_END = re.compile(r"\s\S+[.!?…]\s*$")
_LONGEST_HEADER = 10_000
_LONGEST_NAME = 60
_SAMPLE_ROWS = 200
_SAMPLE_CHARS = 2**20
# Names in the header that we know: three with nothing but the delimiter between them are no sentence, and rows that
# are all broken are refused, not read as prose. Two may be one: then nearly all rows must have two cells. A known
# text column beside unknown ones ("id,text"): the rows must all be whole, and its cells sentences.
_FEW = 2
_SHARE_NEEDED = 0.95
_ROWS_FOR_FEW = 2
_COLUMNS_OF_TEXTLESS = 3
_SENTENCE = 20  # characters of a text cell, where only two names are known
_SENTENCE_WORDS, _SENTENCE_CHARS = 8, 60  # of a text cell, where only its own name is known: either
_SENTENCES_NEEDED = 0.75


class Table(NamedTuple):
    """A table's header: the dialect, the column names as written, its own stretch, and where the rows begin."""

    dialect: Dialect
    names: tuple[str, ...]
    header: str
    start: int
    first_line: int

    @property
    def keys(self) -> list[str]:
        """The columns' plain keys."""
        return [plain_key(name) for name in self.names]

    def rows(self, text: str) -> Iterator[Row]:
        """Yield the rows under the header."""
        return read_rows(text, self.dialect, self.start, self.first_line)


def is_delimited(text: str) -> bool:
    """Tell whether the text is a table of articles.

    Its header must name a text column, or headline and summary, among two columns at least, and the rows must bear it
    out, the more the fewer of the names are known: a plain article may open with "Text, body and soul".
    """
    return find_table(text) is not None


def find_textless(text: str) -> tuple[str, ...]:
    """Return the columns of a table in which no name of a text column is known; empty if the text is no such table.

    It has three columns at least, and every row that is looked at is exactly as wide as the header: lines of prose do
    not all have the same number of commas, none of them with a blank behind it in the first.
    """
    blank = _BLANK_START.match(text)
    start = blank.end() if blank else 0
    line_end = _NEWLINE.search(text, start)
    header = text[start : line_end.start()] if line_end else ""
    if line_end is None or len(header) > _LONGEST_HEADER:
        return ()
    for delimiter in _DELIMITERS:
        if header.count(delimiter) < _COLUMNS_OF_TEXTLESS - 1 or f"{delimiter} " in header:
            continue
        row = next(read_rows(header, Dialect(delimiter)), None)
        if row is None or row.problem or not _are_names(row.cells):
            continue
        table = Table(Dialect(delimiter), tuple(cell.strip() for cell in row.cells), header, line_end.end(), 2)
        rows = _sample(text, table)
        is_square = all(row.problem is None and len(row.cells) == len(table.names) for row in rows)
        if is_square and len(rows) >= _ROWS_FOR_FEW:
            return table.names
    return ()


def _are_names(cells: list[str]) -> bool:
    """Tell whether the cells may be names of columns: short, each another, none empty, none a sentence or a number."""
    plain = [cell.strip() for cell in cells]
    return len(set(plain)) == len(plain) and all(
        0 < len(cell) <= _LONGEST_NAME and cell[0].isalpha() and not _SENTENCE_END.search(cell) for cell in plain
    )


def read_delimited(decoded: Decoded, limits: ReadLimits) -> Iterator[Record | Refusal]:
    """Yield what each row gives. A row's own bytes are its stretch of the file together with that of the header."""
    table = find_table(decoded.text)
    if table is None:
        columns = ", ".join(find_textless(decoded.text)) or "none"
        yield Refusal("", "no_text", f"no column is known to hold the text among: {columns}")
        return
    number = 0
    for number, row in enumerate(table.rows(decoded.text), start=1):
        if not row.is_blank:
            yield _read_row(f"row {number}", row, table, decoded, limits)
    if not number:
        yield Refusal("", "no_text", "a table without rows")


def _read_row(member: str, row: Row, table: Table, decoded: Decoded, limits: ReadLimits) -> Record | Refusal:
    problem = _problem_of(row, table, decoded.text)
    if problem is not None:
        return Refusal(member, "truncated" if row.is_cut else "malformed", problem, row.line)
    stretch = decoded.text[row.start : row.end].rstrip("\r\n")
    own = own_bytes(decoded, _signature(table.dialect), table.header, stretch)
    notes = (*own.notes, *_notes_on(table.keys))
    origin = Origin(member, own.sha256, "csv", own.encoding, own.evidence, notes, row.line)
    fields: dict[str, Found] = {}
    for name, key, cell in zip(table.names, table.keys, row.cells, strict=False):
        if not is_nothing(cell):
            fields.setdefault(key, Found(cell, name, "csv"))
    return read_fielded(fields, origin, limits)


def _problem_of(row: Row, table: Table, text: str) -> str | None:
    if _fits(row, table):
        return None
    more = len(_NEWLINE.findall(text[row.start : row.end].rstrip("\r\n")))
    where = f" (to line {row.line + more})" if more > 0 else ""
    if row.is_cut:
        return f"a cell opens with a quotation mark and does not end; nothing after it was read{where}"
    if row.problem is not None:
        return f"quotation marks that do not come out: {row.problem}{where}"
    return f"{len(row.cells)} cells under {len(table.names)} columns{where}"


def _signature(dialect: Dialect) -> str:
    """Return what, beside header and row, decides how they are cut into cells."""
    return dialect.delimiter if dialect.is_quoted else f"{dialect.delimiter} unquoted"


def _notes_on(keys: list[str]) -> tuple[str, ...]:
    """Return the note that columns share a known name: the first that says something counts."""
    repeated = dict.fromkeys(key for key in keys if key in roles() and keys.count(key) > 1)
    return (f"repeated_columns: {', '.join(repeated)}",) if repeated else ()


def find_table(text: str) -> Table | None:
    """Return the header of the table that the text is, or null."""
    start, line = 0, 1
    blank = _BLANK_START.match(text)
    if blank:
        start, line = blank.end(), 1 + len(_NEWLINE.findall(blank[0]))
    separator = _SEPARATOR_LINE.match(text, start)
    if separator:
        start, line = separator.end(), line + 1
    found = _find_header(text, start, line, separator[1] if separator else _DELIMITERS)
    if found is None:
        return None
    unquoted = found._replace(dialect=found.dialect._replace(is_quoted=False, has_blanks=False))
    can_be_unquoted = found.dialect.delimiter in "\t|" and '"' not in found.header
    if can_be_unquoted and _share_of_fits(text, unquoted) > _share_of_fits(text, found):
        found = unquoted
    return found if _is_borne_out(text, found) else None


def _find_header(text: str, start: int, line: int, delimiters: str) -> Table | None:
    """Return the header that the first line is, by the delimiter that gives most known names; null if it is none."""
    end = min((at for mark in "\r\n" if (at := text.find(mark, start)) >= 0), default=len(text))
    if end - start > _LONGEST_HEADER:
        return None
    best, most = None, 0
    for delimiter in delimiters:
        if delimiter not in text[start:end]:
            continue
        has_blanks = f'{delimiter} "' in text[start:end]
        row = next(read_rows(text[start:end], Dialect(delimiter, has_blanks=has_blanks)), None)
        if row is None or row.problem or not _is_header(row.cells):
            continue
        known = _known(row.cells)
        if known > most:
            names = tuple(cell.strip() for cell in row.cells)
            after = _BLANK_START.match(text, end)
            at = after.end() if after else len(text)
            lines = len(_NEWLINE.findall(text, end, at))
            best = Table(Dialect(delimiter, has_blanks=has_blanks), names, text[start:end], at, line + lines)
            most = known
    return best


def _is_header(cells: list[str]) -> bool:
    """Tell whether the cells are names of columns, a text column or headline and summary among them."""
    if any(len(cell) > _LONGEST_NAME or _SENTENCE_END.search(cell) for cell in cells):
        return False
    held = {role for cell in cells for role in roles().get(plain_key(cell), ())}
    return not held.isdisjoint(("body", "page")) or held >= {"headline", "summary"}


def _known(cells: list[str]) -> int:
    return len({plain_key(cell) for cell in cells} & roles().keys())


def _sample(text: str, table: Table) -> list[Row]:
    """Return the first rows that have anything in them."""
    found: list[Row] = []
    for row in itertools.islice(table.rows(text), _SAMPLE_ROWS):
        if not row.is_blank:
            found.append(row)
        if row.end - table.start > _SAMPLE_CHARS:
            break
    return found


def _share_of_fits(text: str, table: Table) -> float:
    rows = _sample(text, table)
    return sum(_fits(row, table) for row in rows) / len(rows) if rows else 1.0


def _fits(row: Row, table: Table) -> bool:
    """Tell whether the row has a cell for each column, and nothing in any beyond."""
    width = len(table.names)
    return row.problem is None and len(row.cells) >= width and not any(row.cells[width:])


def _is_borne_out(text: str, table: Table) -> bool:
    """Tell whether header and rows together can only be a table. Names with a blank before them may be prose."""
    rows, known = _sample(text, table), _known(list(table.names))
    may_be_prose = f"{table.dialect.delimiter} " in table.header and not table.dialect.has_blanks
    known -= may_be_prose
    if known < _FEW:
        return not may_be_prose and _is_plain_to_see(text, table, rows)
    if known != _FEW or not rows:
        return known > _FEW
    fits = [row for row in rows if _fits(row, table)]
    bodies = [n for n, key in enumerate(table.keys) if "body" in roles().get(key, ())]
    is_text = any(len(row.cells[n]) >= _SENTENCE for row in fits for n in bodies)
    is_quoted = '"' in text[rows[0].start : rows[0].end]
    return is_text and len(fits) >= len(rows) * _SHARE_NEEDED and (is_quoted or len(fits) >= _ROWS_FOR_FEW)


def _is_plain_to_see(text: str, table: Table, rows: list[Row]) -> bool:
    """Tell whether the rows alone can only be a table's: all of the header's width, sentences in the text column."""
    column = next((n for n, key in enumerate(table.keys) if "body" in roles().get(key, ())), None)
    if column is None or not rows or any(row.problem or len(row.cells) != len(table.names) for row in rows):
        return False
    if len(rows) < _ROWS_FOR_FEW and not _is_quoted(text, rows[0], column):
        return False
    if all(cell.startswith(" ") for row in rows for cell in row.cells[1:]):  # as in prose, after each of its commas
        return False
    bodies = [row.cells[column] for row in rows if not is_nothing(row.cells[column])]
    sentences = [body for body in bodies if len(body.split()) >= _SENTENCE_WORDS or len(body) >= _SENTENCE_CHARS]
    return bool(sentences) and len(sentences) >= len(bodies) * _SENTENCES_NEEDED


def _is_quoted(text: str, row: Row, column: int) -> bool:
    cell = row.cells[column].replace('"', '""')
    return f'"{cell}"' in text[row.start : row.end]
