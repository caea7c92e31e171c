"""Take the compression off a raw file. Only gzip so far; found by its first bytes, never by the file's name."""

import zlib
from typing import NamedTuple

from flows.formats.limits import ReadLimits
from flows.formats.records import Refusal

_GZIP_MAGIC = b"\x1f\x8b\x08"
_GZIP_WBITS = 31  # zlib's window bits for a gzip header and trailer, checksum included
_STEP = 2**20
_MAX_DEPTH = 2  # x.gz.gz happens by accident; deeper nesting does not


class Unpacked(NamedTuple):
    """The bytes without compression, and what was noticed on the way."""

    content: bytes
    notes: tuple[str, ...] = ()


def unpack(content: bytes, limits: ReadLimits) -> Unpacked | Refusal:
    """Return the bytes after decompression (as they are if they are not compressed), or why they cannot be had."""
    notes: tuple[str, ...] = ()
    for _ in range(_MAX_DEPTH):
        if not content.startswith(_GZIP_MAGIC):
            break
        found = _gunzip(content, limits)
        if isinstance(found, Refusal):
            return found
        content, notes = found.content, (*notes, *found.notes)
    if content.startswith(_GZIP_MAGIC):
        return Refusal("", "bad_compression", f"gzip inside gzip more than {_MAX_DEPTH} deep", 0)
    if len(content) > limits.max_bytes:
        return Refusal("", "too_large", f"{len(content)} bytes, more than {limits.max_bytes}")
    return Unpacked(content, notes)


def _gunzip(content: bytes, limits: ReadLimits) -> Unpacked | Refusal:
    """Return what all gzip members hold together (RFC 1952, 2.2), read step by step so that a bomb never expands."""
    cap = min(limits.max_bytes, max(limits.ratio_free_bytes, limits.max_ratio * len(content)))
    out = bytearray()
    rest = content
    while rest.startswith(_GZIP_MAGIC):
        member = zlib.decompressobj(_GZIP_WBITS)
        while not member.eof:
            try:
                piece = member.decompress(rest, _STEP)
            except zlib.error as error:
                return Refusal("", "bad_compression", f"gzip: {error}", len(content) - len(rest))
            rest = member.unconsumed_tail
            out += piece
            if len(out) > cap:
                return Refusal("", "too_large", f"expands to more than {cap} bytes from {len(content)}")
            if not piece and not rest and not member.eof:
                return Refusal("", "bad_compression", "gzip: ends before its end mark", len(content))
        rest = member.unused_data
    junk = rest.strip(b"\0")
    return Unpacked(bytes(out), ("bytes_after_gzip_ignored",) if junk else ())
