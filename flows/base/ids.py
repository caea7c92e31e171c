"""Row ids: a prefix and sixteen characters of a hash, so that the same content has the same id in every run."""

import base64
import hashlib

# Ten bytes are sixteen base-32 characters. At 10^9 rows the chance of one collision is 4e-7 (birthday bound);
# sql/checks proves for each warehouse that there is none.
_ID_BYTES = 10


def content_id(prefix: str, *parts: str | int | None) -> str:
    """Return the id, such as `quo_k5ab…`, of what the parts say; the order of the parts matters."""
    payload = "\x1f".join("" if part is None else str(part) for part in parts).encode("utf-8", "surrogatepass")
    digest = hashlib.blake2b(payload, digest_size=_ID_BYTES).digest()
    return f"{prefix}_{base64.b32encode(digest).decode('ascii').lower()}"


def bytes_sha256(content: bytes) -> str:
    """Return the sha256 of the bytes as 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def article_id(sha256: str) -> str:
    """Return the id of the article whose own bytes, after decompression, have this sha256."""
    return content_id("art", sha256)


def span_id(prefix: str, article: str, kind: str, span: tuple[int, int], ordinal: int = 0) -> str:
    """Return the id of a stretch of an article; `ordinal` tells apart rows of one kind over the same stretch."""
    return content_id(prefix, article, kind, span[0], span[1], ordinal)


def key_hash(*parts: str) -> int:
    """Return a signed 64-bit hash of the parts, for join keys (DuckDB's and Parquet's BIGINT)."""
    digest = hashlib.blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
