"""The moments at which a run can be killed: before each operation of its process that lasts beyond it.

What is done after one operation and before the next leaves nothing on the disk: the moment after an operation is the
moment before the next one. Nothing of this is in the pipeline; the process that is to die wraps the operations itself.
"""

import builtins
import io
import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import duckdb
import pyarrow.parquet as pq

from flows.pipeline.job import DirectConductor
from flows.pipeline.progress import NoWatch

Result = TypeVar("Result")
# Told the name of each moment as it comes.
Reached = Callable[[str], None]

_SYSTEM = [
    "replace",
    "rename",
    "link",
    "symlink",
    "unlink",
    "remove",
    "rmdir",
    "mkdir",
    "chmod",
    "fsync",
    "utime",
    "truncate",
]
_TO = {"replace", "rename", "link", "symlink"}
_STATEMENTS = re.compile(r"\s*(attach|detach|checkpoint|copy|create table|commit)\b", re.IGNORECASE)
_PASSING_NAMES = ((re.compile(r"run-\d+"), "RUN"), (re.compile(r"\b[0-9a-f]{6,64}\b"), "*"), (re.compile(r"\d+"), "0"))


def wrap_operations(root: Path, reached: Reached) -> None:
    """Have every operation of this process below `root` tell its name before it is done. There is no way back."""

    def tell(name: str, place: object) -> None:
        known = _place(root, place)
        if known is not None:
            reached(f"{name} {known}")

    for name in _SYSTEM:
        setattr(os, name, _wrapped(getattr(os, name), name, tell))
    opened = _opening(io.open, tell)
    io.open, builtins.open = opened, opened
    os.open = _low_opening(os.open, tell)
    pq.write_table = _writing(pq.write_table, tell)
    _wrap_duckdb(reached)


def _wrapped(work: Callable[..., Any], name: str, tell: Callable[[str, object], None]) -> Callable[..., Any]:
    def told(*arguments: Any, **options: Any) -> Any:  # noqa: ANN401
        tell(name, arguments[1 if name in _TO else 0])
        return work(*arguments, **options)

    return told


def _opening(work: Callable[..., Any], tell: Callable[[str, object], None]) -> Callable[..., Any]:
    def told(file: Any, mode: str = "r", *arguments: Any, **options: Any) -> Any:  # noqa: ANN401
        if set(mode) & set("wax+"):
            tell("open", file)
            stream = work(file, mode, *arguments, **options)
            # There, and still empty.
            tell("write", file)
            return stream
        return work(file, mode, *arguments, **options)

    return told


def _low_opening(work: Callable[..., int], tell: Callable[[str, object], None]) -> Callable[..., int]:
    def told(path: Any, flags: int, *arguments: Any, **options: Any) -> int:  # noqa: ANN401
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            tell("open", path)
        return work(path, flags, *arguments, **options)

    return told


def _writing(work: Callable[..., Any], tell: Callable[[str, object], None]) -> Callable[..., Any]:
    def told(table: Any, where: Any, *arguments: Any, **options: Any) -> Any:  # noqa: ANN401
        tell("write rows of", where)
        return work(table, where, *arguments, **options)

    return told


def _wrap_duckdb(reached: Reached) -> None:
    # Its methods are C; the class takes others in their place.
    connection: Any = duckdb.DuckDBPyConnection
    execute, leave, close = connection.execute, connection.__exit__, connection.close

    def executed(con: Any, query: Any, *arguments: Any, **options: Any) -> Any:  # noqa: ANN401
        found = _STATEMENTS.match(query) if isinstance(query, str) else None
        if found:
            reached(f"duckdb {found[1].lower()}")
        return execute(con, query, *arguments, **options)

    def left(con: Any, *arguments: Any) -> Any:  # noqa: ANN401
        reached("duckdb leave")
        return leave(con, *arguments)

    def closed(con: Any) -> Any:  # noqa: ANN401
        reached("duckdb close")
        return close(con)

    connection.execute, connection.__exit__, connection.close = executed, left, closed


def _place(root: Path, place: object) -> str | None:
    """Return the path below the root, without what differs from run to run; null if it is not below it."""
    if isinstance(place, int):
        place = os.readlink(f"/proc/self/fd/{place}")  # noqa: PTH115
    path = os.fspath(place) if isinstance(place, str | os.PathLike) else ""
    if not isinstance(path, str) or (path.startswith("/") and not path.startswith(f"{root}/")):
        return None
    # A name without its folder is of a tree that is being deleted.
    known = path.removeprefix(f"{root}/") if path.startswith("/") else path.rpartition("/")[2]
    for passing, instead in _PASSING_NAMES:
        known = passing.sub(instead, known)
    return known


def kind_of(point: str) -> str:
    """Return the kind of a moment: the same for all tables."""
    return re.sub(r"(parts|scratch|building-parquet-RUN)/.*", r"\1", point)


@dataclass(frozen=True)
class Stepping(DirectConductor):
    """A conductor that tells of every stage before it begins and when it is done."""

    reached: Reached

    def each(self, stage: str, work: Callable[[int], Result], sizes: Sequence[int]) -> list[Result]:
        """Return [work(0), work(1), …]."""
        self.reached(f"begin {stage}")
        results = super().each(stage, work, sizes)
        self.reached(f"end {stage}")
        return results

    def once(self, stage: str, work: Callable[[], Result]) -> Result:
        """Return work()."""
        self.reached(f"begin {stage}")
        result = super().once(stage, work)
        self.reached(f"end {stage}")
        return result


def stepping(reached: Reached) -> Stepping:
    """Return the conductor of one thread."""
    return Stepping(1, NoWatch(), reached)
