"""What kind of file it is. Only its content tells: the same bytes are the same thing under every name."""

import json
import re
from typing import Literal

from flows.formats.captures.warc import is_warc
from flows.formats.tables.delimited import find_textless, is_delimited
from flows.formats.wires.xml_root import is_known_xml

StreamKind = Literal["gzip", "zip", "tar", "warc", "parquet", "document"]
TextKind = Literal["html", "json", "jsonl", "xml", "csv", "txt"]

_STREAMS: tuple[tuple[bytes, StreamKind], ...] = (
    (b"\x1f\x8b\x08", "gzip"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"PK\x07\x08", "zip"),
)
_TAR_MARK = slice(257, 262)  # POSIX.1-1988 (ustar); older tars have no mark
# Kinds that hold text, or archives, which we do not read: a user can turn them into one that we do.
_UNSUPPORTED = (
    (b"Rar!\x1a", "a RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"\xfd7zXZ\x00", "an xz file"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard file"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"\xd0\xcf\x11\xe0", "an old Office document (.doc, .xls, .msg)"),
    (b"ARROW1\x00\x00", "an Arrow file"),
)
_BINARY = (
    (b"\x89PNG\r\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"OggS\x00", "an Ogg recording"),
    (b"\x1aE\xdf\xa3", "a video"),
    (b"wOFF", "a font"),
    (b"wOF2", "a font"),
    (b"\x7fELF", "a program"),
)
# Marks that are plain letters: an article may begin with "ORCHARD" or "ID3", so what follows must be binary too.
_PARQUET = re.compile(rb"PAR[1E][^\n]{0,64}?[\x00-\x08\x0e-\x1f]", re.DOTALL)
_LETTERED = (
    (re.compile(rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)"), "a bzip2 file"),
    (re.compile(rb"\{\\rtf\d"), "an RTF document"),
    (re.compile(rb"ORC[^\n]{0,64}?[\x00-\x08\x0e-\x1f]", re.DOTALL), "an ORC file"),
)
_MEDIA = re.compile(rb"RIFF....(?:WEBP|WAVE|AVI )|\x00...ftyp|ID3[\x00-\x0f]", re.DOTALL)
_CONTROLS = bytes(c for c in range(1, 32) if c not in b"\t\n\r\f\x1b\x1e") + b"\x7f"
_PREAMBLE = re.compile(r"(?:\s+|<!--.{0,20000}?-->|<\?xml[^>]{0,400}>|<!doctype(?!\s+html)[^>]{0,400}>)+", re.I | re.S)
_HTML_START = re.compile(r"<(?:!doctype\s+html|html|head|body|title|meta|link|script)\b", re.I)
_HTML_PART = re.compile(
    r"<(?:article|main|section|div|p|h[1-6]|header|span|table|ul|a|center|font)\b[^<>]{0,500}>", re.I
)
_HTML_ENDS = re.compile(r"</(?:p|div|h[1-6]|li|article|section|blockquote)\s*>", re.I)
_FRAGMENT_ENDS = 3  # so many closing tags make a text that begins with words a piece of a page
_FRAGMENT_WITHIN = 100_000
_XML_START = re.compile(r"<([A-Za-z_][\w.:-]*)(?:\s[^<>]*)?/?>")
_XML_DECLARATION = re.compile(r"\s*<\?xml\b")
_JSON_START = re.compile(r'\s*(?:\{\s*(?:"|\})|\[\s*(?:[\{\[\]"]|-?\d+\s*[,\]]))')
_ARRAY_START = re.compile(r'\s*\[\s*\{\s*["}]')
_OBJECT_START = re.compile(r'\s*\{\s*"[^"\n]{0,200}"\s*:')
_NEXT_LINE = re.compile(r'\}[ \t\r]*\n[ \t]*\{[ \t]*"')
_DECODER = json.JSONDecoder()


def stream_kind(head: bytes) -> StreamKind:
    """Return what a stream is by its first bytes (512 at least); `document` is whatever is read whole."""
    for magic, kind in _STREAMS:
        if head.startswith(magic):
            return kind
    if _PARQUET.match(head):
        return "parquet"
    if head[_TAR_MARK] == b"ustar":
        return "tar"
    return "warc" if is_warc(head) else "document"


def unsupported_kind(content: bytes) -> str | None:
    """Return what the bytes are if they are a known kind of document or archive that is not read."""
    found = next((what for magic, what in _UNSUPPORTED if content.startswith(magic)), None)
    return found or next((what for mark, what in _LETTERED if mark.match(content)), None)


def binary_kind(content: bytes) -> str | None:
    """Return what the bytes are if they are plainly no text, such as "a PNG image"; NULs are judged elsewhere."""
    for magic, what in _BINARY:
        if content.startswith(magic):
            return what
    if _MEDIA.match(content):
        return "an image, a recording or a video"
    sample = content[:65536]
    if b"\0" not in sample and len(sample) - len(sample.translate(None, _CONTROLS)) > len(sample) * 0.03:
        return "mostly control bytes"
    return None


def is_json_lines(head: bytes) -> bool:
    """Tell whether a long file goes on as JSON Lines, by its beginning: an object, and another on the next line."""
    if b"\0" in head[:4096] or not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return False
    return _NEXT_LINE.search(head[: 1 << 20].decode("utf-8", "replace")) is not None


def text_kind(text: str) -> TextKind:
    """Return the kind of a decoded file."""
    if is_known_xml(text):
        return "xml"
    preamble = _PREAMBLE.match(text)
    start = preamble.end() if preamble else 0
    if text.startswith("<", start):
        return _markup_kind(text, start)
    if _JSON_START.match(text):
        found = _json_kind(text)
        if found is not None:
            return found
    if is_delimited(text) or find_textless(text):
        return "csv"
    return "html" if _has_html_ends(text) else "txt"


def _has_html_ends(text: str) -> bool:
    return sum(1 for _ in _HTML_ENDS.finditer(text, 0, _FRAGMENT_WITHIN)) >= _FRAGMENT_ENDS


def _markup_kind(text: str, start: int) -> TextKind:
    if _HTML_START.match(text, start) or _HTML_PART.match(text, start):
        return "html"
    root = _XML_START.match(text, start)
    if root and (_XML_DECLARATION.match(text) or text.rstrip().endswith(f"</{root[1]}>")):
        return "xml"
    return "html" if _has_html_ends(text) else "txt"


def _json_kind(text: str) -> Literal["json", "jsonl"] | None:
    """Return json for one value, jsonl for a value a line, null where a text only begins like JSON."""
    if _ARRAY_START.match(text):
        return "json"
    start = len(text) - len(text.lstrip())
    try:
        value, end = _DECODER.raw_decode(text, start)
    except (ValueError, RecursionError):
        return "jsonl" if _NEXT_LINE.search(text) else "json" if _OBJECT_START.match(text) else None
    rest = text[end : end + 4096]
    if not rest.strip():
        return "json"
    if isinstance(value, list):  # a footnote's mark, "[1]", not a list of records
        return None
    is_next_line = "\n" in rest[: len(rest) - len(rest.lstrip())]
    return "jsonl" if is_next_line or rest.lstrip()[0] in "{[" else "json" if text[start] == "{" else None
