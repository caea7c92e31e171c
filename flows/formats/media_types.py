"""What a Content-Type says of the bytes beside it: their media type and character set (RFC 9110, 8.3)."""

import hashlib
import re

from flows.formats.encodings import declared_encoding, known_encoding

_TYPE = re.compile(r"\s*([\w!#$&^.+-]{1,80}/[\w!#$&^.+-]{1,80})")
_CHARSET = re.compile(r";\s*charset\s*=\s*[\"']?([\w.:+-]{1,40})", re.IGNORECASE)
# Seven-bit encodings: their bytes are valid UTF-8 whatever they mean.
_ESCAPES = (b"\x1b$", b"\x1b(", b"~{")
_NO_PROSE = frozenset(
    [
        "text/css",
        "text/calendar",
        "text/vcard",
        "text/x-vcard",
        "text/directory",
        "text/dns",
        "text/x-amp-html",
        "text/watch-html",
        "text/cache-manifest",
        "text/event-stream",
        "text/rfc822-headers",
        "text/vtt",
        "application/manifest+json",
        "application/geo+json",
        "application/xslt+xml",
        "application/ttml+xml",
        "application/dash+xml",
    ]
)
_SCRIPT = re.compile(r"(?:text|application)/(?:x-)?(?:javascript|ecmascript|jscript|typescript)|text/vbscript")
_READ = frozenset(
    [
        "application/xml",
        "application/json",
        "application/x-ndjson",
        "application/jsonl",
        "application/pdf",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/octet-stream",
        "binary/octet-stream",
        "application/x-unknown-content-type",
        "message/rfc822",
        "multipart/related",
    ]
)


def media_type(content_type: str) -> str:
    """Return the type and subtype in lower case, empty if the header names none."""
    match = _TYPE.match(content_type)
    return match[1].lower() if match else ""


def charset_label(content_type: str) -> str | None:
    """Return the label of the character set as the header has it."""
    match = _CHARSET.search(content_type[:2000])
    return match[1] if match else None


def may_hold_text(kind: str) -> bool:
    """Tell whether a media type can be an article's: prose, markup, data, a document; also one that says nothing."""
    if not kind or kind in _READ:
        return True
    if kind in _NO_PROSE or _SCRIPT.fullmatch(kind) or kind.startswith("image/"):
        return False
    return kind.startswith("text/") or kind.endswith(("+xml", "+json"))


def deciding_charset(content: bytes, label: str | None) -> str | None:
    """Return the label if the text depends on it; null where the bytes alone tell their encoding or it is unknown."""
    encoding = known_encoding(label or "")
    if encoding is None or encoding == declared_encoding(content):
        return None
    if any(escape in content for escape in _ESCAPES):
        return label
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return label
    return None


def sha256_of(content: bytes, charset: str | None, *beside: str) -> str:
    """Return the sha256 of all that decides a record: what stands beside the bytes, a line each, and the bytes."""
    digest = hashlib.sha256()
    for line in (*beside, *((f"charset={charset}",) if charset else ())):
        digest.update(f"{line}\n".encode("utf-8", "surrogatepass"))
    digest.update(content)
    return digest.hexdigest()
