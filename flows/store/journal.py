"""What an unfinished run has done so far, so that the next one need not do it again.

An entry says what came of a piece of work, under a key made from all that the work depends on: what is recalled is what
would be found again. The journal belongs to the committed run that is built upon; with the next commit it is forgotten.
"""

import hashlib
import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from flows.store.layout import Layout, write_whole
from flows.store.parts import Part, Parts


def work_key(stage: str, *depends_on: object) -> str:
    """Return the key of a piece of work: the stage, and a hash of all that its result depends on."""
    said = json.dumps(depends_on, default=str, sort_keys=True)
    return f"{stage.replace(' ', '-')}-{hashlib.sha256(said.encode()).hexdigest()[:32]}"


def parts_key(parts: Mapping[str, Iterable[Part]]) -> list[tuple[str, str]]:
    """Return what tells the content of parts: their tables and hashes, wherever they lie."""
    return [(table, part.sha256) for table, found in sorted(parts.items()) for part in found]


def rows_key(rows: pa.Table) -> str:
    """Return what tells the content of a table, its order included: the hash of its Arrow stream."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, rows.schema) as stream:
        stream.write_table(rows.combine_chunks())
    return hashlib.sha256(sink.getvalue()).hexdigest()


@dataclass(frozen=True)
class Journal:
    """The entries of unfinished runs upon one committed run."""

    layout: Layout
    base_run_id: str

    @property
    def folder(self) -> Path:
        """Where the entries lie."""
        return self.layout.journal / self.base_run_id

    def open(self) -> None:
        """Make the folder; forget what belongs to other runs."""
        for other in self.layout.journal.glob("*"):
            if other != self.folder:
                shutil.rmtree(other, ignore_errors=True)
        self.folder.mkdir(parents=True, exist_ok=True)

    def close(self) -> None:
        """Forget everything: the run has committed."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def note(self, key: str, content: Mapping[str, Any]) -> None:
        """Write an entry; it may hold parts, as JSON has them, under the name parts."""
        text = json.dumps(content)
        write_whole(self.folder / f"{key}.json", lambda path: _write_text(path, text))

    def recall(self, key: str) -> dict[str, Any] | None:
        """Return an entry; null if there is none, or not all of its parts are there."""
        entry = _read_entry(self.folder / f"{key}.json")
        return entry if entry is not None and self._has_parts(entry) else None

    def entries(self, stage: str) -> Iterator[dict[str, Any]]:
        """Yield every entry of a stage whose parts are there, by key."""
        for path in sorted(self.folder.glob(f"{stage}-*.json")):
            entry = self.recall(path.stem)
            if entry is not None:
                yield entry

    def parts(self) -> list[Part]:
        """Return the parts that entries name; they are not to be swept."""
        read = (_read_entry(path) for path in sorted(self.folder.glob("*.json")))
        return [part for entry in read if entry is not None for part in _parts_of(entry)]

    def table(self, key: str, work: Callable[[], pa.Table]) -> pa.Table:
        """Return the table that work() gives, or has given."""
        path = self.folder / f"{key}.parquet"
        if path.is_file():
            return pq.read_table(path)
        rows = work()
        write_whole(path, lambda target: pq.write_table(rows, target, compression="zstd"))
        return rows

    def _has_parts(self, entry: Mapping[str, Any]) -> bool:
        return all(_has_size(self.layout.root / part.file, part.size_bytes) for part in _parts_of(entry))


def lots_as_json(lots: Iterable[Parts]) -> list[dict[str, list[dict[str, Any]]]]:
    """Return the parts of lots as an entry holds them."""
    return [{table: [part._asdict() for part in found] for table, found in lot.items()} for lot in lots]


def lots_of_json(lots: Iterable[Mapping[str, Any]]) -> list[Parts]:
    """Return the parts of lots from an entry."""
    return [{table: [Part(**part) for part in found] for table, found in lot.items()} for lot in lots]


def _parts_of(entry: Mapping[str, Any]) -> Iterator[Part]:
    for lot in lots_of_json(entry.get("lots", ())):
        for found in lot.values():
            yield from found


def _read_entry(path: Path) -> dict[str, Any] | None:
    try:
        return dict(json.loads(path.read_text("utf-8")))
    except (OSError, ValueError):
        return None


def _has_size(path: Path, size: int) -> bool:
    return path.is_file() and path.stat().st_size == size


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")
