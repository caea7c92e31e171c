"""Archives: the members of a .zip or .tar, one after the other.

Nothing is ever written to disk, so that a member's name is only data, whatever path it pretends to be.
"""

import re
import stat
import tarfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Literal, Self, cast

from flows.formats.captures.warc import is_wacz, is_wacz_content
from flows.formats.limits import ReadLimits
from flows.formats.member_names import distinct_name, member_name
from flows.formats.records import Member, Refusal
from flows.formats.unpack import Allowance, Packed, unfold

ZipKind = Literal["zip", "wacz", "docx"]

_ENCRYPTED = 0x1  # general purpose flag bit 0 (APPNOTE 4.4.4)
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA})
# By a member that each of these kinds must have.
_PACKAGES = (
    ("xl/workbook.xml", "an Excel workbook; save its sheet as CSV"),
    ("ppt/presentation.xml", "a PowerPoint presentation"),
    ("META-INF/container.xml", "an e-book (EPUB)"),
    ("META-INF/manifest.xml", "an OpenDocument file; save it as .docx"),
)
# Beside the captures of a WACZ (specs.webrecorder.net/wacz/1.1.1).
_WACZ_INDEX = re.compile(r"(?:datapackage(?:-digest)?\.json$|indexes/|pages/|logs?/|fuzzy|archive/[^/]*\.cdxj?)")


def open_zip(file: BinaryIO) -> zipfile.ZipFile | Refusal:
    """Return the opened archive, or why it cannot be: its directory stands at the end, so a cut one has none."""
    try:
        return zipfile.ZipFile(file)
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError, IndexError, UnicodeError) as error:
        return Refusal("", "truncated", f"ZIP archive without a readable directory: {error}"[:300])


def zip_kind(archive: zipfile.ZipFile) -> ZipKind | Refusal:
    """Return what the archive is, by the members it has, or the refusal of a kind that is not read."""
    names = set(archive.namelist())
    if "word/document.xml" in names:
        return "docx"
    if is_wacz(names):
        return "wacz"
    for name, what in _PACKAGES:
        if name in names:
            return Refusal("", "unsupported", what)
    return "zip"


def read_zip(
    archive: zipfile.ZipFile, kind: ZipKind, packed_bytes: int, limits: ReadLimits
) -> Iterator[Member | Refusal]:
    """Yield each file in the archive; of a WACZ not the index and page list of its captures."""
    allowance = Allowance(lambda: packed_bytes, limits)
    used: set[str] = set()
    before = min((info.header_offset for info in archive.infolist()), default=0)
    if before:
        yield Refusal("", "malformed", f"the {before:,} bytes before the archive's first member were not read")
    for info in archive.infolist():
        name = info.filename
        is_index = kind == "wacz" and not is_wacz_content(name) and _WACZ_INDEX.match(name) is not None
        if info.is_dir() or is_index or _is_passed_over(name):
            continue
        if len(used) >= limits.max_members:
            yield Refusal("", "too_large", f"more than {limits.max_members:,} members; the rest is not read")
            return
        yield _zip_member(archive, info, distinct_name(member_name(name), used), allowance)
    if not used:
        yield Refusal("", "no_text", "an archive without files")


def _zip_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, allowance: Allowance) -> Member | Refusal:
    if info.flag_bits & _ENCRYPTED:
        return Refusal(name, "encrypted", "needs a password")
    if info.compress_type not in _METHODS:
        return Refusal(name, "unsupported", f"compression method {info.compress_type}")
    mode = info.external_attr >> 16
    if mode and not stat.S_ISREG(mode) and stat.S_IFMT(mode):
        return Refusal(name, "not_a_file", "a link or device inside the archive")
    try:
        content = archive.open(info)
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError, RuntimeError) as error:
        return Refusal(name, "bad_compression", f"member cannot be opened: {error}"[:300])
    return Member(name, unfold(cast(Packed, content), "ZIP member", allowance))


@dataclass
class _Course:
    """How reading the headers of a tar went: where the first bad one lies, and what the last one was."""

    damaged_at: int | None = None
    is_at_end_mark: bool = False
    is_cut: bool = False


def _header_class(course: _Course) -> type[tarfile.TarInfo]:
    """Return a class of headers that notes what goes wrong: tarfile itself passes over it, or ends without a word."""

    class Header(tarfile.TarInfo):
        @classmethod
        def fromtarfile(cls, archive: tarfile.TarFile) -> Self:
            try:
                found = super().fromtarfile(archive)
            except tarfile.HeaderError as error:
                kind = type(error).__name__  # tarfile exports only their base class
                course.is_cut = kind == "TruncatedHeaderError"
                if kind == "EOFHeaderError":
                    course.is_at_end_mark = True
                elif kind == "InvalidHeaderError" and course.damaged_at is None:
                    course.damaged_at = archive.offset
                raise
            course.is_at_end_mark = False
            return found

    return Header


def read_tar(file: BinaryIO, limits: ReadLimits) -> Iterator[Member | Refusal]:
    """Yield each file in the archive, or archives, as it comes by: a tar has no directory."""
    used: set[str] = set()
    course = _Course()
    problem = None
    options = {"encoding": "utf-8", "errors": "surrogateescape", "tarinfo": _header_class(course)}
    try:
        # Zero blocks are passed over: archives may follow each other, and so the stream is read to its end.
        with tarfile.open(fileobj=file, mode="r|", ignore_zeros=True, **options) as archive:  # type: ignore[call-overload]
            for info in archive:
                # tarfile keeps every header it has seen; a long archive would fill the memory.
                archive.members = []
                if info.isdir() or _is_passed_over(info.name):
                    continue
                if len(used) >= limits.max_members:
                    yield Refusal("", "too_large", f"more than {limits.max_members:,} members; the rest is not read")
                    return
                yield _tar_member(archive, info, distinct_name(member_name(info.name), used))
    except (tarfile.TarError, EOFError, ValueError, OverflowError, RecursionError) as error:
        problem = str(error)
    yield from _tar_problems(course, problem)
    if not used and problem is None and course.damaged_at is None:
        yield Refusal("", "no_text", "an archive without files")


def _tar_problems(course: _Course, problem: str | None) -> Iterator[Refusal]:
    if course.damaged_at is not None:
        detail = "a header is damaged; members may have been lost up to the next good one"
        yield Refusal("", "malformed", detail, course.damaged_at)
    elif course.is_cut or (problem and "unexpected end" in problem):
        yield Refusal("", "truncated", "the archive ends in the middle")
    elif problem:
        yield Refusal("", "malformed", f"the archive is damaged: {problem}"[:300])
    elif not course.is_at_end_mark:
        yield Refusal("", "truncated", "the archive ends without its end mark")


def _tar_member(archive: tarfile.TarFile, info: tarfile.TarInfo, name: str) -> Member | Refusal:
    content = archive.extractfile(info) if info.isreg() else None
    if content is None:
        return Refusal(name, "not_a_file", "a link or device inside the archive")
    return Member(name, unfold(cast(Packed, content), "tar member", None))


def _is_passed_over(name: str) -> bool:
    """Tell whether a folder would be passed over for the same name: hidden files, and what macOS puts into archives."""
    parts = name.replace("\\", "/").split("/")
    return any(part.startswith(".") and part.strip(".") for part in parts) or parts[0] == "__MACOSX"
