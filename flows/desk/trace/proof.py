"""The raw file as it is now, held against what was stored of it."""

import os
import re
from pathlib import Path

from flows.base.ids import bytes_sha256
from flows.desk.trace.record import File, Proof, Row
from flows.formats.encodings import decode
from flows.formats.records import Refusal
from flows.store.engine import Connection, run_sql
from flows.store.rawfiles import file_sha256, opened

_ESCAPED = re.compile(rb"\\(\\|x[0-9a-f]{2})")


def find_raw_folder(con: Connection, given: Path | None) -> Path | None:
    """Return the folder of raw files: as given, or that of the last run; null if neither is there."""
    if given is None:
        rows = run_sql(con, "trace/last_raw_folder").to_pylist()
        given = Path(rows[0]["raw"]) if rows else None
    return given if given is not None and given.is_dir() else None


def stored_file(raw: Path, raw_path: str) -> Path | None:
    """Return the file that a stored path names below RAW: the reverse of rawfiles.stored_path. Null if outside."""
    plain = _ESCAPED.sub(
        lambda found: b"\\" if found[1] == b"\\" else bytes([int(found[1][1:], 16)]),
        raw_path.encode("utf-8", "surrogateescape"),
    )
    path = raw / os.fsdecode(plain)
    return path if raw.resolve() in path.resolve().parents else None


def prove(raw: Path | None, file: File | None, article: Row | None, span: tuple[int, int] | None) -> Proof | None:
    """Return what the file says now; null without a file. The span is looked for in files of plain text alone."""
    if file is None:
        return None
    state, now = _state(raw, file)
    bytes_of = None
    if state == "same" and raw is not None and article is not None and span is not None:
        bytes_of = _bytes_of(raw, file, article, span)
    start, end, holds = bytes_of or (None, None, None)
    return Proof(state, str(raw) if raw else None, file.raw_path, file.file_sha256, now, start, end, holds)


def _state(raw: Path | None, file: File) -> tuple[str, str | None]:
    if raw is None:
        return "no_raw_folder", None
    path = stored_file(raw, file.raw_path)
    now = file_sha256(path) if path else None
    if now is None:
        return "gone", None
    if file.file_sha256 is None:
        return "not_stored", now
    return ("same" if now == file.file_sha256 else "changed"), now


def _bytes_of(raw: Path, file: File, article: Row, span: tuple[int, int]) -> tuple[int, int, bool] | None:
    """Return the bytes of a span in a file that is itself the plain text of the article, and whether they hold it."""
    path = stored_file(raw, file.raw_path)
    if path is None or file.raw_member or article["format"] != "txt" or file.file_sha256 != article["raw_sha256"]:
        return None
    with opened(path) as found:
        if isinstance(found, Refusal):
            return None
        content = found.content.read()
    decoded = decode(content)
    if isinstance(decoded, Refusal) or bytes_sha256(content) != article["raw_sha256"]:
        return None
    return locate(content, decoded.bom_bytes, decoded.encoding, article["text"], span)


def locate(
    content: bytes, bom_bytes: int, encoding: str, text: str, span: tuple[int, int]
) -> tuple[int, int, bool] | None:
    """Return the first and the end byte of a span, and whether they hold its words; null if they cannot be counted."""
    try:
        start = bom_bytes + len(text[: span[0]].encode(encoding))
        end = start + len(text[span[0] : span[1]].encode(encoding))
        return start, end, content[start:end].decode(encoding) == text[span[0] : span[1]]
    except (UnicodeError, LookupError):
        return None
