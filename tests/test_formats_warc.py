"""Web captures: every record is a page, a document or a refusal with its reason, and what is cut is never whole."""

import gzip
import hashlib
import importlib
import io
import json
import tracemalloc
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import brotli
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from flows.base.schemas.ledger import REJECT_REASONS
from flows.formats.captures.warc import is_wacz, is_wacz_content, is_warc, read_warc
from flows.formats.limits import DEFAULT_LIMITS, ReadLimits
from flows.formats.read import read_records
from flows.formats.records import Member, Record, Refusal

FIXTURES = Path(__file__).parent / "fixtures" / "formats_warc"
PAGE = (FIXTURES / "harbour.html").read_bytes()
URL = "https://tidings.example/ferry"
HTML = ("Content-Type", "text/html; charset=utf-8")


def record(
    body: bytes = PAGE,
    headers: tuple[tuple[str, str], ...] = (HTML,),
    url: str = URL,
    status: str = "200 OK",
    warc_headers: dict[str, str] | None = None,
) -> bytes:
    """The bytes of one response record, written by warcio with digests of its own."""
    file = io.BytesIO()
    writer = WARCWriter(file, gzip=False)
    http = StatusAndHeaders(status, list(headers), protocol="HTTP/1.1")
    made = writer.create_warc_record(
        url, "response", io.BytesIO(body), http_headers=http, warc_headers_dict=warc_headers or {}
    )
    writer.write_record(made)
    return file.getvalue()


def plain_record(block: bytes, declared: int | None = None, kind: str = "resource", extra: str = "") -> bytes:
    """A record written by hand, whose Content-Length may lie."""
    length = len(block) if declared is None else declared
    head = f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {URL}\r\nContent-Type: text/plain\r\n{extra}"
    return f"{head}Content-Length: {length}\r\n\r\n".encode() + block + b"\r\n\r\n"


def crawl() -> bytes:
    """A small crawl as warcio writes it, of every kind of record."""
    file = io.BytesIO()
    writer = WARCWriter(file, gzip=False)
    ok = StatusAndHeaders("200 OK", [HTML], protocol="HTTP/1.1")
    latin = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=ISO-8859-1")], protocol="HTTP/1.1")
    image = StatusAndHeaders("200 OK", [("Content-Type", "image/png")], protocol="HTTP/1.1")
    gone = StatusAndHeaders("404 Not Found", [HTML], protocol="HTTP/1.1")
    text = StatusAndHeaders("200 OK", [("Content-Type", "text/plain")], protocol="HTTP/1.1")
    asked = StatusAndHeaders("GET /ferry HTTP/1.1", [("Host", "tidings.example")], is_http_request=True)
    latin_page = PAGE.decode().replace("“", '"').replace("”", '"').encode("cp1252")
    writer.write_record(writer.create_warcinfo_record("crawl.warc", {"software": "a crawler"}))
    for url, kind, body, http in (
        (URL, "request", b"", asked),
        (URL, "response", PAGE, ok),
        (f"{URL}?again", "response", latin_page, latin),
        ("https://tidings.example/logo.png", "response", b"\x89PNG\r\n\x1a\n", image),
        ("https://tidings.example/gone", "response", b"<html><body>Not here</body></html>", gone),
    ):
        writer.write_record(writer.create_warc_record(url, kind, io.BytesIO(body), http_headers=http))
    bulletin = (FIXTURES / "bulletin.txt").read_bytes()
    for url, body in (("https://tidings.example/council", bulletin), ("metadata://crawler.example/log", b"log")):
        writer.write_record(
            writer.create_warc_record(url, "conversion", io.BytesIO(body), warc_content_type="text/plain")
        )
    robots = "https://tidings.example/robots.txt"
    writer.write_record(
        writer.create_warc_record(robots, "response", io.BytesIO(b"User-agent: *\n"), http_headers=text)
    )
    return file.getvalue()


def read(content: bytes, limits: ReadLimits = DEFAULT_LIMITS) -> list[Member | Refusal]:
    return list(read_warc(io.BytesIO(content), limits))


def only(content: bytes, limits: ReadLimits = DEFAULT_LIMITS) -> Member | Refusal:
    (found,) = read(content, limits)
    return found


def bytes_of(content: bytes) -> bytes:
    found = only(content)
    assert isinstance(found, Member), found
    return found.content.read()


def reason_of(content: bytes, limits: ReadLimits = DEFAULT_LIMITS) -> tuple[str, str]:
    found = only(content, limits)
    assert isinstance(found, Refusal), found
    return found.reason, found.detail


def summary(found: Record | Refusal) -> dict[str, object]:
    if isinstance(found, Refusal):
        return {"raw_member": found.raw_member, "reason": found.reason, "detail": found.detail}
    given = found.metadata
    return {
        "raw_member": found.raw_member,
        "url": given.url,
        "headline": given.headline,
        "byline": list(given.byline),
        "published_at": given.published_at,
        "encoding": found.encoding,
    }


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_a_crawl_gives_its_pages_and_says_what_else_is_in_it(pack: type[bytes]) -> None:
    found = list(read_records(pack(crawl())))
    assert [summary(item) for item in found] == json.loads((FIXTURES / "crawl.json").read_text("utf-8"))
    assert {item.format for item in found if isinstance(item, Record)} == {"warc"}
    assert {item.metadata.url_evidence for item in found if isinstance(item, Record)} == {"warc:WARC-Target-URI"}


def test_a_capture_cut_within_its_compression_keeps_what_came_before() -> None:
    content = gzip.compress(record()) + gzip.compress(record(url=f"{URL}/2"))
    *whole, last = read_records(content[:-40])
    assert [item.raw_member for item in whole if isinstance(item, Record)] == ["record 1"]
    assert isinstance(last, Refusal)
    assert last.reason == "truncated"


def test_the_captures_of_a_wacz_are_read_and_its_index_is_not() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("archive/data.warc.gz", gzip.compress(record()))
        archive.writestr("pages/pages.jsonl", '{"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}\n')
        archive.writestr("datapackage.json", '{"profile": "data-package", "wacz_version": "1.1.1"}')
    (found,) = read_records(file.getvalue())
    assert isinstance(found, Record)
    assert (found.raw_member, found.format) == ("archive/data.warc.gz!record 1", "warc")


def test_payloads_are_those_that_warcio_reads() -> None:
    content = crawl() + record(gzip.compress(PAGE), (HTML, ("Content-Encoding", "gzip")))
    theirs = {}
    for number, item in enumerate(ArchiveIterator(io.BytesIO(content)), start=1):
        theirs[f"record {number}"] = item.content_stream().read()
    ours = {item.raw_member: item.content.read() for item in read(content) if isinstance(item, Member)}
    assert len(ours) == 4
    assert ours == {member: theirs[member] for member in ours}


def test_the_same_bytes_captured_twice_are_one_article_and_at_another_address_two() -> None:
    shas = []
    for url, chunked in ((URL, False), (URL, True), (f"{URL}/2", False)):
        body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(PAGE), PAGE) if chunked else PAGE
        found = only(record(body, (HTML, *((("Transfer-Encoding", "chunked"),) if chunked else ())), url))
        assert isinstance(found, Member)
        shas.append(found.raw_sha256)
    assert shas[0] == shas[1] == hashlib.sha256(f"{URL}\n".encode() + PAGE).hexdigest()
    assert shas[2] != shas[0]


def test_a_charset_that_decides_the_text_is_part_of_what_is_hashed() -> None:
    body = "<p>smörgås</p>".encode("latin-1")
    shas = set()
    for charset in ("iso-8859-1", "iso-8859-5"):
        found = only(record(body, (("Content-Type", f'text/html; charset="{charset}"'),)))
        assert isinstance(found, Member)
        assert found.charset == charset
        shas.add(found.raw_sha256)
    assert len(shas) == 2


RAW_DEFLATE = zlib.compressobj(9, zlib.DEFLATED, -15)


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip", gzip.compress(PAGE)),
        ("x-gzip", gzip.compress(PAGE)),
        ("gzip", gzip.compress(PAGE[:200]) + gzip.compress(b"") + gzip.compress(PAGE[200:]) + b"\r\n\0"),
        ("deflate", zlib.compress(PAGE)),
        ("deflate", RAW_DEFLATE.compress(PAGE) + RAW_DEFLATE.flush()),
        ("br", brotli.compress(PAGE)),
        ("deflate, gzip", gzip.compress(zlib.compress(PAGE))),
        ("gzip", PAGE),
        ("deflate", PAGE),
        ("br", PAGE),
        ("zstd", PAGE),
        ("utf-8", PAGE),
    ],
)
def test_content_codings_are_undone_also_where_the_crawler_did_so(coding: str, body: bytes) -> None:
    assert bytes_of(record(body, (HTML, ("Content-Encoding", coding), ("Content-Length", "99")))) == PAGE


def test_chunks_are_joined_also_where_the_crawler_did_so() -> None:
    headers = (HTML, ("Transfer-Encoding", "chunked"))
    chunked = b"5;a=b\r\n<html\r\n1\r\n>\r\n0\r\nTrailer: x\r\n\r\n"
    assert bytes_of(record(chunked, headers)) == b"<html>"
    assert bytes_of(record(PAGE, headers)) == PAGE


@pytest.mark.parametrize(
    ("body", "headers", "reason", "told"),
    [
        (PAGE, (HTML, ("Content-Length", "9000")), "truncated", "9,000"),
        (b"20\r\nshort", (HTML, ("Transfer-Encoding", "chunked")), "truncated", "32 bytes has only 5"),
        (b"5\r\n<html\r\n", (HTML, ("Transfer-Encoding", "chunked")), "truncated", "without its last chunk"),
        (b"5\r\n<html\r\nzz\r\n", (HTML, ("Transfer-Encoding", "chunked")), "malformed", "without a size"),
        (gzip.compress(PAGE)[:-20], (HTML, ("Content-Encoding", "gzip")), "truncated", "before its end mark"),
        (brotli.compress(PAGE)[:-20], (HTML, ("Content-Encoding", "br")), "truncated", "before its end mark"),
        (b"\x1f\x8b\x08\0\0\0\0\0\0\3\xff\xff\xff", (HTML, ("Content-Encoding", "gzip")), "bad_compression", "body"),
        (
            gzip.compress(PAGE) + gzip.compress(PAGE)[:-20],
            (HTML, ("Content-Encoding", "gzip")),
            "truncated",
            "before its end mark",
        ),
        (gzip.compress(PAGE) + PAGE, (HTML, ("Content-Encoding", "gzip")), "bad_compression", "after the end mark"),
        (zlib.compress(PAGE) + b"\0x", (HTML, ("Content-Encoding", "deflate")), "bad_compression", "1 bytes after"),
        (gzip.compress(b"") * 10_001, (HTML, ("Content-Encoding", "gzip")), "bad_compression", "10,000 gzip"),
        (b"\x28\xb5\x2f\xfd\0\1", (HTML, ("Content-Encoding", "zstd")), "unsupported", "zstd"),
        (gzip.compress(bytes(2**22)), (HTML, ("Content-Encoding", "gzip")), "too_large", "unfold"),
        (brotli.compress(bytes(2**26)), (HTML, ("Content-Encoding", "br")), "too_large", "unfold"),
        (PAGE, (HTML, ("Content-Encoding", "gzip, gzip, gzip, gzip")), "malformed", "4 content codings"),
        (b"body{}", (("Content-Type", "text/css"),), "not_an_article", "text/css"),
        (b"var a", (("Content-Type", "application/javascript"),), "not_an_article", "javascript"),
        (b"wOFF", (("Content-Type", "font/woff2"),), "not_an_article", "font/woff2"),
        (b"<svg/>", (("Content-Type", "image/svg+xml"),), "not_an_article", "image/svg+xml"),
    ],
)
def test_a_body_that_is_cut_broken_or_no_text_is_refused(
    body: bytes, headers: tuple[tuple[str, str], ...], reason: str, told: str
) -> None:
    found = reason_of(record(body, headers))
    assert found[0] == reason
    assert told in found[1]


def test_without_brotli_a_coded_page_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_name: str) -> None:
        raise ImportError

    monkeypatch.setattr(importlib, "import_module", missing)
    reason, detail = reason_of(record(brotli.compress(PAGE), (HTML, ("Content-Encoding", "br"))))
    assert reason == "needs_extra"
    assert "pip install" in detail
    assert bytes_of(record(PAGE, (HTML, ("Content-Encoding", "br")))) == PAGE


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("301 Moved Permanently", "not_an_article"),
        ("503 Busy", "not_an_article"),
        ("206 Partial Content", "truncated"),
    ],
)
def test_only_a_whole_answer_is_a_page(status: str, reason: str) -> None:
    found = reason_of(record(status=status))
    assert found[0] == reason
    assert status.split()[0] in found[1]
    assert URL in found[1]


@pytest.mark.parametrize("interim", [b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 103 Early Hints\nLink: <a>\n\n"])
def test_interim_responses_before_the_answer_are_skipped(interim: bytes) -> None:
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE

    def captured(block: bytes) -> bytes:
        return plain_record(block, kind="response").replace(b"text/plain", b"application/http", 1)

    assert bytes_of(captured(interim * 2 + answer)) == PAGE
    assert reason_of(captured(interim))[0] == "not_an_article"


def test_a_record_that_the_crawler_cut_is_refused_with_its_reason() -> None:
    reason, detail = reason_of(record(warc_headers={"WARC-Truncated": "length"}))
    assert (reason, "length" in detail) == ("truncated", True)


@pytest.mark.parametrize("cut", [1, 10, 700])
def test_a_block_shorter_than_its_content_length_is_refused_with_the_numbers(cut: int) -> None:
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE
    content = plain_record(block, kind="response")[: -4 - cut]
    reason, detail = reason_of(content)
    assert reason == "truncated"
    assert f"{len(block):,}" in detail
    assert f"{len(block) - cut:,}" in detail


def test_records_after_one_that_broke_off_are_still_read() -> None:
    whole = record()
    broken = plain_record(b"The crawler died here", declared=len(whole) + 15)[:-4] + b"\r\n"
    found = read(whole + broken + whole + whole)
    assert [item.raw_member for item in found if isinstance(item, Member)] == ["record 1", "record 3", "record 4"]
    (refusal,) = (item for item in found if isinstance(item, Refusal))
    assert (refusal.raw_member, refusal.reason, refusal.position) == ("record 2", "truncated", len(whole))
    assert "begins after 23 bytes" in refusal.detail


def test_a_block_longer_than_its_content_length_is_refused() -> None:
    found = read(plain_record(b"The bridge is closed until May.", declared=20) + plain_record(b"whole"))
    assert [(item.raw_member, getattr(item, "reason", None)) for item in found] == [
        ("record 1", "malformed"),
        ("after record 1", "malformed"),
        ("record 2", None),
    ]


@pytest.mark.parametrize(
    ("before", "place"),
    [(b"", "before record 1"), (plain_record(b"one"), "after record 1")],
)
def test_bytes_of_no_record_are_told_and_the_next_record_is_found(before: bytes, place: str) -> None:
    junk = b"WARC/banana\r\n" + b"junk without end " * 9000 + b"\r\n"
    found = read(before + junk + plain_record(b"two"))
    told = [item for item in found if isinstance(item, Refusal)]
    assert [(item.raw_member, item.reason, item.position) for item in told] == [(place, "malformed", len(before))]
    assert f"{len(junk):,} bytes" in told[0].detail
    last = found[-1]
    assert isinstance(last, Member)
    assert last.content.read() == b"two"


@pytest.mark.parametrize(
    "head",
    [
        b"WARC/1.0\r\nWARC-Type: resource\r\n\r\n",
        b"WARC/1.0\r\nWARC-Type: resource\r\nContent-Length: minus two\r\n\r\n",
        b"WARC/1.0\r\nno colon here\r\nContent-Length: 5\r\n\r\n",
        b"WARC/1.0\r\nX: " + b"long " * 60000 + b"\r\nContent-Length: 5\r\n\r\n",
        b"WARC/1.0\r\n" + b"X: y\r\n" * 60000 + b"Content-Length: 5\r\n\r\n",
        b"WARC/1.0\r\nWARC-Type: resource\r\n",
    ],
)
def test_a_broken_header_is_refused_and_the_next_record_is_read(head: bytes) -> None:
    found = read(head + plain_record(b"next"))
    assert [(item.raw_member, getattr(item, "reason", None)) for item in found] == [
        ("record 1", "malformed"),
        ("record 2", None),
    ]


def test_a_digest_that_does_not_fit_proves_damage() -> None:
    content = record()
    flipped = content.replace(b"cracked", b"crackes")
    assert reason_of(flipped)[0] == "malformed"
    sound = plain_record(b"abc", extra="WARC-Block-Digest: sha256:" + hashlib.sha256(b"abc").hexdigest() + "\r\n")
    assert bytes_of(sound) == b"abc"
    unknown = plain_record(b"abc", extra="WARC-Block-Digest: whirlpool:00\r\n")
    assert bytes_of(unknown) == b"abc"


def test_a_record_too_large_for_memory_is_passed_over_without_loading_it() -> None:
    zeros, size = bytes(2**20), 2**28

    class Endless(io.RawIOBase):
        """A quarter of a gigabyte that is never all there, with records around it."""

        def __init__(self) -> None:
            self.parts = self.made()

        def made(self) -> Iterator[bytes]:
            yield plain_record(b"first") + plain_record(b"", declared=size)[:-4]
            for _ in range(size // len(zeros)):
                yield zeros
            yield b"\r\n\r\n" + plain_record(b"last")

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: object) -> int:
            piece = next(self.parts, b"")
            memoryview(cast(bytearray, buffer)).cast("B")[: len(piece)] = piece
            return len(piece)

    limits = ReadLimits(max_bytes=size // 2)
    tracemalloc.start()
    found = list(read_warc(io.BufferedReader(Endless(), 2 * len(zeros)), limits))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < size // 16
    assert [(item.raw_member, getattr(item, "reason", None)) for item in found] == [
        ("record 1", None),
        ("record 2", "too_large"),
        ("record 3", None),
    ]


def test_one_record_may_be_as_large_as_a_file_in_memory() -> None:
    limits = ReadLimits(max_bytes=100)
    assert reason_of(plain_record(b"x" * 101), limits)[0] == "too_large"
    assert isinstance(only(plain_record(b"x" * 100), limits), Member)
    assert reason_of(plain_record(b"x" * 90, declared=101)[:-4], limits)[0] == "truncated"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (plain_record(b"a", extra="WARC-Segment-Number: 1\r\n"), "unsupported"),
        (plain_record(b"a", kind="continuation"), "unsupported"),
        (plain_record(b"a").replace(b"WARC-Target-URI: " + URL.encode() + b"\r\n", b""), "malformed"),
        (plain_record(b"a").replace(b"WARC-Type: resource\r\n", b""), "malformed"),
        (plain_record(b"no http", kind="response").replace(b"text/plain", b"application/http"), "malformed"),
        (
            plain_record(b"HTTP/1.1 200 OK\r\nCont", kind="response").replace(b"text/plain", b"application/http"),
            "truncated",
        ),
    ],
)
def test_records_that_no_reader_can_use_are_refused(content: bytes, reason: str) -> None:
    assert reason_of(content)[0] == reason


def test_quirks_of_crawlers_are_read() -> None:
    bracketed = plain_record(b"text").replace(URL.encode(), b"<" + URL.encode() + b">")
    folded = plain_record(b"text").replace(b"Content-Type: text/plain", b"content-type:\r\n\ttext/plain")
    bare = plain_record(b"text").replace(b"\r\n", b"\n")
    single = plain_record(b"text")[:-2]
    found = read(bracketed + folded + bare + single + b"\0" * 512)
    assert [item.metadata.url for item in found if isinstance(item, Member)] == [URL] * 4
    assert len(found) == 4


@pytest.mark.parametrize("before", [b"\xef\xbb\xbf", b"\r\n", b"\n\n \t", b"\xef\xbb\xbf\r\n \r\n", b"\xef\xbb\xbf "])
@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_a_mark_or_blank_lines_before_the_first_record_hide_no_capture(before: bytes, pack: type[bytes]) -> None:
    found = list(read_records(pack(before + record() + record(url=f"{URL}/2"))))
    assert [(item.raw_member, isinstance(item, Record)) for item in found] == [("record 1", True), ("record 2", True)]
    (broken,) = read(before + plain_record(b"whole", declared=9000))
    assert isinstance(broken, Refusal)
    assert broken.position == len(before)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"WARC/1.0\r\nWARC-Type: warcinfo\r\n", True),
        (b"WARC/1.1\nContent-Length: 3", True),
        (b"WARC/1.0\r\n", True),
        (b"\xef\xbb\xbf\r\n\r\nWARC/1.0\r\nWARC-Type: warcinfo\r\n", True),
        (b"\r\nOn WARC/1.0\r\nWARC-Type: warcinfo\r\n", False),
        (b"WARC/1.0 is a format for captures.\n", False),
        (b"WARC stands for Web ARChive", False),
        (b"WARC/1.0\r\n\r\nThe archive was opened in May.", False),
    ],
)
def test_only_the_frame_of_a_record_makes_a_stream_warc(head: bytes, expected: bool) -> None:
    assert is_warc(head) is expected


def test_a_wacz_is_known_by_its_members() -> None:
    names = ["datapackage.json", "archive/data.warc.gz", "indexes/index.cdx.gz", "pages/pages.jsonl"]
    assert is_wacz(names)
    assert not is_wacz(names[1:])
    assert not is_wacz(["datapackage.json", "data/table.csv"])
    assert [name for name in names if is_wacz_content(name)] == ["archive/data.warc.gz"]


MUTATED = crawl()


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_damaged_captures_give_members_or_refusals_and_never_more_text_than_they_have(data: st.DataObject) -> None:
    content = bytearray(MUTATED)
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(content) - 1))
        width = data.draw(st.integers(0, 40))
        content[at : at + width] = data.draw(st.binary(max_size=40))
    places = []
    for found in read_warc(io.BytesIO(bytes(content)), ReadLimits(max_bytes=2**16)):
        places.append(found.raw_member)
        if isinstance(found, Refusal):
            assert found.reason in REJECT_REASONS
        else:
            assert found.content.read() in bytes(content)
    assert len(set(places)) == len(places)
