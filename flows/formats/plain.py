"""A plain text file: the decoded text unchanged; what stands in it is found later, in the text itself."""

from flows.formats.encodings import Decoded
from flows.formats.records import Record


def read_plain(decoded: Decoded, sha256: str) -> Record:
    """Return the file as one record without metadata of its own."""
    return Record(
        raw_member="",
        raw_sha256=sha256,
        format="txt",
        encoding=decoded.encoding,
        encoding_evidence=decoded.evidence,
        text=decoded.text,
        layout="plain",
        notes=decoded.notes,
    )
