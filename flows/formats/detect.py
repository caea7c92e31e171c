"""What kind of file it is, told by its content; the name only breaks a tie."""

import json
import re
from typing import Literal

Kind = Literal["html", "json", "jsonl", "txt", "xml"]

_MAGIC = (
    (b"%PDF-", "a PDF document"),
    (b"\x89PNG\r\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"Rar!\x1a", "a RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"BZh", "a bzip2 file"),
    (b"\xfd7zXZ\x00", "an xz file"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard file"),
    (b"PAR1", "a Parquet file"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x7fELF", "a program"),
)
_WEBP = re.compile(rb"RIFF....(?:WEBP|WAVE|AVI )", re.DOTALL)
_CONTROLS = bytes(c for c in range(1, 32) if c not in b"\t\n\r\f\x1b") + b"\x7f"
_PREAMBLE = re.compile(r"(?:\s+|<!--.{0,20000}?-->|<\?xml[^>]{0,400}>|<!doctype(?!\s+html)[^>]{0,400}>)+", re.I | re.S)
_HTML_START = re.compile(r"<(?:!doctype\s+html|html|head|body|title|meta|link|script)\b", re.I)
_HTML_PART = re.compile(
    r"<(?:article|main|section|div|p|h[1-6]|header|span|table|ul|a|center|font)\b[^<>]{0,500}>", re.I
)
_XML_START = re.compile(r"<([A-Za-z_][\w.:-]*)(?:\s[^<>]*)?/?>")
_XML_DECLARATION = re.compile(r"\s*<\?xml\b")
_JSON_START = re.compile(r'\s*(?:\{\s*(?:"|\})|\[\s*(?:[\{\[\]"]|-?\d+\s*[,\]]))')
_ARRAY_START = re.compile(r"\s*\[\s*[\{\[]")
_OBJECT_START = re.compile(r'\s*\{\s*"[^"\n]{0,200}"\s*:')
_NEXT_LINE = re.compile(r'\}[ \t\r]*\n[ \t]*\{[ \t]*"')
_DECODER = json.JSONDecoder()


def binary_kind(content: bytes) -> str | None:
    """Return what the bytes are if they are plainly no text, such as "a PDF document"; NULs are judged elsewhere."""
    for magic, what in _MAGIC:
        if content.startswith(magic):
            return what
    if _WEBP.match(content):
        return "an image or sound"
    sample = content[:65536]
    if b"\0" not in sample and len(sample) - len(sample.translate(None, _CONTROLS)) > len(sample) * 0.03:
        return "mostly control bytes"
    return None


def detect_kind(text: str, name: str) -> Kind:
    """Return the kind of a decoded file. `name` decides only where the content allows two answers."""
    hint = _extension(name)
    preamble = _PREAMBLE.match(text)
    start = preamble.end() if preamble else 0
    if text.startswith("<", start):
        return _markup_kind(text, start, hint)
    if _JSON_START.match(text):
        found = _json_kind(text, hint)
        if found is not None:
            return found
    if hint in ("html", "htm", "xhtml") and _HTML_PART.search(text):
        return "html"
    return "jsonl" if hint in ("jsonl", "ndjson") else "json" if hint == "json" else "txt"


def _extension(name: str) -> str:
    stem = name.lower().removesuffix(".gz")
    return stem.rpartition(".")[2] if "." in stem else ""


def _markup_kind(text: str, start: int, hint: str) -> Kind:
    if _HTML_START.match(text, start) or _HTML_PART.match(text, start):
        return "html"
    if hint in ("html", "htm", "xhtml"):
        return "html"
    root = _XML_START.match(text, start)
    if root and (_XML_DECLARATION.match(text) or text.rstrip().endswith(f"</{root[1]}>")):
        return "xml"
    return "txt"


def _json_kind(text: str, hint: str) -> Kind | None:
    """Return json for one value, jsonl for a value a line, null where a text only begins like JSON."""
    if _ARRAY_START.match(text) and hint not in ("jsonl", "ndjson"):
        return "json"
    lined = hint in ("jsonl", "ndjson")
    start = len(text) - len(text.lstrip())
    try:
        _, end = _DECODER.raw_decode(text, start)
    except (ValueError, RecursionError):
        return _broken_json_kind(text, lined, hint == "json")
    rest = text[end : end + 4096].lstrip()
    if not rest:
        return "jsonl" if lined and text[start] == "{" else "json"
    if rest[0] in "{[" or lined:
        return "jsonl"
    return "json" if hint == "json" or text[start] == "{" else None


def _broken_json_kind(text: str, lined: bool, named: bool) -> Kind | None:
    if lined or _NEXT_LINE.search(text):
        return "jsonl"
    return "json" if named or _OBJECT_START.match(text) else None
