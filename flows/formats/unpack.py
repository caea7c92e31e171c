"""Take the compression off a stream, and watch over every stream that unfolds: it may not lie, nor grow for ever."""

import gzip
import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from typing import BinaryIO, Protocol, cast

from flows.formats.limits import ReadLimits
from flows.formats.records import Refusal

BLOCK = 64 * 1024
_AFTER_THE_END = "Not a gzipped file"


class Packed(Protocol):
    """A stream as gzip, zipfile and tarfile give it."""

    def read1(self, size: int, /) -> bytes:
        """Return up to so many bytes, at least one unless the stream has ended."""


class Unreadable(Exception):
    """A stream turns out to be damaged, cut or a bomb while it is being read. Carries the refusal that says so."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.detail)
        self.refusal = refusal


class Allowance:
    """How many bytes an archive or compressed file may unfold to, over all that is in it, for those that are packed."""

    def __init__(self, packed_bytes: Callable[[], int], limits: ReadLimits) -> None:
        self._packed_bytes, self._limits = packed_bytes, limits
        self._taken = 0

    def take(self, count: int) -> None:
        """Count bytes as unfolded, or raise Unreadable if they are more than there may be."""
        self._taken += count
        if self._taken > self._limits.ratio_free_bytes:
            packed = self._packed_bytes()
            if self._taken > self._limits.max_ratio * packed:
                raise Unreadable(Refusal("", "too_large", f"{packed:,} bytes unfold to more than {self._taken:,}"))


class Unfolding(io.RawIOBase):
    """What a packed stream holds. Reading raises nothing but Unreadable; `has_rest` if other bytes follow its end."""

    def __init__(self, source: Packed, what: str, allowance: Allowance | None) -> None:
        self._source, self._what, self._allowance = source, what, allowance
        self._count = 0
        self._error: Exception | None = None
        self.has_rest = False

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def tell(self) -> int:
        """Return how many bytes have been read: archives inside are measured by it."""
        return self._count

    def readinto(self, buffer: object) -> int:
        """Fill the buffer as far as the stream goes; return the number of bytes."""
        view = memoryview(cast(bytearray, buffer)).cast("B")
        filled = 0
        while filled < len(view) and not self.has_rest:
            piece = self._read_some(len(view) - filled, is_first=not filled)
            if not piece:
                break
            view[filled : filled + len(piece)] = piece
            filled += len(piece)
        self._count += filled
        if self._allowance is not None:
            self._allowance.take(filled)
        return filled

    def _read_some(self, count: int, is_first: bool) -> bytes:
        """Return some bytes. An error waits until what was read before it has been given."""
        if self._error is None:
            try:
                return self._source.read1(count)
            except (OSError, EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, tarfile.TarError) as error:
                self._error = error
        if str(self._error).startswith(_AFTER_THE_END) and (self._count or not is_first):
            self.has_rest = True
        elif is_first:
            raise Unreadable(_refusal_for(self._error, self._what, self._count)) from self._error
        return b""


def _refusal_for(error: Exception, what: str, position: int) -> Refusal:
    is_cut = isinstance(error, EOFError) or "unexpected end" in str(error)
    detail = f"{what} ends before its end mark" if is_cut else f"{what} is damaged: {error}"
    return Refusal("", "truncated" if is_cut else "bad_compression", detail[:300], position)


def unfold(source: Packed, what: str, allowance: Allowance | None) -> BinaryIO:
    """Return a buffered stream over `source`, whose reading raises nothing but Unreadable."""
    return cast(BinaryIO, io.BufferedReader(Unfolding(source, what, allowance), BLOCK))


def gunzip(file: BinaryIO, limits: ReadLimits) -> Unfolding:
    """Return what all gzip members of a file hold together (RFC 1952, 2.2). Other bytes after them are `has_rest`."""
    return Unfolding(gzip.GzipFile(fileobj=file, mode="rb"), "gzip", Allowance(file.tell, limits))


def as_seekable(file: BinaryIO, limits: ReadLimits) -> BinaryIO:
    """Return the file, or its bytes in memory where it cannot be rewound; raise Unreadable if they are too many."""
    return file if file.seekable() else io.BytesIO(read_whole(file, limits))


def read_whole(file: BinaryIO, limits: ReadLimits, begun: bytes = b"") -> bytes:
    """Return all bytes of a stream of which `begun` are read already, or raise Unreadable if they are too many."""
    content = begun + file.read(max(0, limits.max_bytes + 1 - len(begun)))
    if len(content) > limits.max_bytes:
        raise Unreadable(Refusal("", "too_large", f"more than {limits.max_bytes:,} bytes"))
    return content
