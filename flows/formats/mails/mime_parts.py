"""A MIME message as the standard library's `email` package takes it apart, within limits and with its damage told."""

import itertools
import re
from collections.abc import Iterator
from email.errors import (
    CloseBoundaryNotFoundDefect,
    HeaderParseError,
    InvalidBase64LengthDefect,
    InvalidBase64PaddingDefect,
    MessageError,
)
from email.feedparser import BytesFeedParser
from email.header import decode_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.policy import Compat32
from typing import cast

from flows.formats.encodings import decode, known_encoding, mend_surrogates
from flows.formats.media_types import media_type
from flows.formats.records import Refusal

_VALUE_LIMIT = 4096  # longer values are lists of addresses and signatures, never a subject, date, type or file name
_MOST_PARAMETERS = 50  # a file name in pieces has about ten
_MOST_PARTS = 10_000
_MOST_LEVELS = 10  # of multiparts in multiparts; mail programs make four. Each line is held against every level's mark
_MOST_LINES = 5_000_000  # 350 MB of base64; the library makes an object of each
_CHUNK = 2**16
_CODING = "content-transfer-encoding"
# The library undoes uuencode, but does not tell where one breaks off.
_UNSUPPORTED = frozenset(["x-uuencode", "uuencode", "x-uue", "uue", "binhex", "x-binhex", "mac-binhex40", "x-yencode"])
_CUT = (InvalidBase64LengthDefect, InvalidBase64PaddingDefect)
# The library means to raise nothing; what slips through on damaged headers is one of these.
_LIBRARY_ERRORS = (MessageError, ValueError, TypeError, LookupError, AttributeError, AssertionError, RecursionError)
# The library's decoder gets only runs of encoded words: it escapes what stands between them, and searches anew behind
# each word without an end. No word holds the beginning of another.
_WORD = r"=\?[^?\s]{1,60}\?[bBqQ]\?(?:[^=]|=(?!\?[^=]))*?\?="
_WORDS = re.compile(rf"{_WORD}(?:\s*{_WORD})*")


class _TooMany(Exception):
    """More parts, or levels of parts, than a message has."""


class _Headers(Compat32):
    """Header values as they stand in the file, bytes beyond ASCII as surrogates, of long ones the beginning.

    The library takes quadratic time for many parameters.
    """

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        value = value[:_VALUE_LIMIT].strip()
        has_parameters = name.lower().startswith("content-")
        return name, ";".join(value.split(";")[:_MOST_PARAMETERS]) if has_parameters else value

    def header_fetch_parse(self, name: str, value: str) -> str:
        return value


_HEADERS = _Headers()


class Part(Message):
    """A message or a part of one, as the library's parser builds it.

    `is_closed` tells whether the mark that should end it was found; the message itself needs none.
    """

    is_closed = True

    def __init__(self, policy: _Headers = _HEADERS) -> None:
        super().__init__(policy)
        self._level = 0
        self._numbers = itertools.count(1)

    def attach(self, payload: "Part") -> None:  # type: ignore[override]
        """Add a part; the parser calls it for each that it meets, so the limits hold while it reads."""
        payload._level, payload._numbers = self._level + 1, self._numbers
        if next(self._numbers) > _MOST_PARTS:
            raise _TooMany(f"more than {_MOST_PARTS:,} parts")
        if payload._level > _MOST_LEVELS:
            raise _TooMany(f"parts inside more than {_MOST_LEVELS} others")
        super().attach(payload)

    def get_content_type(self) -> str:
        """Return what the parser goes by. It shall leave mails inside the mail whole: they keep their own bytes."""
        return "application/octet-stream" if self.kind.startswith("message/") else self.kind

    @property
    def kind(self) -> str:
        """Its media type, also where a semicolon is missing behind it."""
        return media_type(self.get("content-type", "")) or self.get_default_type()

    @property
    def children(self) -> list["Part"]:
        """The parts of a multipart; no other has any."""
        return cast("list[Part]", self.get_payload() if self.is_multipart() else [])

    def leaves(self) -> Iterator["Part"]:
        """Yield the parts that have no parts, in file order."""
        return (part for part in self.walk() if not part.is_multipart())

    def text(self, name: str) -> str:
        """Return the header as text in one line, empty if there is none."""
        return _header_text(self.get(name, ""))

    def parameter(self, header: str, name: str) -> str | None:
        """Return a parameter of a header such as `filename` as text, null if it has none that can be read."""
        try:
            value = self.get_param(name, header=header)
        except _LIBRARY_ERRORS:
            return None
        if isinstance(value, tuple):  # RFC 2231: charset, language, bytes as Latin-1
            return _from_charset(value[2].encode("latin-1", "replace"), value[0] or "utf-8")
        return None if value is None else _header_text(value)


def parse_message(content: bytes) -> Part | Refusal:
    """Return the message with its parts, or why it cannot be taken apart.

    A part's bytes are exactly those of the file, of a mail inside the mail (message/rfc822) as well.
    """
    if max(content.count(b"\n"), content.count(b"\r")) > _MOST_LINES:
        return Refusal("", "too_large", f"a mail of more than {_MOST_LINES:,} lines")
    parser = BytesFeedParser(Part, policy=_HEADERS)
    try:
        for at in range(0, len(content), _CHUNK):  # whole, the library makes copies of four bytes a character
            parser.feed(content[at : at + _CHUNK])
        message = cast("Part", parser.close())
    except _TooMany as error:
        return Refusal("", "nested_too_deeply", str(error))
    except _LIBRARY_ERRORS as error:
        return Refusal("", "malformed", f"a mail that cannot be taken apart: {error}")
    part = message
    while part.children and any(isinstance(defect, CloseBoundaryNotFoundDefect) for defect in part.defects):
        last = part.children[-1]
        part.is_closed = last.is_closed = False
        part = last
    return message


def read_head(content: bytes) -> Part | None:
    """Return the headers the bytes begin with, null if other lines stand among them before the first blank one."""
    if not re.match(rb"[A-Za-z][\w.-]*:", content):  # of most files that settles it; the library would read them on
        return None
    end = re.search(rb"\n\r?\n", content)
    try:
        head = cast(
            "Part", BytesHeaderParser(Part, policy=_HEADERS).parsebytes(content[: end.end()] if end else content)
        )
    except _LIBRARY_ERRORS:
        return None
    return head if len(head) and not head.defects else None


def content_of(part: Part) -> bytes | Refusal:
    """Return the part's bytes without their transfer encoding (RFC 2045, 6), or why they cannot be had."""
    if part.kind.startswith("multipart/"):
        return Refusal("", "malformed", "the mark between its parts is missing")
    coding = part.text(_CODING).lower().partition(";")[0].strip()
    if coding in _UNSUPPORTED:
        return Refusal("", "unsupported", f"Content-Transfer-Encoding {coding}")
    if coding:
        part.replace_header(_CODING, coding)  # the library knows the bare word only
    try:
        content = part.get_payload(decode=True)
    except _LIBRARY_ERRORS as error:
        return Refusal("", "malformed", f"{coding}: {error}")
    if any(isinstance(defect, _CUT) for defect in part.defects):
        return Refusal("", "truncated", "base64 that breaks off within a group of four")
    return content if isinstance(content, bytes) else Refusal("", "malformed", "a part without a body")


def _header_text(value: str) -> str:
    """Return a header's value as one line of text, encoded words (RFC 2047) decoded."""
    if not value.isascii():
        raw = value.encode("ascii", "surrogateescape")
        found = decode(raw)
        value = raw.decode("utf-8", "replace") if isinstance(found, Refusal) else found.text
    text, _ = mend_surrogates(_WORDS.sub(_decode_words, value))
    return " ".join(text.replace("\0", "\ufffd").split())


def _decode_words(match: re.Match[str]) -> str:
    """Return the text of neighbouring encoded words; the library joins their bytes: some writers cut characters."""
    try:
        return "".join(_from_charset(raw, charset or "") for raw, charset in decode_header(match[0]))
    except HeaderParseError:
        return match[0]


def _from_charset(raw: bytes, label: str) -> str:
    try:
        return raw.decode(known_encoding(label.partition("*")[0]) or "utf-8", "replace")
    except UnicodeError:  # codecs such as idna cannot replace
        return raw.decode("utf-8", "replace")
