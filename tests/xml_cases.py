"""What the tests of feeds, NITF and NewsML share: fixtures with what is expected of them, and bytes gone wrong."""

import json
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from flows.base.ids import bytes_sha256
from flows.base.schemas.ledger import REJECT_REASONS
from flows.base.schemas.local import BLOCK_KINDS
from flows.formats.encodings import decode
from flows.formats.limits import DEFAULT_LIMITS
from flows.formats.records import Metadata, Record, Refusal
from flows.formats.wires.xml_root import read_xml

FIXTURES = Path(__file__).parent / "fixtures"
BOMB = (
    '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;">]>'
)
ATTACKS = {
    "entities of entities": BOMB,
    "file outside": '<!DOCTYPE x [<!ENTITY d SYSTEM "file:///etc/hostname">]>',
    "address outside": '<!DOCTYPE x [<!ENTITY d PUBLIC "-//A//B" "http://127.0.0.1:9/d">]>',
    "parameter entity": '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:9/p"> %p;]>',
    "one long entity": f'<!DOCTYPE x [<!ENTITY d "{"ha" * 5000}">]>',
    "mark-up in an entity": '<!DOCTYPE x [<!ENTITY d "&#60;p>hidden&#60;/p>">]>',
}


def read_all(content: bytes | str) -> list[Record | Refusal]:
    """Everything that the XML file gives."""
    raw = content.encode() if isinstance(content, str) else content
    decoded = decode(raw)
    return [decoded] if isinstance(decoded, Refusal) else list(read_xml(decoded, bytes_sha256(raw), DEFAULT_LIMITS))


def read_one(content: bytes | str) -> Record:
    """The one record that the file gives."""
    (found,) = read_all(content)
    assert isinstance(found, Record), found
    return found


def shown(found: Record | Refusal) -> dict[str, Any]:
    """A record or refusal as plain JSON, without what is empty."""
    if isinstance(found, Refusal):
        return {key: value for key, value in found._asdict().items() if value not in ("", None)}
    metadata = {key: value for key, value in found.metadata._asdict().items() if value != Metadata()._asdict()[key]}
    blocks = [[kind, found.text[start:end]] for kind, start, end in found.blocks]
    return {
        "raw_member": found.raw_member,
        "format": found.format,
        "encoding": [found.encoding, found.encoding_evidence],
        "notes": list(found.notes),
        "metadata": json.loads(json.dumps(metadata)),
        **({"blocks": blocks} if blocks else {"text": found.text}),
    }


def assert_sound(found: list[Record | Refusal]) -> None:
    """Something came of the file, each refusal has its reason, each block its words."""
    assert found
    for item in found:
        if isinstance(item, Refusal):
            assert item.reason in REJECT_REASONS
            assert item.detail
            continue
        assert item.text.strip()
        end = 0
        for kind, start, stop in item.blocks:
            assert kind in BLOCK_KINDS
            assert end <= start < stop <= len(item.text)
            assert item.text[start:stop] == item.text[start:stop].strip() != ""
            end = stop
        assert item.layout == ("rendered" if item.blocks else "body")
        assert not item.metadata.headline or item.metadata.headline_evidence
        assert not item.metadata.outlet or item.metadata.outlet_evidence
        assert bool(item.metadata.byline) == bool(item.metadata.byline_evidence)
        assert not item.metadata.credited_outlet or item.metadata.credit_evidence


def damaged(folder: str) -> st.SearchStrategy[bytes]:
    """The folder's fixtures with bytes cut, doubled, moved or replaced."""
    contents = [path.read_bytes() for path in sorted((FIXTURES / folder).glob("*.xml"))]
    pieces = st.sampled_from(
        [b"", b"<", b">", b"&", b"]]>", b"<![CDATA[", b"<!--", b'"', b"\0", b"\xff", b"</p>", b"&#0;"]
    )
    fraction = st.floats(0, 1, exclude_max=True)
    edits = st.lists(st.tuples(fraction, fraction, pieces), min_size=1, max_size=4)

    def damage(content: bytes, changes: list[tuple[float, float, bytes]]) -> bytes:
        for place, length, piece in changes:
            start = int(place * len(content))
            content = content[:start] + piece + content[start + int(length**4 * len(content)) :]
        return content

    return st.builds(damage, st.sampled_from(contents), edits)
