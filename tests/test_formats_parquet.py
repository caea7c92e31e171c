"""Parquet: every way to store a text column is read, and damage, bombs and encryption cost no more than they must."""

import base64
import datetime
import hashlib
import io
import json
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pyarrow.parquet.encryption as pe
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.base.schemas.ledger import REJECT_REASONS
from flows.formats.limits import DEFAULT_LIMITS, ReadLimits
from flows.formats.read import read_records
from flows.formats.records import Metadata, Record, Refusal
from flows.formats.tables.arrow_values import moment
from flows.formats.tables.parquet import read_parquet

TEXT = "The bridge will open on Monday.\n\nThe mayor said so."
NOON = datetime.datetime(2025, 11, 13, 12, 0)


def written(columns: dict[str, Any], **options: Any) -> bytes:  # noqa: ANN401
    file = io.BytesIO()
    pq.write_table(pa.table(columns), file, **options)
    return file.getvalue()


def read_all(content: bytes, limits: ReadLimits = DEFAULT_LIMITS) -> list[Record | Refusal]:
    return list(read_parquet(io.BytesIO(content), limits))


def read_one(columns: dict[str, Any]) -> Record:
    (found,) = read_all(written(columns))
    assert isinstance(found, Record), found
    return found


def test_a_row_as_data_sets_hold_it() -> None:
    columns: dict[str, list[Any]] = {
        "title": ["Bridge opens"],
        "text": [TEXT],
        "domain": ["echo.example"],
        "date": ["2025-11-13 14:05:00"],
        "description": ["A bridge."],
        "url": ["https://echo.example/bridge"],
        "image_url": [None],
        "authors": [["Mara Lindqvist", "Tomas Okoro"]],
        "tokens": [12],
    }
    used = {name: values[0] for name, values in columns.items() if name not in ("image_url", "tokens")}
    own = b"PAR1\x1e" + json.dumps(used, sort_keys=True, separators=(",", ":")).encode()
    assert read_one(columns) == Record(
        raw_member="row 1",
        raw_sha256=hashlib.sha256(own).hexdigest(),
        format="parquet",
        encoding="utf-8",
        encoding_evidence="unicode_string",
        text=TEXT,
        layout="body",
        metadata=Metadata(
            headline="Bridge opens",
            headline_evidence="parquet:title",
            byline=("Mara Lindqvist", "Tomas Okoro"),
            byline_evidence="parquet:authors",
            outlet="echo.example",
            outlet_evidence="parquet:domain",
            url="https://echo.example/bridge",
            url_evidence="parquet:url",
            published_on="2025-11-13",
            published_at="2025-11-13T14:05",
            published_evidence="parquet:date",
        ),
    )


@pytest.mark.parametrize(
    "column",
    [
        pa.array([TEXT], pa.large_string()),
        pa.array([TEXT], pa.string_view()),
        pa.array([TEXT]).dictionary_encode(),
        pa.array([TEXT.encode()], pa.binary()),
        pa.array([TEXT.split("\n\n")], pa.list_(pa.string())),
    ],
    ids=lambda column: str(column.type),
)
def test_each_type_of_text_column_gives_the_same_text(column: pa.Array) -> None:
    assert read_one({"text": column}).text == TEXT


def test_columns_of_a_struct_count_one_level_down() -> None:
    record = read_one({"article": [{"title": "Bridge opens", "text": TEXT}], "publisher": [{"name": "Echo", "id": 1}]})
    assert (record.text, record.metadata.headline_evidence) == (TEXT, "parquet:article.title")
    assert (record.metadata.outlet, record.metadata.outlet_evidence) == ("Echo", "parquet:publisher")


@pytest.mark.parametrize(
    ("column", "on", "at"),
    [
        (pa.array([NOON], pa.timestamp("s")), "2025-11-13", "2025-11-13T12:00"),
        (pa.array([NOON], pa.timestamp("ns")), "2025-11-13", "2025-11-13T12:00"),
        (pa.array([NOON], pa.timestamp("us", "UTC")), "2025-11-13", "2025-11-13T12:00+00:00"),
        (pa.array([NOON], pa.timestamp("ms", "+02:00")), "2025-11-13", "2025-11-13T14:00+02:00"),
        (pa.array([NOON.replace(hour=0)], pa.timestamp("ms")), "2025-11-13", None),
        (pa.array([NOON.date()], pa.date32()), "2025-11-13", None),
        (pa.array([NOON.date()], pa.date64()), "2025-11-13", None),
        (pa.array([1763035200000]), "2025-11-13", "2025-11-13T12:00+00:00"),
        (pa.array([2025]), "2025", None),
        (pa.array([None], pa.timestamp("ms")), None, None),
    ],
    ids=str,
)
def test_dates_of_each_type_have_an_offset_only_where_the_column_has_a_zone(
    column: pa.Array, on: str | None, at: str | None
) -> None:
    metadata = read_one({"text": [TEXT], "date": column}).metadata
    assert (metadata.published_on, metadata.published_at) == (on, at)


def test_a_zone_without_a_known_name_leaves_the_time_right() -> None:
    assert moment(0, "s", "Nowhere/Kaldvik") == "1970-01-01T00:00:00+00:00"
    assert moment(None, "s", None) is None


def test_old_spark_timestamps_are_read() -> None:
    content = written({"text": [TEXT], "date": pa.array([NOON])}, use_deprecated_int96_timestamps=True)
    (record,) = read_all(content)
    assert isinstance(record, Record)
    assert record.metadata.published_at == "2025-11-13T12:00"


def test_a_column_that_is_not_read_is_no_part_of_a_rows_own_bytes() -> None:
    one, two = read_all(written({"text": [TEXT, TEXT], "id": [1, 2]}))
    assert isinstance(one, Record)
    assert two == one._replace(raw_member="row 2")
    assert read_one({"text": [TEXT], "title": ["A"]}).raw_sha256 != one.raw_sha256


def test_bodies_in_html_are_rendered() -> None:
    record = read_one({"content": ["<p>One.</p><p>Two.</p>"], "title": ["A"]})
    assert (record.layout, record.text) == ("rendered", "One.\n\nTwo.")


def test_rows_without_text_are_refused_one_by_one() -> None:
    found = read_all(written({"text": [None, TEXT, " "], "title": ["A", "B", "C"]}))
    assert [(r.raw_member, isinstance(r, Refusal) and r.reason) for r in found] == [
        ("row 1", "no_text"),
        ("row 2", False),
        ("row 3", "no_text"),
    ]


@pytest.mark.parametrize(
    "columns",
    [
        {"price": [1.5], "city": ["Kaldvik"]},
        {"text": [1]},
        {"text": pa.array([], pa.string())},
        {"description": ["A pad."]},
    ],
)
def test_a_table_without_text_is_refused_once(columns: dict[str, Any]) -> None:
    (refusal,) = read_all(written(columns))
    assert isinstance(refusal, Refusal)
    assert (refusal.raw_member, refusal.reason) == ("", "no_text")


def test_the_columns_are_named_where_none_is_the_text() -> None:
    (refusal,) = read_all(written({"price": [1.5], "city": ["Kaldvik"]}))
    assert isinstance(refusal, Refusal)
    assert refusal.detail == "no text column among: price, city"


def test_text_that_is_no_utf8_is_refused_and_a_bad_title_is_noted() -> None:
    one, two = read_all(written({"text": [b"\xff", TEXT.encode()], "title": [b"A", b"caf\xe9"]}))
    assert isinstance(one, Refusal)
    assert one.reason == "undecodable"
    assert isinstance(two, Record)
    assert (two.metadata.headline, two.notes) == (None, ("cell_not_read: title",))


def test_a_file_that_breaks_off_is_truncated() -> None:
    content = written({"text": [TEXT] * 100})
    for cut in (content[:-1], content[: len(content) // 2], content[:6]):
        (refusal,) = read_all(cut)
        assert isinstance(refusal, Refusal)
        assert (refusal.reason, refusal.position) == ("truncated", len(cut))


def test_a_broken_footer_is_malformed() -> None:
    content = written({"text": [TEXT] * 100})
    too_long = content[:-8] + (2**31 - 1).to_bytes(4, "little") + b"PAR1"
    garbled = content[:-200] + bytes(192) + content[-8:]
    for broken in (too_long, garbled):
        (refusal,) = read_all(broken)
        assert isinstance(refusal, Refusal)
        assert refusal.reason == "malformed"


def test_a_damaged_row_group_is_refused_and_the_others_are_read() -> None:
    texts = [f"Part {number:02}. {TEXT}" for number in range(30)]
    content = bytearray(written({"text": texts}, row_group_size=10, compression="none", write_page_checksum=True))
    where = content.index(texts[15].encode())
    content[where : where + 4] = b"XXXX"
    found = read_all(bytes(content))
    assert [r.text for r in found if isinstance(r, Record)] == texts[:10] + texts[20:]
    (refusal,) = (r for r in found if isinstance(r, Refusal))
    assert (refusal.raw_member, refusal.reason) == ("rows 11-20", "malformed")


def test_few_bytes_that_stand_for_long_texts_are_stopped() -> None:
    long = pa.DictionaryArray.from_arrays(pa.array([0] * 50_000, pa.int32()), pa.array(["x" * 300_000]))
    content = written({"text": long}, compression="zstd")
    assert len(content) < 2000
    found = read_all(content)
    assert len(found) < 10
    last = found[-1]
    assert isinstance(last, Refusal)
    assert (last.raw_member, last.reason) == (f"rows {len(found)}-50000", "too_large")


def test_a_row_group_that_declares_too_much_is_not_unfolded() -> None:
    content = written({"text": ["x" * 30_000_000]}, compression="zstd", use_dictionary=False)
    (refusal,) = read_all(content)
    assert isinstance(refusal, Refusal)
    assert (refusal.raw_member, refusal.reason) == ("rows 1-1", "too_large")


def test_few_bytes_that_stand_for_many_rows_are_stopped() -> None:
    content = written({"text": pa.nulls(200_000, pa.string())})
    (refusal,) = read_all(content, ReadLimits(max_members=1000))
    assert isinstance(refusal, Refusal)
    assert (refusal.raw_member, refusal.reason) == ("rows 1-200000", "too_large")


class KeyStore(pe.KmsClient):  # type: ignore[misc]
    """Hides nothing: the key wraps itself."""

    def __init__(self, _config: object) -> None:
        pe.KmsClient.__init__(self)

    def wrap_key(self, key_bytes: bytes, _master_key: str) -> str:
        return base64.b64encode(key_bytes).decode()

    def unwrap_key(self, wrapped_key: str, _master_key: str) -> bytes:
        return base64.b64decode(wrapped_key)


@pytest.mark.parametrize("plaintext_footer", [True, False])
def test_an_encrypted_file_is_refused_as_such(plaintext_footer: bool) -> None:
    factory = pe.CryptoFactory(KeyStore)
    config = pe.EncryptionConfiguration(
        footer_key="key", column_keys={"key": ["text"]}, plaintext_footer=plaintext_footer, internal_key_material=True
    )
    properties = factory.file_encryption_properties(pe.KmsConnectionConfig(), config)
    file, table = io.BytesIO(), pa.table({"text": [TEXT], "title": ["A"]})
    with pq.ParquetWriter(file, table.schema, encryption_properties=properties) as writer:
        writer.write_table(table)
    found = list(read_records(file.getvalue()))
    assert [isinstance(r, Refusal) and r.reason for r in found] == ["encrypted"]


GOOD = written({"text": [TEXT, "Two."], "title": ["A", "B"], "date": pa.array([NOON, None])}, compression="none")


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_mutated_bytes_give_records_or_refusals(data: st.DataObject) -> None:
    content = bytearray(GOOD)
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(4, len(content) - 5))] = data.draw(st.integers(0, 255))
    for found in read_all(bytes(content)):
        if isinstance(found, Refusal):
            assert found.reason in REJECT_REASONS
        else:
            found.text.encode("utf-8")
