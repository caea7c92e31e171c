"""Archives: the members of a .zip or .tar, one after the other.

Nothing is ever written to disk, so that a member's name is only data, whatever path it pretends to be.
"""

import stat
import tarfile
import zipfile
from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO, Literal, cast

from flows.formats.captures.warc import is_wacz, is_wacz_content
from flows.formats.limits import ReadLimits
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
    ("META-INF/MANIFEST.MF", "a Java archive"),
    ("content.xml", "an OpenDocument file; save it as .docx"),
)


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
    """Yield each file in the archive; of a WACZ only its captures: the rest is their index."""
    allowance = Allowance(lambda: packed_bytes, limits)
    names: Counter[str] = Counter()
    count = 0
    for info in archive.infolist():
        if info.is_dir() or _is_passed_over(info.filename) or (kind == "wacz" and not is_wacz_content(info.filename)):
            continue
        count += 1
        name = _distinct(member_name(info.filename), names)
        if count > limits.max_members:
            yield Refusal("", "too_large", f"more than {limits.max_members:,} members; the rest is not read")
            return
        yield _zip_member(archive, info, name, allowance)
    if not count:
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


def read_tar(file: BinaryIO, limits: ReadLimits) -> Iterator[Member | Refusal]:
    """Yield each file in the archive as it comes by: a tar has no directory."""
    names: Counter[str] = Counter()
    count = 0
    try:
        with tarfile.open(fileobj=file, mode="r|", encoding="utf-8", errors="surrogateescape") as archive:
            for info in archive:
                # tarfile keeps every header it has seen; a long archive would fill the memory.
                archive.members = []  # type: ignore[attr-defined]
                if info.isdir() or _is_passed_over(info.name):
                    continue
                count += 1
                if count > limits.max_members:
                    yield Refusal("", "too_large", f"more than {limits.max_members:,} members; the rest is not read")
                    return
                yield _tar_member(archive, info, _distinct(member_name(info.name), names))
    except (tarfile.TarError, EOFError, ValueError) as error:
        is_cut = "unexpected end" in str(error) or isinstance(error, EOFError)
        detail = "the archive ends in the middle" if is_cut else f"the archive is damaged: {error}"
        yield Refusal("", "truncated" if is_cut else "malformed", detail[:300])
    if not count:
        yield Refusal("", "no_text", "an archive without files")


def _tar_member(archive: tarfile.TarFile, info: tarfile.TarInfo, name: str) -> Member | Refusal:
    content = archive.extractfile(info) if info.isreg() else None
    if content is None:
        return Refusal(name, "not_a_file", "a link or device inside the archive")
    return Member(name, unfold(cast(Packed, content), "tar member", None))


def _is_passed_over(name: str) -> bool:
    """Tell whether a folder would be passed over for the same name: hidden files, and what macOS puts into archives."""
    parts = name.replace("\\", "/").split("/")
    return any(part.startswith(".") and part.strip(".") for part in parts) or parts[0] == "__MACOSX"


def member_name(name: str) -> str:
    """Return the name as stored: bytes that are no UTF-8 as \\xNN, a backslash itself as two."""
    return name.encode("utf-8", "surrogateescape").replace(b"\\", b"\\\\").decode("utf-8", "backslashreplace")


def _distinct(name: str, names: Counter[str]) -> str:
    """Return the name, with a number from its second appearance on: an archive may hold the same name twice."""
    names[name] += 1
    return name if names[name] == 1 else f"{name}#{names[name]}"
