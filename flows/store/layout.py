"""Where everything lies inside a warehouse folder, and how a file gets there whole or not at all."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Layout:
    """The paths of one warehouse folder."""

    root: Path

    @property
    def parts(self) -> Path:
        """Immutable Parquet files, a folder per stored table."""
        return self.root / "parts"

    @property
    def manifests(self) -> Path:
        """A file per committed run that lists the live parts."""
        return self.root / "manifests"

    @property
    def versions(self) -> Path:
        """The published files, a version per committed run."""
        return self.root / "versions"

    @property
    def scratch(self) -> Path:
        """Files of the run under way; emptied when the next run starts."""
        return self.root / "scratch"

    @property
    def journal(self) -> Path:
        """What an unfinished run has done so far, a folder per committed run that it builds on."""
        return self.root / "journal"

    @property
    def database_link(self) -> Path:
        """The symbolic link that readers open."""
        return self.root / "warehouse.duckdb"

    @property
    def parquet_link(self) -> Path:
        """The symbolic link for people who read Parquet."""
        return self.root / "parquet"

    @property
    def reports(self) -> Path:
        """The reports, one per published version that has one."""
        return self.root / "reports"

    @property
    def run_log(self) -> Path:
        """One JSON line per run, whatever became of it."""
        return self.root / "runs.jsonl"

    @property
    def model_answers(self) -> Path:
        """One JSON line per answer of a language model; only there if one was asked. Nothing else can restore it."""
        return self.root / "model_answers.jsonl"

    @property
    def lock(self) -> Path:
        """Locked by the one writer."""
        return self.root / ".lock"

    def database(self, run_id: str) -> Path:
        """The published DuckDB file of a run."""
        return self.versions / f"warehouse-{run_id}.duckdb"

    def parquet(self, run_id: str) -> Path:
        """The published Parquet folder of a run."""
        return self.versions / f"parquet-{run_id}"

    def making(self, run_id: str) -> Path:
        """The note on how the published version of a run was made."""
        return self.versions / f"making-{run_id}.json"

    def manifest(self, run_id: str) -> Path:
        """The manifest of a run."""
        return self.manifests / f"{run_id}.json"

    def manifest_twin(self, run_id: str) -> Path:
        """The second file of the same manifest."""
        return self.manifests / f"{run_id}.json.twin"

    def report(self, run_id: str, ending: str) -> Path:
        """The report of a run, as html or md."""
        return self.reports / f"report-{run_id}.{ending}"

    def report_link(self, ending: str) -> Path:
        """The symbolic link to the report of the version that readers see."""
        return self.root / f"report.{ending}"

    def make_folders(self) -> None:
        """Create what is missing."""
        for folder in (self.parts, self.manifests, self.versions, self.scratch):
            folder.mkdir(parents=True, exist_ok=True)


@contextmanager
def closed_to_writing() -> Iterator[None]:
    """Have nothing that this process makes meanwhile be writable for others, whatever its umask; a stricter one holds.

    The tightest mask stands while the present one is asked for: it can only be known by setting another.
    """
    before = os.umask(0o077)
    os.umask(before | 0o022)
    try:
        yield
    finally:
        os.umask(before)


def make_read_only(path: Path) -> None:
    """Take the right to write from everybody; who may read stays as the umask had it."""
    path.chmod(path.stat().st_mode & 0o444)


def write_whole(path: Path, write: Callable[[Path], None]) -> None:
    """Let `write` fill a temporary file, then put it at `path` durably: readers see all of it or nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.tmp")
    write(temporary)
    sync(temporary)
    temporary.replace(path)
    sync(path.parent)


def sync(path: Path) -> None:
    """Wait until the file or folder is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def swap_link(link: Path, target: Path) -> None:
    """Point the symbolic link at the target in one step; it is relative, so that the folder can be moved."""
    temporary = link.with_name(f".{link.name}.tmp")
    temporary.unlink(missing_ok=True)
    temporary.symlink_to(os.path.relpath(target, link.parent))
    temporary.replace(link)
    sync(link.parent)
