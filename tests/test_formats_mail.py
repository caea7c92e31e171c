"""Mails and saved pages: what the sender wrote, typed; what is attached, read apart; nothing guessed from a sender."""

import base64
import io
import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.base.schemas.ledger import REJECT_REASONS
from flows.base.schemas.local import BLOCK_KINDS
from flows.formats.limits import DEFAULT_LIMITS
from flows.formats.mails.mail import is_mail, read_mail
from flows.formats.mails.mail_text import text_pieces
from flows.formats.mails.mime_parts import Part, parse_message
from flows.formats.read import read_records
from flows.formats.records import Member, Record, Refusal

FIXTURES = Path(__file__).parent / "fixtures" / "formats_mail"
MAILS = sorted(path.stem for path in FIXTURES.glob("*.eml"))
HEAD = b"From: Desk <desk@tidings.example>\nDate: Tue, 4 Mar 2025 09:01:00 +0100\nSubject: Ferry\nMIME-Version: 1.0\n"
TEXT = b"The ferry sails twice an hour from Monday, the line said.\n"


def fixture(name: str) -> bytes:
    return (FIXTURES / name).read_bytes()


def read(content: bytes) -> list[Record | Member | Refusal]:
    return list(read_mail(content, DEFAULT_LIMITS))


def record_of(content: bytes) -> Record:
    (found,) = (item for item in read(content) if isinstance(item, Record))
    return found


def blocks_of(record: Record) -> list[list[str]]:
    return [[kind, record.text[start:end]] for kind, start, end in record.blocks]


def multipart(kind: str, *parts: bytes, end: bytes = b"\n--b--\n") -> bytes:
    return (
        HEAD
        + f'Content-Type: multipart/{kind}; boundary="b"\n\n'.encode()
        + b"".join(b"\n--b\n" + p for p in parts)
        + end
    )


def part(kind: str, body: bytes, extra: str = "") -> bytes:
    return f"Content-Type: {kind}\n{extra}\n".encode() + body


@pytest.mark.parametrize("name", MAILS)
def test_a_mail_gives_its_text_typed_and_its_attachments_apart(name: str) -> None:
    content, expected = fixture(f"{name}.eml"), json.loads((FIXTURES / f"{name}.json").read_text("utf-8"))
    assert is_mail(content)
    first, *others = read_records(content)
    assert isinstance(first, Record), first
    assert (first.format, first.raw_member, first.layout) == ("eml", "", "rendered")
    given = first.metadata
    assert {
        "headline": given.headline,
        "published_on": given.published_on,
        "published_at": given.published_at,
        "published_evidence": given.published_evidence,
        "encoding": first.encoding,
        "blocks": blocks_of(first),
    } == {key: value for key, value in expected.items() if key != "others"}
    assert (given.byline, given.outlet) == ((), None)
    told = [[o.raw_member, o.format] if isinstance(o, Record) else [o.raw_member, o.reason, o.detail] for o in others]
    assert told == expected["others"]


def test_line_ends_do_not_change_what_is_read() -> None:
    unix = record_of(fixture("bulletin.eml"))
    dos = record_of(fixture("bulletin.eml").replace(b"\n", b"\r\n"))
    assert (unix.text, unix.blocks, unix.metadata) == (dos.text, dos.blocks, dos.metadata)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (HEAD + b"\n" + TEXT, True),
        (b"\xef\xbb\xbf" + HEAD + b"\n" + TEXT, True),
        (b"From: a@b.example\nDate: Tue, 4 Mar 2025 09:01:00 +0100\n\nText", True),
        (b"Return-Path: <a@b.example>\nReceived: from x by y\nFrom: x\n\nText", True),
        (b"From a@b.example Tue Mar  4 09:01:00 2025\n" + HEAD + b"\nText", True),
        (b"From: our correspondent\n\nKALDVIK, Monday - The bridge opened.", False),
        (b"From: our correspondent\nDate: 4 March 2025\nSubject: The bridge\n\nThe bridge opened.", False),
        (b"From: Ann Berg <ann@b.example>\nSent: Tuesday\nTo: Desk\nSubject: The bridge\n\nIt opened.", False),
        (b"Date: Tue, 4 Mar 2025 09:01:00 +0100\nThe bridge opened on Tuesday.\n\nMore text.", False),
        (HEAD.replace(b"MIME", b"This line is prose\nMIME") + b"\n" + TEXT, False),
        (b"HTTP/1.1 200 OK\nContent-Type: text/html\nDate: Tue, 4 Mar 2025 09:01:00 GMT\n\n<p>x</p>", False),
        (b"", False),
        (b"{}", False),
    ],
)
def test_only_what_mail_programs_write_is_a_mail(content: bytes, expected: bool) -> None:
    assert is_mail(content) is expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (b"=?utf-8?B?S2FmZcO=?= =?utf-8?B?qQ==?=", "Kafeé"),
        (b"=?ISO-8859-1?Q?Sm=F6rg=E5s?= plain =?utf-8?q?t=C3=A9xt?=", "Smörgås plain téxt"),
        (b"=?utf-8?Q?one_=C3?= \t =?utf-8?Q?=A6_two?=", "one æ two"),
        ("Rå utf-8".encode(), "Rå utf-8"),
        ("Rått på svenska för alla".encode("latin-1"), "Rått på svenska för alla"),
        (b"=?nonsense?Q?abc?= =?utf-8?X?abc?=", "abc =?utf-8?X?abc?="),
        (b"=?utf-8?B?!!!?=", ""),
        (b"=?utf-8?Q?Really??= =?utf-8?Q?_now?=", "Really? now"),
        (b"=?utf-8?B?YQ==?==?utf-8?B?Yg==?= C:\\users", "ab C:\\users"),
        (b"=?utf-8?Q?no end =?utf-8?Q?end?=", "=?utf-8?Q?no end end"),
        (b"=?utf-8?B?A?=", "=?utf-8?B?A?="),
        (b"=?idna?Q?abc?=", "abc"),
        (b"Ferry\n runs\n\ttwice", "Ferry runs twice"),
    ],
)
def test_headers_are_decoded_as_mail_programs_show_them(value: bytes, expected: str) -> None:
    message = parse_message(b"Subject: " + value + b"\n\n")
    assert isinstance(message, Part)
    assert message.text("subject") == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (b'filename="a;b.pdf"', "a;b.pdf"),
        (b"filename=my report.pdf", "my report.pdf"),
        (b"filename*0*=UTF-8''r%C3%A5;\n filename*1*=pport.pdf", "r\u00e5pport.pdf"),
        (b"filename*=iso-8859-1'sv'r%E5.pdf", "r\u00e5.pdf"),
        (b"filename*=idna''a.pdf", "a.pdf"),
        (b'filename="=?utf-8?Q?r=C3=A5=3B=22.pdf?="', 'r\u00e5;".pdf'),
        ('filename="rå.pdf"'.encode(), "r\u00e5.pdf"),
        (b"filename=", "part 2"),
    ],
)
def test_an_attachment_has_the_name_that_mail_programs_show(written: bytes, expected: str) -> None:
    disposition = b"Content-Disposition: attachment; " + written + b"\n\n%PDF"
    found = read(multipart("mixed", part("text/plain", TEXT), b"Content-Type: application/pdf\n" + disposition))
    assert found[1].raw_member == expected


@pytest.mark.parametrize(
    ("date", "on", "at", "evidence"),
    [
        ("Tue, 4 Mar 2025 09:01:00 -0000", "2025-03-04", "2025-03-04T09:01+00:00", "mail:Date"),
        ("4 Mar 2025 09:01 GMT", "2025-03-04", "2025-03-04T09:01+00:00", "mail:Date"),
        ("Tue, 32 Mar 2025 09:01:00 +0100", None, None, "impossible: Tue, 32 Mar 2025 09:01:00 +0100 (mail:Date)"),
        ("03/04/2025 09:01", None, None, "ambiguous: 03/04/2025 09:01 (mail:Date)"),
    ],
)
def test_the_date_is_when_it_was_sent_or_null_with_the_reason(
    date: str, on: str | None, at: str | None, evidence: str
) -> None:
    given = record_of(HEAD.replace(b"Tue, 4 Mar 2025 09:01:00 +0100", date.encode()) + b"\n" + TEXT).metadata
    assert (given.published_on, given.published_at, given.published_evidence) == (on, at, evidence)


def test_plain_text_is_taken_unless_it_is_a_stub() -> None:
    html = part("text/html; charset=utf-8", b"<p>" + TEXT * 3 + b"</p>")
    stub = part("text/plain", b"Your program does not show HTML.")
    plain = part("text/plain", TEXT * 3)
    assert blocks_of(record_of(multipart("alternative", stub, html)))[0][1].startswith("The ferry")
    assert record_of(multipart("alternative", plain, html)).encoding == "utf-8"
    found = read(multipart("alternative", plain, html))
    assert len(found) == 1


def test_inline_texts_are_one_text_and_files_are_not_part_of_it() -> None:
    content = multipart(
        "mixed",
        part("text/plain", b"One sentence stands here."),
        part("text/plain", b"Attached text.", 'Content-Disposition: attachment; filename="a.txt"\n'),
        part("text/plain", b"Another stands below."),
        part("text/plain", b"Also attached.", 'Content-Disposition: attachment; filename="a.txt"\n'),
    )
    found = read(content)
    assert blocks_of(record_of(content)) == [
        ["paragraph", "One sentence stands here."],
        ["paragraph", "Another stands below."],
    ]
    assert [item.raw_member for item in found] == ["", "a.txt", "a.txt#2"]


def test_an_attached_mail_is_read_as_a_mail() -> None:
    inner = HEAD.replace(b"Ferry", b"Inner") + b"\n" + TEXT
    found = list(read_records(multipart("mixed", part("text/plain", TEXT), part("message/rfc822", inner))))
    assert [(item.raw_member, item.metadata.headline) for item in found if isinstance(item, Record)] == [
        ("", "Ferry"),
        ("part 2", "Inner"),
    ]
    digest = list(read_records(multipart("digest", b"\n" + inner, b"\n" + inner)))
    assert [item.raw_member for item in digest] == ["", "part 1", "part 2"]


@pytest.mark.parametrize(
    ("kind", "coding", "written", "expected"),
    [
        ("application/pdf", "binary", bytes(range(256)), bytes(range(256))),
        ("application/pdf", "base64 ", b"QUJD\r\n", b"ABC"),
        ("application/pdf", "Base64; x", b"QUJD\r\n", b"ABC"),
        ("application/pdf", "base64", b"QUI=\n\n____\nlist footer\n", b"AB"),
        ("message/rfc822", "8bit", b"Subject:  a\r\n\r\n\xe5\r\n", b"Subject:  a\r\n\r\n\xe5\r\n"),
        ("message/rfc822", "base64", base64.encodebytes(HEAD + b"\nText\n"), HEAD + b"\nText\n"),
        ("message/delivery-status", "7bit", b"A: b\n\n\nC: d\n", b"A: b\n\n\nC: d\n"),
    ],
)
def test_an_attachment_keeps_its_exact_bytes(kind: str, coding: str, written: bytes, expected: bytes) -> None:
    file = part(kind, written, f"Content-Transfer-Encoding: {coding}\n")
    found = read(multipart("mixed", part("text/plain", TEXT), file))[1]
    assert isinstance(found, Member), found
    assert found.content.read() == expected


def test_an_mbox_gives_each_of_its_mails() -> None:
    line = b"From desk@tidings.example Tue Mar  4 09:01:00 2025\n"
    quoted = HEAD + b"\n>From Monday on the ferry sails twice an hour, the line said.\n\n"
    found = list(read_records(line + quoted + line + HEAD + b"\n" + TEXT))
    assert [(item.raw_member, isinstance(item, Record)) for item in found] == [("mail 1", True), ("mail 2", True)]
    assert isinstance(found[0], Record)
    assert found[0].text.startswith("From Monday")


@pytest.mark.parametrize("sender", [b"desk@tidings.example", b"-"])
def test_a_mail_of_an_mbox_is_a_mail_whatever_its_headers_lack(sender: bytes) -> None:
    line = b"From " + sender + b" Tue Mar  4 09:01:00 2025\n"
    undated = b"From: Desk <desk@tidings.example>\nSubject: Ferry\n\n" + TEXT
    bare = b"Subject: Ferry\n\n" + TEXT
    for content in (line + undated, line + undated + b"\n" + line + HEAD + b"\n" + TEXT + b"\n" + line + bare):
        found = [item for item in read_records(content) if isinstance(item, Record)]
        assert [item.raw_member for item in found] == (["mail 1", "mail 2", "mail 3"] if HEAD in content else [""])
        assert {(item.format, item.metadata.headline, item.text.strip()) for item in found} == {
            ("eml", "Ferry", TEXT.decode().strip())
        }


def test_what_is_attached_to_a_mail_without_a_date_in_an_mbox_is_named_by_its_place() -> None:
    line = b"From desk@tidings.example Tue Mar  4 09:01:00 2025\n"
    attached = part("text/plain", TEXT, "Content-Disposition: attachment; filename=ferry.txt\n")
    mail = b"Subject: Ferry\nContent-Type: multipart/mixed; boundary=b\n\n--b\n" + part("text/plain", TEXT)
    found = list(read_records((line + mail + b"\n--b\n" + attached + b"\n--b--\n\n") * 2))
    assert [item.raw_member for item in found] == ["mail 1", "mail 1!ferry.txt", "mail 2", "mail 2!ferry.txt"]


def test_a_report_that_opens_with_a_place_and_a_time_is_no_mbox() -> None:
    assert not is_mail(b"From Harwick, at 10:30 on 4 March 2025\nReporter: Jane Doe\n\n" + TEXT)


@pytest.mark.parametrize(
    ("content", "place", "reason"),
    [
        (multipart("encrypted", part("application/pgp-encrypted", b"Version: 1")), "", "encrypted"),
        (HEAD + b"Content-Type: application/pkcs7-mime\n\nAAAA", "", "encrypted"),
        (multipart("report", part("text/plain", b"Undelivered.")), "", "not_an_article"),
        (HEAD + b"\n \n", "", "no_text"),
        (HEAD + b"Content-Transfer-Encoding: base64\n\nVGhlIGZlcnJ5IHNhaWxzI", "", "truncated"),
        (HEAD + b"Content-Transfer-Encoding: x-uuencode\n\nbegin 644 a\n", "", "unsupported"),
        (
            multipart(
                "mixed",
                part("text/plain", TEXT),
                part("application/pdf", b"JVBERi0xLjc", "Content-Transfer-Encoding: base64\n"),
            ),
            "part 2",
            "truncated",
        ),
        (
            multipart("mixed", part("text/plain", TEXT), part("application/pdf", b"%PDF", ""), end=b""),
            "part 2",
            "truncated",
        ),
        (multipart("mixed", part("text/plain", TEXT), part("application/pkcs7-mime", b"")), "part 2", "encrypted"),
        (HEAD + b"Content-Type: multipart/mixed; boundary=other\n\n--b\n\nText\n--b--\n", "part 1", "malformed"),
        (HEAD + b"Content-Type: multipart/mixed\n\n--b\n\nText\n--b--\n", "part 1", "malformed"),
        (multipart("mixed", *[b"\n"] * 10_001), "", "nested_too_deeply"),
        (HEAD + b"\n" + b"word " * 100_000, "", "too_large"),
    ],
)
def test_what_gives_no_article_is_refused_with_its_reason(content: bytes, place: str, reason: str) -> None:
    assert (place, reason) in [(item.raw_member, item.reason) for item in read(content) if isinstance(item, Refusal)]


def test_a_mail_without_its_end_mark_says_so() -> None:
    assert record_of(multipart("mixed", part("text/plain", TEXT), end=b"")).notes == ("mail_without_end_mark",)


def test_a_part_is_cut_where_the_file_ends_and_not_where_only_its_own_mark_is_missing() -> None:
    file = b"Content-Type: multipart/mixed; boundary=c\n\n--c\n" + part("application/pdf", b"%PDF")
    (_, whole) = read(multipart("mixed", part("text/plain", TEXT), file))
    assert isinstance(whole, Member)
    (_, ended) = read(multipart("mixed", part("text/plain", TEXT), file + b"\n--c--\n", end=b""))
    assert isinstance(ended, Member)
    (_, cut) = read(multipart("mixed", part("text/plain", TEXT), file, end=b""))
    assert isinstance(cut, Refusal)


def nested(levels: int) -> bytes:
    return HEAD + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(levels))


@pytest.mark.parametrize(
    ("content", "reasons"),
    [
        (nested(3000), ["nested_too_deeply"]),
        (nested(500) + b"x\n" * 500_000, ["nested_too_deeply"]),
        (multipart("mixed", *[b"\nx\n"] * 100_000), ["nested_too_deeply"]),
        (multipart("mixed", *[b"\n" + TEXT] * 9_000), []),
        (HEAD + b"Content-Type: message/rfc822\n\n" * 400, ["no_text"]),
        (HEAD.replace(b"Ferry", b"Ferry " * 2**18) + b"\n" + TEXT, []),
        (HEAD.replace(b"Ferry", b"=?a?q?" * 2**18) + b"\n" + TEXT, []),
        (HEAD + b"Content-Type: text/plain" + b";" * 2**20 + b"\n\n" + TEXT, []),
        (HEAD + b'Content-Type: text/plain; x="' + b";" * 2**20 + b"\n\n" + TEXT, []),
        (HEAD + b"X-Line: y\n" * 200_000 + b"\n" + TEXT, []),
        (HEAD + b" folded\n" * 200_000 + b"\n" + TEXT, []),
        (HEAD + b"\n" * 5_000_001, ["too_large"]),
    ],
)
def test_mails_made_to_cost_much_time_cost_little(content: bytes, reasons: list[str]) -> None:
    start = time.process_time()
    is_mail(content)
    assert [item.reason for item in read(content) if isinstance(item, Refusal)] == reasons
    assert time.process_time() - start < 5  # the slowest takes about one


def test_lines_broken_by_width_are_paragraphs_and_other_lines_stand_alone() -> None:
    wrapped = (
        "The council voted on Monday evening to keep the harbour ferry for one\n"
        "more year, after a debate that lasted until midnight.\n"
        "Votes\n"
        "For: 11\n"
        "Against: 4\n"
    )
    assert [piece.text for piece in text_pieces(wrapped)] == [
        "The council voted on Monday evening to keep the harbour ferry for one "
        "more year, after a debate that lasted until midnight.",
        "Votes",
        "For: 11",
        "Against: 4",
    ]
    unbroken = (
        "One paragraph of a bulletin stands on a line of its own, however long that line may grow before it ends.\n"
    )
    assert len(text_pieces(unbroken * 3)) == 3


def test_soft_breaks_are_undone() -> None:
    flowed = "The ferry \nsails \ntwice.\n>> Who \n>> said so?\n From Monday."
    assert [piece.text for piece in text_pieces(flowed, flowed=True)] == [
        "The ferry sails twice.",
        ">> Who said so?",
        "From Monday.",
    ]
    assert text_pieces("fer \nry", flowed=True, joined=True)[0].text == "ferry"


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=400), st.booleans())
def test_every_word_of_a_text_is_in_a_piece(text: str, flowed: bool) -> None:
    pieces = text_pieces(text, flowed)
    kept = "".join("".join(piece.text for piece in pieces).split())
    marks = "-*•·–> "
    assert [c for c in kept if c not in marks] == [c for c in "".join(text.split()) if c not in marks]
    assert all(piece.text.strip() and piece.kind in BLOCK_KINDS for piece in pieces)


def test_hidden_text_of_a_mail_is_left_out_and_quotes_come_last() -> None:
    html = (
        b'<html><head><title>T</title></head><body><p style="display: none">Preheader</p>'
        b"<p>The ferry sails twice an hour from Monday.</p>"
        b'<div class="gmail_quote"><p>Earlier mail.</p></div></body></html>'
    )
    reply = HEAD.replace(b"Ferry", b"Re: Ferry") + b"Content-Type: text/html\n\n" + html
    assert blocks_of(record_of(reply)) == [
        ["paragraph", "The ferry sails twice an hour from Monday."],
        ["other", "Earlier mail."],
    ]


def test_a_saved_page_is_its_root_part_with_its_address() -> None:
    content = fixture("saved.mhtml")
    (found,) = read_records(content)
    assert isinstance(found, Record)
    given = found.metadata
    assert (found.format, found.raw_member) == ("mhtml", "")
    assert (given.url, given.url_evidence) == (
        "https://tidings.example/2025/03/lighthouse?ref=front",
        "mhtml:Content-Location",
    )
    assert given.published_at == "2025-03-04T17:45+01:00"
    assert "Skjær" in found.text
    again = next(read_records(content + b"\n"))
    assert isinstance(again, Record)
    assert again.raw_sha256 != found.raw_sha256


def test_a_saved_page_that_is_cut_is_refused_unless_only_its_pictures_are() -> None:
    content = fixture("saved.mhtml")
    within_picture = content[: content.index(b"R0lGOD") + 10]
    found = read(within_picture)
    assert [(item.raw_member, getattr(item, "reason", None)) for item in found] == [("", None), ("end", "truncated")]
    (cut,) = read(content[: content.index(b"The county gave")])
    assert isinstance(cut, Refusal)
    assert (cut.raw_member, cut.reason) == ("", "truncated")


def test_an_html_mail_with_pictures_is_no_saved_page() -> None:
    content = (
        HEAD.replace(b"Subject", b"To: you@tidings.example\nSubject")
        + b'Content-Type: multipart/related; boundary="b"\n\n--b\n'
        + part("text/html", b"<p>" + TEXT + b"</p>", "Content-Location: https://tidings.example/\n")
        + b"\n--b--\n"
    )
    assert record_of(content).format == "eml"


def test_an_old_saved_page_of_one_part_is_read() -> None:
    content = (
        b"From: <Saved by Windows Internet Explorer 8>\nMIME-Version: 1.0\n"
        b'Content-Type: text/html;\n\tcharset="windows-1252"\n'
        b"Content-Transfer-Encoding: quoted-printable\nContent-Location: http://tidings.example/a\n\n"
        b"<html><body><h1>Caf=E9</h1></body></html>"
    )
    assert is_mail(content)
    (found,) = read(content)
    assert isinstance(found, Member)
    assert (found.charset, found.metadata.url) == ("windows-1252", "http://tidings.example/a")


MUTATED = [fixture(f"{name}.eml") for name in MAILS] + [fixture("saved.mhtml")]


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_damaged_mails_give_valid_records_or_refusals(data: st.DataObject) -> None:
    content = bytearray(data.draw(st.sampled_from(MUTATED)))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=20))
    is_mail(bytes(content))
    for found in read(bytes(content)):
        if isinstance(found, Refusal):
            assert found.reason in REJECT_REASONS
        elif isinstance(found, Record):
            found.text.encode("utf-8")
            assert all(kind in BLOCK_KINDS and 0 <= a < b <= len(found.text) for kind, a, b in found.blocks)
        else:
            assert isinstance(found.content, io.BytesIO)
