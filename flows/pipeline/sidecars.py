"""Lists beside the raw files: what each metadata.csv says of which file, and which articles that concerns.

Of several places of one article the one counts that has the smallest path among those a list speaks of, so that the
order in which files arrive makes no difference.
"""

import unicodedata
from collections.abc import Collection, Iterable, Sequence
from posixpath import basename, dirname, join
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from flows.base.schemas.ledger import ARTICLE_FILES, RAW_FILES
from flows.base.schemas.table import TableSchema
from flows.formats.records import Metadata, Refusal, filled
from flows.formats.tables.sidecar import SidecarRow, is_sidecar, is_sidecar_name, read_sidecar
from flows.pipeline.job import Run
from flows.pipeline.parse_job import FileOutcome
from flows.store.parts import Parts, read_parts
from flows.store.rawfiles import RawFile, opened

Row = dict[str, Any]

# A list is read in the process that holds the run: the lines of a million files, at 64 letters each.
_MOST_BYTES = 64 * 2**20


class Sidecars(NamedTuple):
    """What the lists say of each file, by stored path; and for each list what reading it gave."""

    said: dict[str, Metadata]
    outcomes: dict[str, FileOutcome]


def ledger_rows(run: Run, table: TableSchema) -> list[Row]:
    """Return the committed rows of a ledger table."""
    rows: list[Row] = read_parts(run.layout, table.name, run.base.parts.get(table.name, ())).to_pylist()
    return rows


def read_sidecars(files: Sequence[RawFile], ignored: Collection[str] = ()) -> Sidecars:
    """Return what the files named metadata.csv say: of a file in deeper folders too, the nearest list first.

    They may speak of files that are ignored.
    """
    present = {*ignored, *(file.raw_path for file in files)}
    lists = [file for file in files if file.refusal is None and is_sidecar_name(basename(file.raw_path))]
    said: dict[str, Metadata] = {}
    outcomes: dict[str, FileOutcome] = {}
    for file in sorted(lists, key=lambda file: (-file.raw_path.count("/"), file.raw_path)):
        with opened(file.path) as raw:
            # No list is so long; whatever it is, a worker with a limit on its memory will tell.
            is_read = not isinstance(raw, Refusal) and raw.size_bytes <= _MOST_BYTES
            content = raw.content.read() if is_read and not isinstance(raw, Refusal) else b""
        # A table of articles may have this name too: then it is a raw file like any other.
        if isinstance(raw, Refusal) or not is_sidecar(content):
            continue
        found, refusals = _place_rows(read_sidecar(content), dirname(file.raw_path), present)
        for path, metadata in found:
            said[path] = filled(said.get(path, Metadata()), metadata)
        outcome = FileOutcome(file.raw_path, raw.sha256, raw.size_bytes, "metadata", (), tuple(refusals), None)
        outcomes[file.raw_path] = outcome
    return Sidecars(said, outcomes)


def _place_rows(
    rows: Iterable[SidecarRow | Refusal], folder: str, present: set[str]
) -> tuple[list[tuple[str, Metadata]], list[Refusal]]:
    """Return (stored path, what is said of it) for each row of a file that is there, and refusals of the others."""
    # A list written on another system may compose its letters otherwise.
    below = f"{folder}/" if folder else ""
    inside = sorted((path for path in present if path.startswith(below)), reverse=True)
    composed = {_composed(path, below): path for path in inside}
    found: list[tuple[str, Metadata]] = []
    refusals: list[Refusal] = []
    for row in rows:
        if isinstance(row, Refusal):
            refusals.append(row)
            continue
        ways = (join(folder, row.path.replace("\\", sign)) for sign in ("\\\\", "/", "\\"))
        known = (path if path in present else composed.get(_composed(path, below)) for path in ways)
        path = next((path for path in known if path), None)
        if path is not None:
            found.append((path, row.metadata))
        else:
            refusals.append(Refusal(f"line {row.line}", "no_such_file", f"there is no file {row.path}", row.line))
    return found, refusals


def _composed(path: str, below: str) -> str:
    """Return the path with the letters composed of what comes after its folder: another folder is another."""
    return below + unicodedata.normalize("NFC", path.removeprefix(below))


def sharing_files(run: Run, paths: set[str]) -> set[str]:
    """Return the files that hold an article of these, where a list spoke of these: another place may count now."""
    spoken_of = {row["raw_path"] for row in ledger_rows(run, RAW_FILES) if row["beside_sha256"] is not None}
    if not paths & spoken_of:
        return set()
    places = [row for row in ledger_rows(run, ARTICLE_FILES) if row["is_current"]]
    articles = {row["article_id"] for row in places if row["raw_path"] in paths & spoken_of}
    return {row["raw_path"] for row in places if row["article_id"] in articles}


def told_elsewhere(run: Run, outcomes: Iterable[FileOutcome]) -> set[str]:
    """Return the articles whose row stands as it is: a list speaks of a place that counts more and was not read now."""
    read = {outcome.raw_path: outcome for outcome in outcomes}
    spoken_of = {row["raw_path"] for row in ledger_rows(run, RAW_FILES) if row["beside_sha256"] is not None}
    elsewhere: dict[str, str] = {}
    for row in ledger_rows(run, ARTICLE_FILES) if spoken_of - set(read) else ():
        if row["is_current"] and row["raw_path"] in spoken_of - set(read):
            elsewhere[row["article_id"]] = min(row["raw_path"], elsewhere.get(row["article_id"], row["raw_path"]))
    here: dict[str, str] = {}
    for outcome in outcomes:
        for article, _ in outcome.places if outcome.beside_sha256 else ():
            here[article] = min(outcome.raw_path, here.get(article, outcome.raw_path))
    return {article for article, path in elsewhere.items() if article not in here or path < here[article]}


def find_changed(run: Run, lots: Iterable[Parts], known: set[str]) -> set[str]:
    """Return those of the known articles whose row in the first lot that has it is not the one in the warehouse."""
    if not known:
        return set()
    before = _rows_of(run, run.base.parts.get("articles", ()), known)
    changed: set[str] = set()
    compared: set[str] = set()
    for lot in lots:
        for key, row in _rows_of(run, lot.get("articles", ()), known - compared).items():
            compared.add(key)
            if row != before.get(key):
                changed.add(key)
    return changed


def _rows_of(run: Run, parts: Iterable[Any], articles: set[str]) -> dict[str, Row]:
    wanted = pa.array(sorted(articles), pa.string())
    found: dict[str, Row] = {}
    for part in parts:
        is_wanted = pc.is_in(read_parts(run.layout, "articles", [part], ["article_id"])["article_id"], wanted)
        if pc.any(is_wanted).as_py():
            rows = read_parts(run.layout, "articles", [part]).filter(is_wanted).to_pylist()
            found |= {row["article_id"]: row for row in rows}
    return found
