"""metadata.csv: what archives of plain text keep beside their files; it says by path what these do not say."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from flows.formats.encodings import decode
from flows.formats.fields.bylines import split_byline
from flows.formats.fields.timestamps import Timestamp, parse_timestamp
from flows.formats.records import Metadata, Refusal
from flows.formats.tables.csv_rows import Row, read_rows
from flows.formats.tables.headers import Header, find_header, name_cells, shape_problem

EVIDENCE = "sidecar"

_NAME = "metadata.csv"
_SAYING = ("outlet", "published_on", "url", "byline", "credit_line")
_COLUMNS = ("path", *_SAYING)
_ISO = re.compile(r"\d{4}(?:-\d\d(?:-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?)?)?")
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")
_SHOWN = 120
_MOST_ROWS = 1_000_000


class SidecarRow(NamedTuple):
    """What a row says of the file at `path`, which is relative to the list's folder; evidence is always `sidecar`."""

    path: str
    line: int
    metadata: Metadata


def is_sidecar_name(name: str) -> bool:
    """Tell whether a file of this name (or path) is such a list, if its header says so too."""
    return name.rpartition("/")[2] == _NAME


def is_sidecar(content: bytes) -> bool:
    """Tell whether the header has a column `path` and at least one that says something of the file."""
    decoded = decode(content)
    return not isinstance(decoded, Refusal) and _find_header(decoded.text) is not None


def read_sidecar(content: bytes) -> list[SidecarRow | Refusal]:
    """Return what each row says, in order, and a refusal, with its line, for each row or cell that cannot be used.

    Where only cells cannot be used the row stands without them, beside the refusal: never more than one for a line.
    """
    decoded = decode(content)
    if isinstance(decoded, Refusal):
        return [decoded]
    header = _find_header(decoded.text)
    if header is None:
        wanted = f"the header must have path and at least one of {', '.join(_SAYING)}"
        return [Refusal("line 1", "malformed", wanted, 1)]
    found: list[SidecarRow | Refusal] = list(_header_problems(header))
    seen: dict[str, int] = {}
    for row in read_rows(decoded.text, header.dialect):
        if len(found) >= _MOST_ROWS:
            found.append(_refusal(row.line, f"more than {_MOST_ROWS:,} rows; the rest is not read"))
            break
        if row.line > header.line and not row.is_blank:
            found.extend(_read_row(row, header, seen))
    return found


def _refusal(line: int, detail: str) -> Refusal:
    return Refusal(f"line {line}", "malformed", detail[:300], line)


def _find_header(text: str) -> Header | None:
    return find_header(text, lambda names: "path" in names and not names.isdisjoint(_SAYING))


def _header_problems(header: Header) -> Iterator[Refusal]:
    """Yield a refusal that names the columns that are passed over: they may be misspelt."""
    unknown = [name for name in header.names if name and name not in _COLUMNS]
    repeated = sorted({name for name in header.names if name in _COLUMNS and header.names.count(name) > 1})
    problems = [f"columns passed over: {', '.join(unknown)[:_SHOWN]}"] if unknown else []
    problems += [f"columns given twice, of which the first is read: {', '.join(repeated)}"] if repeated else []
    if problems:
        yield _refusal(header.line, f"{'; '.join(problems)} (known are {', '.join(_COLUMNS)})")


def _read_row(row: Row, header: Header, seen: dict[str, int]) -> Iterator[SidecarRow | Refusal]:
    """Yield the row and what is wrong with it. Cells missing at its end are empty; cells too many make it unclear."""
    broken = shape_problem(row, len(header.names))
    if broken is not None:
        yield _refusal(row.line, broken)
        return
    cells = name_cells(row, header)
    path = _relative(cells.get("path", ""))
    problem = _path_problem(cells.get("path", ""), path, seen)
    if problem is not None:
        yield _refusal(row.line, problem)
        return
    seen[path] = row.line
    metadata, problems = _metadata(cells)
    yield SidecarRow(path, row.line, metadata)
    if problems:
        yield _refusal(row.line, f"{path}: {'; '.join(problems)}")


def _relative(path: str) -> str:
    """Return the path without the parts that mean nothing: `./a//b` is `a/b`."""
    return "/".join(part for part in path.split("/") if part not in ("", "."))


def _path_problem(written: str, path: str, seen: dict[str, int]) -> str | None:
    shown = repr(written[:_SHOWN])
    if not path:
        return "no path"
    if written.startswith(("/", "\\", "~")) or _DRIVE.match(written):
        return f"an absolute path, which must be relative to the folder: {shown}"
    if ".." in re.split(r"[/\\]", written) or "\0" in written:
        return f"a path that leads out of the folder: {shown}"
    return f"the path stands already in line {seen[path]}: {shown}" if path in seen else None


def _metadata(cells: dict[str, str]) -> tuple[Metadata, list[str]]:
    """Return what the cells say, and the problems of those that cannot be used."""
    outlet, credit, written = (cells.get(name, "") for name in ("outlet", "credit_line", "byline"))
    byline = split_byline(written, frozenset({outlet} if outlet else ()), typed=True)
    published, problem = _published(cells.get("published_on", ""))
    url = cells.get("url", "")
    is_address = url.startswith(("http://", "https://")) and not re.search(r"\s", url)
    problems = [problem] if problem else []
    problems += [f"not a web address: {url[:_SHOWN]!r}"] if url and not is_address else []
    problems += [f"no person is named in the byline: {written[:_SHOWN]!r}"] if written and not byline.persons else []
    metadata = Metadata(
        byline=byline.persons,
        byline_evidence=EVIDENCE if byline.persons else None,
        outlet=outlet or None,
        outlet_evidence=EVIDENCE if outlet else None,
        credit_line=credit or None,
        credit_evidence=EVIDENCE if credit else None,
        url=url if is_address else None,
        url_evidence=EVIDENCE if is_address else None,
        published_on=published.on,
        published_at=published.at,
        published_evidence=EVIDENCE if published.on else None,
    )
    return metadata, problems


def _published(written: str) -> tuple[Timestamp, str | None]:
    """Return the date if it is written as ISO 8601 has it, from the year down: every other order may mean two days."""
    if not written:
        return Timestamp(), None
    found = parse_timestamp(written)
    if _ISO.fullmatch(written) and found.on:
        return found, None
    why = found.problem or "not in the order of 2025, 2025-11, 2025-11-13 or 2025-11-13T14:05+01:00"
    return Timestamp(), f"published_on {written[:_SHOWN]!r} is not read: {why}"[:250]
