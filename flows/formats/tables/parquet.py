"""Parquet files with a text column: a record for each row, read a few rows and only the columns needed at a time."""

import io
import json
from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from flows.base.ids import bytes_sha256
from flows.formats.fields.field_names import Found, is_nothing, plain_key, roles
from flows.formats.fields.fielded import Origin, read_fielded
from flows.formats.limits import ReadLimits
from flows.formats.records import Record, Refusal
from flows.formats.tables.arrow_values import Unreadable, cells_of, is_textual

_MAGIC, _ENCRYPTED_MAGIC = b"PAR1", b"PARE"
_TAIL = 8  # length of the footer, and the magic again
# Arrow decodes a batch at a time, and of a column's chunk no more than this many bytes are held besides its pages:
# with both a row group of any length is read in some 35 MB (measured on one of 324 MB).
_BATCH_ROWS = 64
_BUFFER_BYTES = 64 * 1024
_FAULTS = (pa.ArrowException, OSError, ValueError, TypeError, LookupError, ArithmeticError, MemoryError)
_NAMES_SHOWN = 20


class _Column(NamedTuple):
    """A column to read: its path for Arrow, and its names from the outside in."""

    path: str
    names: tuple[str, ...]


class _Group(NamedTuple):
    """A row group: its number, how many rows lie before it, and how many are in it."""

    number: int
    before: int
    rows: int

    def refusal(self, reason: str, detail: str, read: int = 0) -> Refusal:
        """Return the refusal of all its rows but the first `read`."""
        first, last = self.before + read + 1, self.before + self.rows
        return Refusal(f"rows {first}-{max(first, last)}", reason, detail[:300])


def read_parquet(file: BinaryIO, limits: ReadLimits) -> Iterator[Record | Refusal]:
    """Yield what each row gives, from a stream that can be rewound.

    A row's own bytes are the canonical JSON (keys sorted, UTF-8, no blanks) of its cells in the columns that are read.
    """
    size = file.seek(0, io.SEEK_END)
    damage = _find_damage(file, size)
    if damage is not None:
        yield damage
        return
    try:
        source = _open(file)
        columns = _columns(source.schema_arrow)
        groups = list(_groups(source.metadata))
    except _FAULTS as error:
        yield _fault(error)
        return
    if not columns:
        names = ", ".join(str(name)[:40] for name in source.schema_arrow.names[:_NAMES_SHOWN])
        yield Refusal("", "no_text", f"no text column among: {names}"[:300])
    elif not any(group.rows > 0 for group in groups):
        yield Refusal("", "no_text", "a table without rows")
    else:
        yield from _read_groups(source, columns, groups, size, limits)


def _find_damage(file: BinaryIO, size: int) -> Refusal | None:
    """Return what the marks at both ends of the file tell: it may be cut, or encrypted."""
    file.seek(0)
    head = file.read(len(_MAGIC))
    file.seek(max(0, size - _TAIL))
    tail = file.read(_TAIL)
    if _ENCRYPTED_MAGIC in (head, tail[-4:]):
        return Refusal("", "encrypted", "a Parquet file with an encrypted footer")
    if size < len(_MAGIC) + _TAIL or not tail.endswith(_MAGIC):
        return Refusal("", "truncated", "a Parquet file that ends before its end mark", size)
    if int.from_bytes(tail[:4], "little") > size - len(_MAGIC) - _TAIL:
        return Refusal("", "malformed", "a Parquet file whose footer is longer than the file", size - _TAIL)
    return None


def _open(file: BinaryIO) -> pq.ParquetFile:
    file.seek(0)
    return pq.ParquetFile(
        file,
        pre_buffer=False,
        buffer_size=_BUFFER_BYTES,
        page_checksum_verification=True,
        coerce_int96_timestamp_unit="us",
        arrow_extensions_enabled=False,
    )


def _fault(error: Exception, group: _Group | None = None, read: int = 0) -> Refusal:
    text = f"{type(error).__name__}: {error}"
    if "ncrypt" in text or "ecrypt" in text:
        reason, detail = "encrypted", "columns are encrypted"
    elif isinstance(error, MemoryError):
        reason, detail = "too_large", "more than the memory holds"
    elif isinstance(error, pa.ArrowNotImplementedError):
        reason, detail = "unsupported", f"a kind of Parquet that is not read: {error}"
    else:
        reason, detail = "malformed", f"damaged Parquet: {error}"
    return group.refusal(reason, detail, read) if group else Refusal("", reason, detail[:300])


def _groups(metadata: pq.FileMetaData) -> Iterator[_Group]:
    before = 0
    for number in range(metadata.num_row_groups):
        count = metadata.row_group(number).num_rows
        yield _Group(number, before, count)
        before += count


def _columns(schema: pa.Schema) -> list[_Column]:
    """Return the columns that say something of an article, those one level down in a struct included.

    Empty if no column holds its text, or headline and summary.
    """
    found = [column for field in schema for column in _known(field)]
    textual = {column.path for field in schema for column in _known(field) if _is_text_column(field, column)}
    held = {role for column in found if column.path in textual for role in roles()[plain_key(column.names[-1])]}
    has_text = not held.isdisjoint(("body", "page")) or held >= {"headline", "summary"}
    return found if has_text else []


def _known(field: pa.Field) -> list[_Column]:
    held = roles().get(plain_key(field.name), frozenset())
    if held and not (pa.types.is_struct(field.type) and "body" in held and not is_textual(field.type)):
        return [_Column(field.name, (field.name,))]
    children = list(field.type) if pa.types.is_struct(field.type) else []
    names = [child.name for child in children if plain_key(child.name) in roles()]
    return [_Column(f"{field.name}.{name}", (field.name, name)) for name in names]


def _is_text_column(field: pa.Field, column: _Column) -> bool:
    return is_textual(field.type if len(column.names) == 1 else field.type.field(column.names[1]).type)


def _read_groups(
    source: pq.ParquetFile, columns: list[_Column], groups: list[_Group], size: int, limits: ReadLimits
) -> Iterator[Record | Refusal]:
    """Yield what the groups hold; one that is damaged or unfolds too far is refused, and reading goes on behind it.

    A few bytes may stand for any number of rows or characters: rows are bounded by the file's size, and what they
    unfold to, in all, by the greatest ratio to it.
    """
    most_rows = max(limits.max_members, size)
    allowed = max(limits.ratio_free_bytes, limits.max_ratio * size)
    for group in groups:
        # Of the whole group: to ask for a column's own size kills the process where the column is encrypted (Arrow 26).
        unfolded = source.metadata.row_group(group.number).total_byte_size
        if group.before + group.rows > most_rows or group.rows < 0:
            yield group.refusal("too_large", f"{group.rows:,} rows in a file of {size:,} bytes")
        elif unfolded > allowed:
            yield group.refusal("too_large", f"unfolds to {unfolded:,} bytes from a file of {size:,}")
        else:
            for read, (found, length) in enumerate(_read_group(source, columns, group, limits), start=1):
                yield found
                allowed -= length
                if allowed < 0:
                    rest = group._replace(rows=sum(one.rows for one in groups[group.number :]))
                    yield rest.refusal("too_large", f"unfolds to over {limits.max_ratio} times the file's size", read)
                    return


def _read_group(
    source: pq.ParquetFile, columns: list[_Column], group: _Group, limits: ReadLimits
) -> Iterator[tuple[Record | Refusal, int]]:
    """Yield what each row gives, and how many bytes it came to."""
    read = 0
    try:
        batches = source.iter_batches(
            _BATCH_ROWS, row_groups=[group.number], columns=[column.path for column in columns], use_threads=False
        )
        for batch in batches:
            for cells in cells_of(batch):
                read += 1
                yield _read_row(f"row {group.before + read}", cells, columns, limits)
    except _FAULTS as error:
        yield _fault(error, group, read), 0


def _read_row(
    member: str, cells: dict[str, Any], columns: list[_Column], limits: ReadLimits
) -> tuple[Record | Refusal, int]:
    used: dict[str, Any] = {}
    fields: dict[str, Found] = {}
    notes: list[str] = []
    for column in columns:
        label, value = ".".join(column.names), _within(cells, column.names)
        if isinstance(value, Unreadable):
            notes.append(f"cell_not_read: {label}")
        elif not is_nothing(value):
            used[label] = value
            fields.setdefault(plain_key(column.names[-1]), Found(value, label, "parquet"))
    canonical = json.dumps(used, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    own = "\x1e".join((_MAGIC.decode(), canonical, *notes)).encode("utf-8", "replace")
    if len(own) > limits.max_bytes:
        return Refusal(member, "too_large", f"a row of {len(own):,} bytes"), len(own)
    origin = Origin(member, bytes_sha256(own), "parquet", notes=tuple(notes))
    found = read_fielded(fields, origin, limits)
    if isinstance(found, Refusal) and found.reason == "no_text" and notes:
        found = origin.refusal("undecodable", f"no text that is UTF-8; {', '.join(notes)}")
    return found, len(own)


def _within(cells: dict[str, Any], names: tuple[str, ...]) -> object:
    value: object = cells.get(names[0])
    for name in names[1:]:
        value = value.get(name) if isinstance(value, dict) else value
    return value
