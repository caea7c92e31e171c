"""Manifests: what a run committed, the live parts of every table; the live parts are the table.

A manifest carries the hash of what it says and stands in two files, so that one of them may be damaged.
"""

import hashlib
import itertools
import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from flows.base.errors import UserError
from flows.store.layout import Layout, write_whole
from flows.store.parts import LOCAL, Part, Parts, is_sound, read_parts, write_part

SCHEMA_VERSION = 7
# Lots of the first schema that can be upgraded had no names.
OLDEST_VERSION = 5


class Manifest(NamedTuple):
    """The live parts of every table after a run.

    `buckets` is the number of buckets of each bucketed table, `made_by` the version of each stage that its rows are of,
    `published` the size and sha256 of each file of the published version.
    """

    run_id: str
    parts: Mapping[str, tuple[Part, ...]]
    buckets: Mapping[str, int]
    made_by: Mapping[str, str] = {}
    published: Mapping[str, tuple[int, str]] = {}
    schema_version: int = SCHEMA_VERSION

    def files(self, layout: Layout, table: str) -> list[Path]:
        """Return the live files of a table."""
        return [layout.root / part.file for part in self.parts.get(table, ())]

    def adding_lot(self, lot: str, new: Mapping[str, Iterable[Part]]) -> "Manifest":
        """Return the manifest with these parts of local tables added as a lot."""
        added = {table: [part._replace(lot=lot) for part in new.get(table, ())] for table in LOCAL}
        grown = {table: (*self.parts.get(table, ()), *found) for table, found in added.items() if found}
        return self._replace(parts={**self.parts, **grown})

    def without_lots(self, lots: Iterable[str]) -> "Manifest":
        """Return the manifest without the parts of these lots."""
        gone = set(lots)
        left = {table: tuple(one for one in self.parts.get(table, ()) if one.lot not in gone) for table in LOCAL}
        return self._replace(parts={**self.parts, **left})

    def renaming_lots(self, names: Mapping[str, str]) -> "Manifest":
        """Return the manifest with other names for these lots; lots of one name are one."""
        renamed = {
            table: tuple(part._replace(lot=names.get(part.lot or "", part.lot)) for part in self.parts.get(table, ()))
            for table in LOCAL
        }
        return self._replace(parts={**self.parts, **renamed})

    def lots(self) -> dict[str, Parts]:
        """Return the parts of each lot by table, the lots in the order in which they came."""
        found: dict[str, Parts] = {}
        for table in LOCAL:
            for part in self.parts.get(table, ()):
                found.setdefault(part.lot or "", {}).setdefault(table, []).append(part)
        return found

    def replacing(self, table: str, parts: Iterable[Part], buckets: int | None = None) -> "Manifest":
        """Return the manifest with these as the only parts of a table."""
        counts = self.buckets if buckets is None else {**self.buckets, table: buckets}
        return self._replace(parts={**self.parts, table: tuple(parts)}, buckets=counts)

    def rows(self) -> dict[str, int]:
        """Return the number of live rows of each table."""
        return {table: sum(part.rows for part in parts) for table, parts in sorted(self.parts.items())}

    def live(self) -> Iterable[tuple[str, Part]]:
        """Return every live part with its table."""
        return ((table, part) for table, parts in sorted(self.parts.items()) for part in parts)


EMPTY = Manifest("run-000000", {}, {})


class DamagedManifest(UserError):
    """A manifest of which neither file can be read."""


def without_articles(layout: Layout, manifest: Manifest, articles: set[str], mark: str) -> Manifest:
    """Return the manifest with the parts of local tables that hold rows of these articles written anew without them."""
    if not articles:
        return manifest
    gone = pa.array(sorted(articles), pa.string())
    for table in LOCAL:
        kept: list[Part] = []
        for number, part in enumerate(manifest.parts.get(table, ())):
            is_gone = pc.is_in(read_parts(layout, table, [part], ["article_id"])["article_id"], gone)
            if not pc.any(is_gone).as_py():
                kept.append(part)
                continue
            rows = read_parts(layout, table, [part]).filter(pc.invert(is_gone))
            written = write_part(layout, table, rows, f"{mark}-kept-{number:05d}")
            kept += [one._replace(lot=part.lot) for one in written]
        manifest = manifest.replacing(table, kept)
    return manifest


def write_manifest(layout: Layout, manifest: Manifest) -> None:
    """Commit a run: from here on its parts are the warehouse."""
    content = {
        "run_id": manifest.run_id,
        "schema_version": manifest.schema_version,
        "buckets": dict(sorted(manifest.buckets.items())),
        "made_by": dict(sorted(manifest.made_by.items())),
        "published": dict(sorted(manifest.published.items())),
        "parts": {table: [part._asdict() for part in parts] for table, parts in sorted(manifest.parts.items())},
    }
    text = json.dumps({**content, "sha256": _content_hash(content)}, indent=1) + "\n"
    # The first is the commit; the next run writes the second where this one was killed between the two.
    for path in (layout.manifest(manifest.run_id), layout.manifest_twin(manifest.run_id)):
        write_whole(path, lambda target: _write_bytes(target, text.encode()))


def _content_hash(content: Mapping[str, Any]) -> str:
    said = {name: value for name, value in content.items() if name != "sha256"}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _write_bytes(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def read_manifest(layout: Layout, run_id: str) -> Manifest:
    """Return the manifest of a run, from its twin if the first file is damaged.

    DamagedManifest if both are; UserError if a later wirecopy wrote it, or one of which the parts cannot be read.
    """
    for path in (layout.manifest(run_id), layout.manifest_twin(run_id)):
        content = _read_content(path)
        if content is not None:
            return _manifest_of(content, path)
    raise DamagedManifest(
        f"{layout.manifest(run_id)} is damaged, and so is its twin. wirecopy repair goes back to the run before it."
    )


def complete_manifest(layout: Layout, run_id: str) -> bool:
    """Write the file of a manifest that is missing or damaged from its twin; return whether there was need."""
    paths = (layout.manifest(run_id), layout.manifest_twin(run_id))
    whole = [path for path in paths if _read_content(path) is not None]
    if len(whole) != 1:
        return False
    content = whole[0].read_bytes()
    (other,) = set(paths) - set(whole)
    write_whole(other, lambda target: _write_bytes(target, content))
    return True


def find_damaged_manifests(layout: Layout) -> list[Path]:
    """Return the files of manifests, and their twins, that are not as they were written.

    One that is missing is none of them: the next run writes it, and a run that was killed may have left none.
    """
    pairs = ((layout.manifest(run_id), layout.manifest_twin(run_id)) for run_id in committed_runs(layout))
    return [path for pair in pairs for path in pair if path.exists() and _read_content(path) is None]


def _read_content(path: Path) -> dict[str, Any] | None:
    try:
        content = json.loads(path.read_text("utf-8"))
        version = content["schema_version"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    # Before version 6 it had no hash.
    has_hash = not isinstance(version, int) or version > OLDEST_VERSION
    if has_hash and content.get("sha256") != _content_hash(content):
        return None
    return dict(content)


def _manifest_of(content: Mapping[str, Any], path: Path) -> Manifest:
    version = content["schema_version"]
    if version > SCHEMA_VERSION:
        raise UserError(
            f"{path}: a later wirecopy wrote this warehouse, with schema version {version}; this one knows "
            f"{SCHEMA_VERSION}. Use that one, or build a new warehouse in another folder."
        )
    if version < OLDEST_VERSION:
        raise UserError(
            f"{path}: the warehouse has schema version {version}; the oldest that can be upgraded is {OLDEST_VERSION}. "
            "Build a new warehouse in another folder."
        )
    parts = {table: tuple(Part(**part) for part in found) for table, found in content["parts"].items()}
    published = {name: (size, sha256) for name, (size, sha256) in content.get("published", {}).items()}
    return Manifest(content["run_id"], parts, content["buckets"], content.get("made_by", {}), published, version)


def committed_runs(layout: Layout) -> list[str]:
    """Return the runs of which there is a manifest, or its twin, the oldest first."""
    files = itertools.chain(layout.manifests.glob("run-*.json"), layout.manifests.glob("run-*.json.twin"))
    return sorted({path.name.partition(".")[0] for path in files})


def current_manifest(layout: Layout) -> Manifest:
    """Return the manifest of the last committed run; an empty one if there is none."""
    runs = committed_runs(layout)
    return read_manifest(layout, runs[-1]) if runs else EMPTY


def forget_manifest(layout: Layout, run_id: str) -> None:
    """Delete the manifest of a run and its twin."""
    layout.manifest_twin(run_id).unlink(missing_ok=True)
    layout.manifest(run_id).unlink(missing_ok=True)


def sweep(layout: Layout, spared: Iterable[Part] = ()) -> int:
    """Delete parts that no manifest lists and that are not spared; return how many.

    They are of runs that failed or are forgotten.
    """
    listed = {part.file for part in spared}
    for run_id in committed_runs(layout):
        # Nobody can go back to a run whose manifest is damaged.
        with suppress(DamagedManifest):
            listed |= {part.file for _, part in read_manifest(layout, run_id).live()}
    found = (path for path in layout.parts.rglob("*") if path.is_file())
    orphans = [path for path in found if path.relative_to(layout.root).as_posix() not in listed]
    for path in orphans:
        # On another machine a job of the killed run may just be giving it its final name.
        path.unlink(missing_ok=True)
    return len(orphans)


def check_parts(layout: Layout, manifest: Manifest) -> None:
    """Raise UserError if a live part is missing or has another size than was written."""
    for _, part in manifest.live():
        path = layout.root / part.file
        if not path.is_file() or path.stat().st_size != part.size_bytes:
            raise UserError(
                f"{path} is missing or damaged. What is published can still be read; wirecopy repair mends the rest."
            )


def find_damaged_parts(layout: Layout, manifest: Manifest) -> list[tuple[str, Part]]:
    """Return the live parts, with their tables, whose bytes are not those that were written, by sha256."""
    return [(table, part) for table, part in manifest.live() if not is_sound(layout, part)]
