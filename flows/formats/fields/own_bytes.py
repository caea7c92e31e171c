"""A record's own bytes inside a larger text file: their hash, and the encoding as far as these bytes show it."""

from typing import NamedTuple

from flows.base.ids import bytes_sha256
from flows.formats.encodings import Decoded

_BETWEEN = "\x1e"  # ASCII's record separator: what is put together by it is no file's whole content
_UNDECODABLE = "undecodable_bytes_replaced"
_SURROGATES = "lone_surrogates_replaced"
_OF_MARKUP = "declared_encoding_wrong"  # by a meta tag inside some record: of no concern to the others
_PLAIN = "utf-8"


class OwnBytes(NamedTuple):
    """The sha256 of a record's own bytes, and the encoding, evidence and notes that go with them."""

    sha256: str
    encoding: str = _PLAIN
    evidence: str = _PLAIN
    notes: tuple[str, ...] = ()

    @property
    def is_plain(self) -> bool:
        """Tell whether the bytes are strict UTF-8, which they show by themselves."""
        return self[1:] == (_PLAIN, _PLAIN, ())


def own_bytes(decoded: Decoded, *stretches: str) -> OwnBytes:
    """Return what belongs to the stretches of the file that make one record.

    The same record in another file must come out the same. So UTF-8 is told by the record's bytes, whatever mark the
    file begins with; and where another encoding, or bytes that could not be decoded, were told by the whole file,
    encoding, evidence and notes are hashed with the bytes.
    """
    content = _BETWEEN.join(stretches)
    raw = content.encode(decoded.encoding, "replace")
    notes = tuple(_notes_on(content, decoded.notes))
    if not notes and (decoded.encoding == _PLAIN or (content.isascii() and raw == content.encode())):
        return OwnBytes(bytes_sha256(raw))
    told = _BETWEEN.join(("", decoded.encoding, decoded.evidence, *notes)).encode()
    return OwnBytes(bytes_sha256(raw + told), decoded.encoding, decoded.evidence, notes)


def _notes_on(content: str, notes: tuple[str, ...]) -> list[str]:
    """Return those of a file's notes that concern this stretch of it."""
    replaced = content.count("\ufffd")
    found = []
    for note in notes:
        if note.startswith(_UNDECODABLE):
            found += [f"{_UNDECODABLE}: {replaced}"] if replaced else []
        elif note == _SURROGATES:
            found += [note] if replaced else []
        elif not note.startswith(_OF_MARKUP):
            found.append(note)
    return found
