"""The records of a WARC stream (ISO 28500): where each begins, what its header says, and whether its block is whole.

The common readers hand out a block that is shorter than its Content-Length as if it were whole, and read a header
line of any length into memory; so the frame of a record is read here.
"""

import base64
import binascii
import hashlib
import io
import re
from collections.abc import Iterator, Mapping
from typing import BinaryIO, NamedTuple

from flows.formats.captures.http_messages import parse_headers
from flows.formats.limits import ReadLimits
from flows.formats.records import Refusal

_VERSION = re.compile(rb"WARC/\d\.\d{1,2}[ \t]*\r?\n?")
_BEGINNING = re.compile(rb"^WARC/\d\.\d{1,2}\r?\n[A-Za-z-]{2,40}:", re.MULTILINE)
_LENGTH = re.compile(r"\d{1,18}")
_PADDING = b" \t\r\n\0"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_LINE_LIMIT = 64 * 1024
_HEAD_LIMIT = 256 * 1024
_STEP = 2**20
# Stretches that are read twice to find a record inside a broken one; beyond that, a file is made to waste time.
_MOST_REREAD = 2**30
_DIGESTS = frozenset({"md5", "sha1", "sha256", "sha384", "sha512", "blake2b", "blake2s"})


class Frame(NamedTuple):
    """A record: its number from 1, its first byte in the stream, headers by lower-case name, block, what is wrong."""

    number: int
    position: int
    headers: Mapping[str, str]
    block: bytes
    problem: Refusal | None = None

    @property
    def member(self) -> str:
        """The record's place as raw_member has it."""
        return f"record {self.number}"

    def refuse(self, reason: str, detail: str) -> Refusal:
        """Return a refusal of this record."""
        return Refusal(self.member, reason, detail[:300], self.position)


class _Tape:
    """A stream from which bytes can be put back."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._ahead = file, io.BytesIO()
        self.position = 0
        self._reread = 0

    def read(self, size: int) -> bytes:
        """Return so many bytes, fewer only at the end."""
        out = io.BytesIO()
        while size and (piece := self._ahead.read(min(size, _STEP)) or self._file.read(min(size, _STEP))):
            out.write(piece)
            size -= len(piece)
        self.position += out.tell()
        return out.getvalue()

    def line(self) -> bytes:
        """Return the next line with its end, or as much of it as a header may have; empty at the end."""
        found = self._ahead.readline(_LINE_LIMIT)
        if not found.endswith(b"\n") and len(found) < _LINE_LIMIT:
            found += self._file.readline(_LINE_LIMIT - len(found))
        self.position += len(found)
        return found

    def put_back(self, content: bytes) -> None:
        """Let reading go on with these bytes, the last ones read."""
        at = self._ahead.tell()
        if self._ahead.getvalue()[max(0, at - len(content)) : at] == content:
            self._ahead.seek(at - len(content))
        else:
            self._ahead = io.BytesIO(content + self._ahead.read())
        self.position -= len(content)
        self._reread += len(content)

    def may_put_back(self, size: int) -> bool:
        """Tell whether so many bytes may still be read again."""
        return self._reread + size <= _MOST_REREAD


def read_frames(file: BinaryIO, limits: ReadLimits) -> Iterator[Frame | Refusal]:
    """Yield each record, and a refusal for each stretch of bytes that belongs to none."""
    tape = _Tape(file)
    number = 0
    line = _first_line(tape)
    while line:
        position = tape.position - len(line)
        if _VERSION.fullmatch(line) is None:
            skipped, line = _skip_to_record(tape, line)
            place = f"after record {number}" if number else "before record 1"
            yield Refusal(place, "malformed", f"{skipped:,} bytes that belong to no record", position)
            continue
        number += 1
        frame, line = _read_frame(tape, number, position, limits)
        yield frame


def _first_line(tape: _Tape) -> bytes:
    """Return the first line that is not blank, without a byte order mark and the padding before it."""
    begun = tape.read(len(_BYTE_ORDER_MARK))
    if begun != _BYTE_ORDER_MARK:
        tape.put_back(begun)
    return _next_line(tape).lstrip(_PADDING)


def _next_line(tape: _Tape) -> bytes:
    """Return the next line that is not blank (padding counts as blank), empty at the end."""
    while line := tape.line():
        if line.strip(_PADDING):
            break
    return line


def _skip_to_record(tape: _Tape, line: bytes) -> tuple[int, bytes]:
    """Return how many bytes were skipped, that line's with them, and the next record's first line."""
    skipped, is_start = len(line), line.endswith(b"\n")
    while line := tape.line():
        if is_start and _VERSION.fullmatch(line):
            return skipped, line
        skipped, is_start = skipped + len(line), line.endswith(b"\n")
    return skipped, b""


def _read_frame(tape: _Tape, number: int, position: int, limits: ReadLimits) -> tuple[Frame, bytes]:
    """Return the record whose first line has been read, and the first line of the next one."""
    lines, problem = _read_head(tape)
    headers = parse_headers([_text_of(line) for line in lines])
    frame = Frame(number, position, headers, b"")
    declared = headers.get("content-length", "")
    if not problem and not _LENGTH.fullmatch(declared):
        problem = f"Content-Length {declared[:40]!r}" if declared else "no Content-Length"
    if problem:
        skipped, line = _skip_to_record(tape, b"\n" if lines else b"")
        detail = f"broken header: {problem}; {skipped:,} bytes up to the next record skipped"
        return frame._replace(problem=frame.refuse("malformed", detail)), line
    length = int(declared)
    if length > limits.max_bytes:
        return _skip_block(tape, frame, length, limits)
    return _read_block(tape, frame, length)


def _text_of(line: bytes) -> str:
    try:
        return line.decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError:
        return line.decode("latin-1").rstrip("\r\n")


def _read_head(tape: _Tape) -> tuple[list[bytes], str | None]:
    """Return the header's lines up to the blank one, and what is wrong with them if something is."""
    lines: list[bytes] = []
    size = 0
    while line := tape.line():
        if not line.strip():
            return lines, None
        if _VERSION.fullmatch(line):
            tape.put_back(line)
            return lines, "the next record begins within it"
        size += len(line)
        if size > _HEAD_LIMIT or len(line) >= _LINE_LIMIT:
            return [], f"more than {min(size, _HEAD_LIMIT):,} bytes"
        if b":" not in line and line[:1] not in b" \t":
            return [*lines, line], f"a line without a colon: {_text_of(line)[:60]!r}"
        lines.append(line)
    return lines, "the file ends within it"


def _skip_block(tape: _Tape, frame: Frame, length: int, limits: ReadLimits) -> tuple[Frame, bytes]:
    """Read over a block that is too large for memory; records that stand inside it are only counted."""
    rest, inner = length, 0
    while rest and (piece := tape.read(min(rest, _STEP))):
        rest -= len(piece)
        inner += sum(1 for _ in _BEGINNING.finditer(piece))
    told = _told_inside(inner)
    if rest:
        detail = f"Content-Length {length:,}, but the file ends after {length - rest:,} bytes of the block{told}"
        refusal = frame.refuse("truncated", detail)
    else:
        refusal = frame.refuse("too_large", f"a record of {length:,} bytes, more than {limits.max_bytes:,}{told}")
    return frame._replace(problem=refusal), _next_line(tape)


def _told_inside(count: int) -> str:
    return f"; {count:,} beginnings of records inside it were not read" if count else ""


def _read_block(tape: _Tape, frame: Frame, length: int) -> tuple[Frame, bytes]:
    """Return the record with its block, doubtful where no record follows, and the next one's first line."""
    block = tape.read(length)
    frame = frame._replace(block=block)
    is_short = len(block) < length
    tail, is_apart = _read_tail(tape)
    if not is_short and (is_apart or digest_fits(frame.headers.get("warc-block-digest", ""), block)):
        return frame, _next_line(tape)
    inner = _BEGINNING.search(block) if tape.may_put_back(len(block) + len(tail)) else None
    if inner is not None:
        tape.put_back(tail)
        tape.put_back(block[inner.start() :])
        detail = f"Content-Length {length:,}, but the next record begins after {inner.start():,} bytes of the block"
    elif is_short:
        told = _told_inside(sum(1 for _ in _BEGINNING.finditer(block)))
        detail = f"Content-Length {length:,}, but the file ends after {len(block):,} bytes of the block{told}"
    else:
        detail = f"after the {length:,} bytes of its Content-Length come others that begin no record"
    reason = "truncated" if is_short or inner is not None else "malformed"
    return frame._replace(block=b"", problem=frame.refuse(reason, detail)), _next_line(tape)


def _read_tail(tape: _Tape) -> tuple[bytes, bool]:
    """Return the blank lines read after a block, two at most, and whether a record may end so."""
    tail = b""
    for _ in range(2):
        line = tape.line()
        if line.strip(_PADDING):
            tape.put_back(line)
            return tail, _VERSION.fullmatch(line) is not None
        tail += line
    return tail, True


def digest_fits(labelled: str, *contents: bytes) -> bool | None:
    """Tell whether the digest (`sha1:…` in base 32, base 64 or hexadecimal) is that of one of them, null if unknown."""
    algorithm, _, value = labelled.strip().partition(":")
    name = algorithm.lower().replace("-", "")
    if name not in _DIGESTS or not value:
        return None
    return any(
        _is_written(value.strip(), hashlib.new(name, content, usedforsecurity=False).digest()) for content in contents
    )


def _is_written(value: str, digest: bytes) -> bool:
    if value.lower() == digest.hex() or value.upper().rstrip("=") == base64.b32encode(digest).decode().rstrip("="):
        return True
    try:
        return (
            base64.b64decode(value + "=" * (-len(value) % 4), altchars=b"-_" if set("-_") & set(value) else None)
            == digest
        )
    except (ValueError, binascii.Error):
        return False
