"""An HTTP response as a web capture keeps it: status, headers, body without transfer and content codings."""

import importlib
import re
import zlib
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from flows.formats.limits import ReadLimits
from flows.formats.records import Refusal

_HEAD_LIMIT = 256 * 1024
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_INTERIM = re.compile(rb"HTTP/\d(?:\.\d)?[ \t]+1\d\d\b")
_STATUS = re.compile(r"HTTP/\d(?:\.\d)?[ \t]+(\d{3})(?:[ \t]+(.*))?")
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]{0,1000})?\r?\n")
_LINE_END = re.compile(rb"\r?\n")
_STEP = 64 * 1024
_MOST_CODINGS = 3
# Each stream costs a new window; a body of more is made to waste time.
_MOST_STREAMS = 10_000
_GZIP_MARK = b"\x1f\x8b"
_PADDING = b" \t\r\n\0"
_GZIP, _ZLIB, _RAW = 31, 15, -15  # zlib's window bits; "deflate" is either of the last two (RFC 9110, 8.4.1.2)
_EXTRA = 'needs brotli: pip install "wirecopy[captures]"'


class HttpResponse(NamedTuple):
    """A response: headers by their names in lower case, the body as it was sent."""

    status: int
    reason: str
    headers: Mapping[str, str]
    body: bytes


class Bodies(NamedTuple):
    """The body as sent, without transfer coding, and without content coding: digests are taken of any of them."""

    sent: bytes
    entity: bytes
    decoded: bytes


def parse_response(block: bytes) -> HttpResponse | Refusal:
    """Return the response, or why the bytes are none; interim ones (100 Continue) before it are skipped."""
    start = _final_start(block)
    end = _HEAD_END.search(block, start, start + _HEAD_LIMIT)
    if end is None and len(block) - start > _HEAD_LIMIT:
        return Refusal("", "malformed", f"an HTTP header of more than {_HEAD_LIMIT:,} bytes")
    lines = block[start : end.start() if end else len(block)].decode("latin-1").splitlines()
    status = _STATUS.fullmatch(lines[0].strip()) if lines else None
    if status is None:
        return Refusal("", "malformed", "no HTTP status line")
    if end is None and not block.endswith(b"\n"):
        return Refusal("", "truncated", "ends within the HTTP header")
    body = block[end.end() :] if end else b""
    return HttpResponse(int(status[1]), (status[2] or "").strip(), parse_headers(lines[1:]), body)


def _final_start(block: bytes) -> int:
    """Return where the last response begins: others with a status of 1xx may stand before it (RFC 9110, 15.2)."""
    start = 0
    while start < _HEAD_LIMIT and _INTERIM.match(block, start):
        end = _HEAD_END.search(block, start, start + _HEAD_LIMIT)
        if end is None or not block.startswith(b"HTTP/", end.end()):
            break
        start = end.end()
    return start


def parse_headers(lines: list[str]) -> dict[str, str]:
    """Return the headers by their names in lower case; the first of a name stays, folded lines are joined."""
    found: dict[str, str] = {}
    name = ""
    for line in lines:
        if line[:1] in (" ", "\t"):
            if name:
                found[name] = f"{found[name]} {line.strip()}"
            continue
        key, colon, value = line.partition(":")
        key = key.strip().lower()
        name = key if colon and key not in found else ""
        if name:
            found[name] = value.strip()
    return found


def read_bodies(response: HttpResponse, limits: ReadLimits) -> Bodies | Refusal:
    """Return the body decoded, or what is wrong with it; codings that a crawler took off already do no harm."""
    is_chunked = "chunked" in response.headers.get("transfer-encoding", "").lower()
    entity = _without_chunks(response.body) if is_chunked else response.body
    if isinstance(entity, Refusal):
        return entity
    codings = [c.strip() for c in response.headers.get("content-encoding", "").lower().split(",")]
    codings = [c for c in codings if c not in ("", "identity", "none")]
    if len(codings) > _MOST_CODINGS:
        return Refusal("", "malformed", f"{len(codings)} content codings, one over the other")
    length = response.headers.get("content-length", "")
    # Of a coded body the length may be that before a crawler decoded it; its own end mark tells whether it is whole.
    if not codings and not is_chunked and length.isdecimal() and len(entity) < int(length[:20]):
        return Refusal("", "truncated", f"HTTP Content-Length {int(length[:20]):,}, but {len(entity):,} bytes of body")
    decoded = entity
    for coding in reversed(codings):
        found = _without_coding(decoded, coding, limits)
        if isinstance(found, Refusal):
            return found
        decoded = found
    return Bodies(response.body, entity, decoded)


def _without_chunks(body: bytes) -> bytes | Refusal:
    """Return the body without chunk sizes (RFC 9112, 7.1), or as it is where a crawler kept it without them."""
    parts: list[bytes] = []
    at = 0
    while True:
        head = _CHUNK.match(body, at)
        if head is None:
            break
        size = int(head[1], 16)
        if size == 0:
            return b"".join(parts)
        end = head.end() + size
        if end > len(body):
            return _cut_chunk(len(body) - head.end(), size)
        close = _LINE_END.match(body, end)
        if close is None and end < len(body):
            break
        parts.append(body[head.end() : end])
        at = close.end() if close else end
    if not parts:
        return body
    if at >= len(body):
        return Refusal("", "truncated", f"chunked body ends after {at:,} bytes without its last chunk")
    return Refusal("", "malformed", f"chunk without a size after {at:,} bytes of body")


def _cut_chunk(have: int, size: int) -> Refusal:
    return Refusal("", "truncated", f"a chunk of {size:,} bytes has only {have:,}")


def _without_coding(content: bytes, coding: str, limits: ReadLimits) -> bytes | Refusal:
    if not content:
        return content
    cap = min(limits.max_bytes, max(limits.ratio_free_bytes, limits.max_ratio * len(content)))
    if coding in ("gzip", "x-gzip"):
        return _inflate(content, _GZIP, cap) if content[:2] == _GZIP_MARK else _as_it_is(content, coding)
    if coding == "deflate":
        has_header = content[0] & 15 == 8 and int.from_bytes(content[:2], "big") % 31 == 0
        found = _inflate(content, _ZLIB if has_header else _RAW, cap)
    elif coding == "br":
        found = _unbrotli(content, cap)
    else:
        return _as_it_is(content, coding)
    return content if isinstance(found, Refusal) and _looks_like_text(content) else found


def _as_it_is(content: bytes, coding: str) -> bytes | Refusal:
    if _looks_like_text(content):
        return content
    reason = "bad_compression" if coding in ("gzip", "x-gzip") else "unsupported"
    return Refusal("", reason, f"Content-Encoding {coding[:40]!r}, which the body does not have or which is not read")


def _looks_like_text(content: bytes) -> bool:
    """Tell whether the beginning has no control bytes; of compressed bytes every ninth is one."""
    return not any(byte < 9 or 13 < byte < 27 or 27 < byte < 32 for byte in content[:512])


def _inflate(content: bytes, window: int, cap: int) -> bytes | Refusal:
    """Return what the stream holds, of gzip what all that follow each other hold (RFC 1952, 2.2)."""
    out = bytearray()
    at = 0
    for _ in range(_MOST_STREAMS):
        end = _inflate_one(content, at, window, out, cap)
        if isinstance(end, Refusal):
            return end
        if window != _GZIP or not content.startswith(_GZIP_MARK, end):
            break
        at = end
    else:
        return Refusal("", "bad_compression", f"a body of more than {_MOST_STREAMS:,} gzip streams")
    # What stands there may be the rest of the page: without it the page would only seem whole.
    rest = len(content[end:].strip(_PADDING))
    if rest:
        return Refusal("", "bad_compression", f"body: {rest:,} bytes after the end mark of the compressed ones")
    return bytes(out)


def _inflate_one(content: bytes, at: int, window: int, out: bytearray, cap: int) -> int | Refusal:
    """Add to `out` what the stream at this place holds and return where it ends, or what is wrong with it."""
    stream = zlib.decompressobj(window)
    end = at
    try:
        for reached, piece in _inflated(stream, content, at):
            end = reached
            out += piece
            if len(out) > cap:
                return Refusal("", "too_large", f"{len(content):,} bytes of body unfold to more than {cap:,}")
    except zlib.error as error:
        return Refusal("", "bad_compression", f"body: {error}")
    if not stream.eof:
        return Refusal("", "truncated", f"compressed body ends before its end mark, after {len(content):,} bytes")
    return end - len(stream.unused_data)


def _inflated(stream: "zlib._Decompress", content: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """Yield how far was read and what it holds, in small steps: neither side is copied again and again."""
    for start in range(at, len(content), _STEP):
        rest = content[start : start + _STEP]
        end = start + len(rest)
        while rest and not stream.eof:
            yield end, stream.decompress(rest, _STEP)
            rest = stream.unconsumed_tail
        if stream.eof:
            return
    yield len(content), stream.flush()


def _unbrotli(content: bytes, cap: int) -> bytes | Refusal:
    try:
        brotli = importlib.import_module("brotli")
    except ImportError:
        return Refusal("", "needs_extra", f"Content-Encoding br {_EXTRA}")
    stream = brotli.Decompressor()
    out = bytearray()
    try:
        out += stream.process(content, output_buffer_limit=_STEP)
        while not stream.is_finished() and not stream.can_accept_more_data() and len(out) <= cap:
            out += stream.process(b"", output_buffer_limit=_STEP)
    except TypeError:  # brotli before 1.2 knows no limit
        return Refusal("", "needs_extra", f"Content-Encoding br {_EXTRA}")
    except brotli.error as error:
        return Refusal("", "bad_compression", f"body: {error}")
    if len(out) > cap:
        return Refusal("", "too_large", f"{len(content):,} bytes of body unfold to more than {cap:,}")
    if not stream.is_finished():
        return Refusal("", "truncated", f"compressed body ends before its end mark, after {len(content):,} bytes")
    return bytes(out)
