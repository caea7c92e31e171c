"""A MIME message taken apart (RFC 2045, RFC 2046): headers and parts, each part's bytes as they stand in the file."""

import binascii
import itertools
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

from flows.formats.encodings import decode, known_encoding
from flows.formats.media_types import media_type
from flows.formats.records import Refusal

_HEADER = re.compile(rb"([!-9;-~]{1,100})[ \t]*:[ \t]*(.*)", re.DOTALL)
_HEAD_LIMIT = 2**20
_VALUE_LIMIT = 16 * 1024  # longer values are lists of addresses and signatures, never a subject, date or type
_PARAMETER = re.compile(r';\s*([\w!#$&^`|~.+-]{1,60}?)(\*\d{1,2})?(\*)?\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s"]*))')
_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
_BETWEEN_WORDS = re.compile(r"(\?=)\s+(=\?[^?\s]{1,60}\?[bBqQ]\?)")
_MOST_PARTS = 10_000
_MOST_LEVELS = 20  # of multiparts in multiparts; mail programs make four
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/=]+")


class Part(NamedTuple):
    """A message or a part of one. A multipart has children and no body.

    `is_closed` tells whether the mark that should end it was found; the message itself needs none.
    """

    headers: Mapping[str, bytes]
    kind: str
    body: bytes
    children: tuple["Part", ...] = ()
    is_closed: bool = True

    def text(self, name: str) -> str:
        """Return the header as text in one line, empty if there is none."""
        return header_text(self.headers.get(name, b""))

    def parameter(self, header: str, name: str) -> str | None:
        """Return a parameter of a header such as `boundary`, null if it has none."""
        return _parameters(self.text(header)).get(name)

    def leaves(self) -> Iterator["Part"]:
        """Yield the parts that have no parts, in file order."""
        if not self.children:
            yield self
        for child in self.children:
            yield from child.leaves()


class _TooMany(Exception):
    """More parts, or levels of parts, than a message has."""


def parse_message(content: bytes) -> Part | Refusal:
    """Return the message with its parts, or why it cannot be taken apart."""
    try:
        return _parse(content, 0, len(content), "text/plain", 0, itertools.count())
    except _TooMany as error:
        return Refusal("", "nested_too_deeply", str(error))


def read_head(content: bytes, start: int, end: int) -> tuple[dict[str, bytes], int]:
    """Return the headers by lower-case name, folded lines joined, the first of a name; and where the body begins."""
    found: dict[str, bytes] = {}
    name, at = "", start
    while at < end and at - start < _HEAD_LIMIT:
        stop = content.find(b"\n", at, end) + 1 or end
        line = content[at : min(stop, at + _HEAD_LIMIT)].rstrip(b"\r\n")
        if not line.strip():
            return found, stop
        match = None if line[:1] in b" \t" else _HEADER.match(line)
        if match:
            name = match[1].decode("ascii").lower()
            name = "" if name in found else name
            found.update({name: match[2]} if name else {})
        elif line[:1] not in b" \t" or not (name or found):
            return found, at
        elif name and len(found[name]) < _VALUE_LIMIT:
            found[name] += b" " + line.strip()
        at = stop
    return found, at


def _parse(content: bytes, start: int, end: int, default: str, level: int, counter: "itertools.count[int]") -> Part:
    if next(counter) > _MOST_PARTS:
        raise _TooMany(f"more than {_MOST_PARTS:,} parts")
    headers, at = read_head(content, start, end)
    kind = media_type(header_text(headers.get("content-type", b""))) or default
    leaf = Part(headers, kind, b"")
    boundary = leaf.parameter("content-type", "boundary") if kind.startswith("multipart/") else None
    if not boundary:
        return leaf._replace(body=content[at:end])
    if level > _MOST_LEVELS:
        raise _TooMany(f"parts inside more than {_MOST_LEVELS} others")
    inner = "message/rfc822" if kind == "multipart/digest" else "text/plain"
    children: list[Part] = []
    opened, is_closed = -1, False
    for before, after, is_last in _delimiters(content, at, end, boundary):
        if opened >= 0:
            children.append(_parse(content, opened, max(opened, before), inner, level + 1, counter))
        opened, is_closed = after, is_last
    if opened >= 0 and not is_closed:
        is_closed = end < len(content)  # the mark of the parts around it ends it as well
        children.append(_parse(content, opened, end, inner, level + 1, counter)._replace(is_closed=is_closed))
    return leaf._replace(children=tuple(children), is_closed=is_closed, body=b"" if children else content[at:end])


def _delimiters(content: bytes, start: int, end: int, boundary: str) -> Iterator[tuple[int, int, bool]]:
    """Yield where each line between parts begins and ends, and whether it is the last one, with which it stops.

    The line end before it belongs to it (RFC 2046, 5.1.1).
    """
    mark = re.compile(rb"--" + re.escape(boundary.encode("utf-8", "replace")) + rb"(--)?[ \t]*(?:\r?\n|\Z)")
    for match in mark.finditer(content, start, end):
        at = match.start()
        if at and content[at - 1] != 10:
            continue
        before = at - 2 if content[at - 2 : at] == b"\r\n" else max(at - 1, 0)
        yield before, match.end(), match[1] is not None
        if match[1] is not None:
            return


def content_of(part: Part) -> bytes | Refusal:
    """Return the part's bytes without their transfer encoding (RFC 2045, 6), or why they cannot be had."""
    coding = part.text("content-transfer-encoding").lower().partition(";")[0].strip()
    if coding == "base64":
        return _from_base64(part.body)
    if coding == "quoted-printable":
        return binascii.a2b_qp(part.body)
    if coding in ("x-uuencode", "uuencode", "x-uue", "uue", "binhex", "x-binhex", "mac-binhex40", "x-yencode"):
        return Refusal("", "unsupported", f"Content-Transfer-Encoding {coding}")
    return part.body


def _from_base64(body: bytes) -> bytes | Refusal:
    letters = _NOT_BASE64.sub(b"", body)
    if len(letters) % 4:
        return Refusal(
            "", "truncated", f"base64 of {len(letters):,} characters, which breaks off within a group of four"
        )
    try:
        return binascii.a2b_base64(letters)
    except binascii.Error as error:
        return Refusal("", "malformed", f"base64: {error}")


def header_text(value: bytes) -> str:
    """Return a header's value as one line of text, encoded words (RFC 2047) decoded; of a long value the beginning."""
    if value.isascii():
        text = value[:_VALUE_LIMIT].decode("ascii")
    else:
        found = decode(value[:_VALUE_LIMIT])
        text = value[:_VALUE_LIMIT].decode("utf-8", "replace") if isinstance(found, Refusal) else found.text
    if "=?" in text:
        text = _decode_words(text)
    return " ".join(text.replace("\0", "\ufffd").split())


def _decode_words(text: str) -> str:
    """Return the text with its encoded words decoded; neighbours join before decoding: some writers cut characters."""
    text = _BETWEEN_WORDS.sub(r"\1\2", text)
    out: list[str] = []
    pending, encoding, at = b"", "", 0
    for match in _WORD.finditer(text):
        name = known_encoding(match[1].partition("*")[0]) or "utf-8"
        if pending and (match.start() > at or name != encoding):
            out.append(pending.decode(encoding, "replace"))
            pending = b""
        out.append(text[at : match.start()])
        pending, encoding, at = pending + _word_bytes(match[2], match[3]), name, match.end()
    return "".join([*out, pending.decode(encoding or "utf-8", "replace"), text[at:]])


def _word_bytes(coding: str, written: str) -> bytes:
    raw = written.encode("utf-8", "replace")
    if coding in "qQ":
        return binascii.a2b_qp(raw, header=True)
    try:
        return binascii.a2b_base64(_NOT_BASE64.sub(b"", raw).rstrip(b"=") + b"==")
    except binascii.Error:
        return raw


def _parameters(value: str) -> dict[str, str]:
    """Return the parameters by lower-case name, those in several pieces joined (RFC 2231), of two alike the first."""
    pieces: dict[str, list[str]] = {}
    extended: set[str] = set()
    for match in _PARAMETER.finditer(value):
        name, quoted = match[1].lower(), match[4]
        text = re.sub(r"\\(.)", r"\1", quoted) if quoted is not None else match[5]
        if match[3]:
            extended.add(name)
        if match[2] or name not in pieces:
            pieces.setdefault(name, []).append(text)
    return {name: _unquoted("".join(parts)) if name in extended else "".join(parts) for name, parts in pieces.items()}


def _unquoted(value: str) -> str:
    """Return what charset'language'%XX%XX means."""
    charset, mark, rest = value.partition("'")
    quoted = rest.partition("'")[2] if mark else value
    return unquote_to_bytes(quoted).decode(known_encoding(charset) or "utf-8", "replace")
