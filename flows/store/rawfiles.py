"""What lies under RAW: a listing that never raises for a single file, and its bytes."""

import errno
import hashlib
import io
import os
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from difflib import get_close_matches
from pathlib import Path
from typing import BinaryIO, NamedTuple

from pathspec import GitIgnoreSpec

from flows.base.errors import UserError
from flows.formats.records import Metadata, Refusal

# Read at once and hashed as read; a longer file is read as a stream, twice.
_AT_ONCE = 64 * 2**20
# A file of holes costs its maker nothing and its reader hours: beyond these bytes its size may be so many times what
# the disk holds of it, as what an archive unfolds to (formats/limits.py).
_FREE_BYTES = 256 * 2**20
_MOST_HOLLOW = 200
_BLOCK_BYTES = 512  # of st_blocks, whatever the file system's own


class RawFile(NamedTuple):
    """A file under RAW: its path as stored and as the system knows it, or why it cannot be read.

    `beside` is what a metadata.csv says of it.
    """

    raw_path: str
    path: Path
    refusal: Refusal | None = None
    beside: Metadata = Metadata()


class Listing(NamedTuple):
    """The files below RAW by stored path, and the stored paths of those that the settings pass over."""

    files: list[RawFile]
    ignored: frozenset[str]


class _Root(NamedTuple):
    """RAW as named and as the system resolves it, and the folder that is passed over."""

    raw: Path
    resolved: Path
    excluded: Path


class Opened(NamedTuple):
    """A raw file ready to be read, with the sha256 and the size of what will be read.

    `has_changed`, asked once all is read, tells whether that was other bytes after all.
    """

    content: BinaryIO
    sha256: str
    size_bytes: int
    has_changed: Callable[[], bool]


CHANGED = Refusal("", "changed_while_read", "someone wrote to it while it was being read; the next run reads it again")


def find_raw_files(raw: Path, excluded: Path) -> list[RawFile]:
    """Return every file below `raw` by stored path. Names that begin with a point and `excluded` are passed over.

    A file that is no regular file, and a folder below that may not be listed, carry a refusal.
    """
    return sorted(_walk(_Root(raw, raw.resolve(), excluded.resolve()), raw), key=lambda file: file.raw_path)


def list_raw_files(raw: Path, excluded: Path, ignore: Sequence[str] = ()) -> Listing:
    """Return the same without the files that these patterns, written as in .gitignore, name; and which those are."""
    found = find_raw_files(raw, excluded)
    spec = GitIgnoreSpec.from_lines(ignore)
    ignored = frozenset(spec.match_files(file.raw_path for file in found)) if ignore else frozenset()
    return Listing([file for file in found if file.raw_path not in ignored], ignored)


def check_raw_folder(raw: Path) -> None:
    """Raise UserError if `raw` is no folder that can be listed."""
    if not raw.exists():
        raise UserError(
            f"{raw} does not exist.{_near(raw)} Name the folder that holds the raw files: wirecopy run FOLDER"
        )
    if not raw.is_dir():
        raise UserError(f"{raw} is a file, not a folder. Put it into a folder and name that: wirecopy run FOLDER")
    if not os.access(raw, os.R_OK | os.X_OK):
        raise UserError(f"{raw} may not be read by this user. Change its permissions: chmod u+rx {raw}")


def _near(raw: Path) -> str:
    """Return a question whether a folder beside it was meant whose name is nearly the same."""
    if not raw.parent.is_dir():
        return ""
    names = [path.name for path in raw.parent.iterdir() if path.is_dir()]
    near = get_close_matches(raw.name, sorted(names), 1)
    return f" Did you mean {raw.parent / near[0]}?" if near else ""


def check_apart(raw: Path, warehouse: Path) -> None:
    """Raise UserError if RAW is the warehouse or lies in it: a run would read the parts that it wrote itself."""
    folder, store = raw.resolve(), warehouse.resolve()
    if folder == store or store in folder.parents:
        where = "is the warehouse itself" if folder == store else f"lies in the warehouse {warehouse}"
        raise UserError(f"{raw} {where}. Name another folder for the one or the other: --warehouse DIR")


def _walk(root: _Root, folder: Path) -> Iterator[RawFile]:
    with os.scandir(folder) as entries:
        for entry in entries:
            path = Path(entry.path)
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                if path.resolve() != root.excluded:
                    yield from _walk_or_refuse(root, path)
            else:
                refusal = _refusal(path) or (_refusal_of_link(root, path) if entry.is_symlink() else None)
                yield RawFile(stored_path(path.relative_to(root.raw)), path, refusal)


def _walk_or_refuse(root: _Root, folder: Path) -> Iterator[RawFile]:
    try:
        yield from _walk(root, folder)
    except OSError as error:
        refusal = Refusal("", "unreadable", f"folder cannot be listed: {error.strerror}")
        yield RawFile(stored_path(folder.relative_to(root.raw)), folder, refusal)


def _refusal(path: Path) -> Refusal | None:
    try:
        told = path.stat()
    except OSError as error:
        return Refusal("", "unreadable", error.strerror or "cannot be looked at")
    mode = told.st_mode
    if stat.S_ISDIR(mode):
        return Refusal("", "not_a_file", "symbolic link to a folder; links to folders are not followed")
    if not stat.S_ISREG(mode):
        return Refusal("", "not_a_file", "not a regular file")
    held = told.st_blocks * _BLOCK_BYTES
    if told.st_size > max(_FREE_BYTES, _MOST_HOLLOW * held):
        return Refusal("", "too_large", f"a sparse file: {told.st_size:,} bytes, of which the disk holds {held:,}")
    return None


def _refusal_of_link(root: _Root, path: Path) -> Refusal | None:
    """Return a refusal of a link that leads out of RAW: what came from elsewhere may not name files of this machine."""
    target = path.resolve()
    if root.resolved in target.parents and root.excluded not in target.parents:
        return None
    return Refusal("", "not_a_file", "symbolic link to a file outside of the raw folder; such links are not followed")


def stored_path(path: Path) -> str:
    """Return the path as stored: POSIX, bytes that are no UTF-8 as \\xNN, a backslash itself as two."""
    return os.fsencode(path.as_posix()).replace(b"\\", b"\\\\").decode("utf-8", "backslashreplace")


@contextmanager
def opened(path: Path) -> Iterator[Opened | Refusal]:
    """Open a file for reading; give why it cannot be read where it cannot."""
    try:
        file = _open_regular(path)
    except OSError as error:
        yield Refusal("", "unreadable", error.strerror or "cannot be opened")
        return
    with file:
        yield _opened(file)


def _open_regular(path: Path) -> io.BufferedReader:
    """Open a regular file. OSError, and no waiting, for a pipe or device that has come in the place of one."""
    file = open(path, "rb", opener=lambda name, flags: os.open(name, flags | os.O_NONBLOCK))  # noqa: SIM115
    if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        return file
    file.close()
    raise OSError(errno.EINVAL, "no regular file any more", str(path))


def _opened(file: io.BufferedReader) -> Opened | Refusal:
    try:
        before = _state(file)
        content = file.read(_AT_ONCE + 1)
        if len(content) <= _AT_ONCE:
            whole = Opened(io.BytesIO(content), hashlib.sha256(content).hexdigest(), len(content), lambda: False)
            return whole if _state(file) == before else CHANGED
        file.seek(0)
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        size = file.tell()
        file.seek(0)
    except OSError as error:
        return Refusal("", "unreadable", error.strerror or "cannot be read")
    return Opened(file, digest, size, lambda: _is_other(file, before, digest))


def _state(file: io.BufferedReader) -> tuple[int, int]:
    status = os.fstat(file.fileno())
    return status.st_size, status.st_mtime_ns


def _is_other(file: io.BufferedReader, before: tuple[int, int], digest: str) -> bool:
    """Tell whether an open file holds other bytes than before; its time alone may be too coarse to show it."""
    try:
        if _state(file) != before:
            return True
        file.seek(0)
        return hashlib.file_digest(file, "sha256").hexdigest() != digest
    except OSError:
        return True


def size_of(file: RawFile) -> int | None:
    """Return the size of a file in bytes, null if it is none or cannot be looked at."""
    try:
        return None if file.refusal else file.path.stat().st_size
    except OSError:
        return None


def file_sha256(path: Path) -> str | None:
    """Return the sha256 of a file, null if it cannot be read."""
    try:
        with _open_regular(path) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def stamp_of(path: Path) -> str | None:
    """Return what changes when a file is written or replaced: size, times of change, inode; null if it is not there."""
    try:
        told = path.stat()
    except OSError:
        return None
    return f"{told.st_size} {told.st_mtime_ns} {told.st_ctime_ns} {told.st_ino}"
