"""Word and PDF files: every word that a reader sees, typed by its style; nothing from a file's technical data."""

import importlib
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pypdf
import pytest
from docx.document import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.base.schemas.ledger import REJECT_REASONS
from flows.base.schemas.local import BLOCK_KINDS
from flows.formats.documents import read_docx, read_pdf
from flows.formats.limits import DEFAULT_LIMITS, ReadLimits
from flows.formats.read import read_records
from flows.formats.records import Record, Refusal
from flows.stages.articles.article import Parsed, parse_article

FIXTURES = Path(__file__).parent / "fixtures" / "formats_documents"
SENTENCE = "The ferry sails twice an hour from Monday, the line said."
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def lines_of(name: str) -> list[str]:
    return (FIXTURES / name).read_text("utf-8").splitlines()


def word_file(fill: Callable[[Document], None]) -> bytes:
    document = docx.Document()
    document.core_properties.author = "Somebody Else"
    fill(document)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def word_lines(lines: list[str]) -> bytes:
    def fill(document: Document) -> None:
        for line in lines:
            style, _, text = line.partition("\t")
            document.add_paragraph(text or style, style=style if text else None)

    return word_file(fill)


def word_xml(body: str, before: str = "", **parts: str) -> bytes:
    """A Word file of hand-written XML: what people's programs write and python-docx cannot."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"{before}<w:document {W}><w:body>{body}</w:body></w:document>")
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", content)
    return file.getvalue()


def pdf_file(pages: list[list[str]]) -> bytes:
    """A PDF of these lines, ten points apart, as the simplest program would write it."""
    objects = [b"<</Type/Catalog/Pages 2 0 R>>"]
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects.append(f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>".encode())
    objects.append(b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>")
    for number, lines in enumerate(pages):
        shown = b"".join(b"(%s) Tj 0 -10 Td " % escaped(line) for line in lines)
        stream = b"BT /F1 9 Tf 50 700 Td " + shown + b"ET" if lines else b""
        resources = b"/Resources<</Font<</F1 3 0 R>>>>/MediaBox[0 0 595 842]"
        objects.append(b"<</Type/Page/Parent 2 0 R%s/Contents %d 0 R>>" % (resources, 5 + 2 * number))
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream))
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    trailer = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(out))
    return out + head + table + trailer


def escaped(line: str) -> bytes:
    return line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)").encode("cp1252", "replace")


def record_of(found: list[Record | Refusal]) -> Record:
    (record,) = found
    assert isinstance(record, Record), record
    return record


def word(content: bytes) -> Record:
    return record_of(list(read_docx(content, DEFAULT_LIMITS)))


def pdf(pages: list[list[str]]) -> Record:
    return record_of(list(read_pdf(pdf_file(pages), DEFAULT_LIMITS)))


def blocks_of(record: Record) -> list[list[str]]:
    return [[kind, record.text[start:end]] for kind, start, end in record.blocks]


def test_styles_say_what_the_paragraphs_of_a_word_file_are() -> None:
    content = word_lines(lines_of("report.txt"))
    record = record_of(list(read_records(content)))
    assert blocks_of(record) == json.loads((FIXTURES / "report.json").read_text("utf-8"))
    assert (record.format, record.layout, record.encoding_evidence) == ("docx", "rendered", "unicode_string")
    assert (record.metadata.headline, record.metadata.headline_evidence) == (
        "Harbour ferry returns after six weeks",
        "docx:title",
    )
    assert (record.metadata.byline, record.metadata.published_on) == ((), None)
    parsed = parse_article(record)
    assert isinstance(parsed, Parsed)
    assert (parsed.article["byline"], parsed.article["published_on"]) == (["Maren Holte"], "2025-03-14")


def test_without_a_title_the_lines_of_a_word_file_tell() -> None:
    record = word(word_lines(["Ferry returns", "14 March 2025", SENTENCE, "List Bullet\tA late crossing"]))
    assert record.layout == "plain"
    assert record.text == f"Ferry returns\n\n14 March 2025\n\n{SENTENCE}\n\n• A late crossing"
    assert record.metadata.headline is None


def test_a_lone_heading_that_opens_a_word_file_is_its_headline() -> None:
    assert word(word_lines(["Heading 1\tFerry returns", SENTENCE])).metadata.headline == "Ferry returns"
    assert word(word_lines(["Heading 1\tA", SENTENCE, "Heading 1\tB", SENTENCE])).metadata.headline is None
    assert word(word_lines([SENTENCE, "Heading 1\tA", SENTENCE])).metadata.headline is None


def test_the_style_of_a_newsroom_names_the_author() -> None:
    styles = f'<w:styles {W}><w:style w:styleId="B1"><w:name w:val="Byline"/></w:style></w:styles>'
    title = f'<w:styles {W}><w:style w:styleId="T1"><w:name w:val="Title"/></w:style>'
    both = title + styles.removeprefix(f"<w:styles {W}>")
    paragraphs = (("T1", "Ferry returns"), ("B1", "Maren Holte"), ("", SENTENCE))
    body = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>'
        for style, text in paragraphs
    )
    given = word(word_xml(body, styles=both)).metadata
    assert (given.byline, given.byline_evidence) == (("Maren Holte",), "docx:byline")


def test_tables_give_their_rows_and_cells_of_prose_their_paragraphs() -> None:
    def fill(document: Document) -> None:
        document.add_paragraph("Title", style="Title")
        table = document.add_table(2, 2)
        for number, text in enumerate(("Votes", "For", "11", "4")):
            table.cell(number // 2, number % 2).text = text
        document.add_table(1, 1).cell(0, 0).text = SENTENCE

    assert blocks_of(word(word_file(fill)))[1:] == [
        ["other", "Votes | For"],
        ["other", "11 | 4"],
        ["paragraph", SENTENCE],
    ]


def test_all_that_word_shows_is_read_and_what_it_hides_is_not() -> None:
    body = (
        "<w:p><w:r><w:t>The </w:t></w:r><w:ins><w:r><w:t>new </w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>old </w:delText></w:r></w:del>"
        "<w:hyperlink><w:r><w:t>ferry</w:t></w:r></w:hyperlink>"
        "<w:r><w:tab/><w:t>sails</w:t><w:br/><w:t>at 7.10</w:t></w:r>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>"
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>In a control</w:t></w:r></w:p></w:sdtContent></w:sdt>"
        "<w:p><w:r><w:txbxContent><w:p><w:r><w:t>In a box</w:t></w:r></w:p></w:txbxContent></w:r></w:p>"
    )
    notes = f"<w:footnotes {W}><w:footnote><w:p><w:r><w:t>A note</w:t></w:r></w:p></w:footnote></w:footnotes>"
    record = word(word_xml(body, footnotes=notes, comments="<c/>"))
    assert record.text == "The new ferry sails\nat 7.10\n\nIn a control\n\nIn a box\n\nA note"
    assert record.notes == ("docx_comments_left_out", "docx_deletions_left_out")


def exported(found: list[Record | Refusal]) -> list[dict[str, object]]:
    out: list[dict[str, object]] = []
    for record in found:
        if isinstance(record, Refusal):
            out.append({"raw_member": record.raw_member, "reason": record.reason})
            continue
        given = record.metadata
        out.append(
            {
                "raw_member": record.raw_member,
                "layout": record.layout,
                "headline": given.headline,
                "byline": list(given.byline),
                "outlet": given.outlet,
                "section": given.section,
                "published_on": given.published_on,
                "body": [text for kind, text in blocks_of(record) if kind == "paragraph"],
            }
        )
    return out


def test_an_export_gives_each_of_its_documents() -> None:
    found = list(read_docx(word_lines(lines_of("nexis.txt")), DEFAULT_LIMITS))
    assert exported(found) == json.loads((FIXTURES / "nexis.json").read_text("utf-8"))
    assert len({record.raw_sha256 for record in found if isinstance(record, Record)}) == 2


def test_numbered_documents_are_parted_only_if_the_count_is_right() -> None:
    lines = ["Document 1 of 2", "One", SENTENCE, "Document 2 of 2", "Two", SENTENCE]
    assert [r.raw_member for r in read_docx(word_lines(lines), DEFAULT_LIMITS)] == ["document 1", "document 2"]
    lines[3] = "Document 2 of 3"
    assert [r.raw_member for r in read_docx(word_lines(lines), DEFAULT_LIMITS)] == [""]


BOMB = word_xml("<w:p><w:r><w:t>" + "a" * 40_000_000 + "</w:t></w:r></w:p>")
LAUGHS = '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (BOMB, "too_large"),
        (word_xml("<w:p><w:r><w:t>&b;</w:t></w:r></w:p>", before=LAUGHS), "malformed"),
        (
            word_xml(
                "<w:p><w:r><w:t>&x;</w:t></w:r></w:p>", before='<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
            ),
            "malformed",
        ),
        (word_xml("<w:p>"), "malformed"),
        (word_xml("<w:p/>"), "no_text"),
        (word_lines([SENTENCE])[:-100], "malformed"),
        (b"PK\x03\x04", "malformed"),
        (b"", "malformed"),
    ],
)
def test_a_word_file_that_cannot_be_read_is_refused(content: bytes, reason: str) -> None:
    (found,) = read_docx(content, DEFAULT_LIMITS)
    assert isinstance(found, Refusal)
    assert found.reason == reason


def test_an_encrypted_member_is_told() -> None:
    content = bytearray(word_xml("<w:p/>"))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    (found,) = read_docx(bytes(content), DEFAULT_LIMITS)
    assert isinstance(found, Refusal)
    assert found.reason == "encrypted"


LINES = [
    "Harbour ferry returns after",
    "six weeks",
    "14 March 2025",
    "The ferry between Ostvik and the outer islands sailed again on",
    "Friday, six weeks after a cracked shaft kept it in the ship-",
    "yard. The late-night crossing comes back as well, and the late-",
    "night bus with it.",
    "The council expects 400 passengers a day.",
]


def test_lines_of_a_pdf_become_paragraphs_again() -> None:
    record = pdf([LINES])
    assert record.text.split("\n\n") == [
        "Harbour ferry returns after six weeks",
        "14 March 2025",
        "The ferry between Ostvik and the outer islands sailed again on Friday, six weeks after a cracked shaft "
        "kept it in the shipyard. The late-night crossing comes back as well, and the late-night bus with it.",
        "The council expects 400 passengers a day.",
    ]
    assert (record.format, record.layout, record.notes) == ("pdf", "plain", ("hyphens_mended: 1",))


def test_what_every_page_repeats_is_left_out_and_told() -> None:
    pages = [
        [f"Ostvik Tidings {n}", f"{name} page has a line of its own.", f"Page {n} of 3"]
        for n, name in enumerate(("One", "Two", "The third"), 1)
    ]
    record = pdf([*pages, []])
    assert record.text.split("\n\n") == [f"{name} page has a line of its own." for name in ("One", "Two", "The third")]
    assert record.notes == ("page_furniture_left_out: 6 lines", "pages_without_text: 4")


def test_an_export_as_pdf_gives_each_of_its_documents() -> None:
    lines = [line for line in lines_of("nexis.txt") if line]
    found = list(read_pdf(pdf_file([lines]), DEFAULT_LIMITS))
    assert [(r.raw_member, r.metadata.published_on) for r in found if isinstance(r, Record)] == [
        ("document 1", "2025-03-04"),
        ("document 2", None),
    ]


def encrypted(algorithm: str, password: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf_file([[SENTENCE]])))
    writer.encrypt(password, owner_password="owner", algorithm=algorithm)
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (pdf_file([[], []]), "no_text"),
        (encrypted("RC4-128", "secret"), "encrypted"),
        (b"%PDF-1.4\n" + b"rubbish " * 100, "malformed"),
        (b"%PDF-1.7", "malformed"),
        (pdf_file([[]] * 1001), "too_large"),
        (pdf_file([["x" * 9000] * 9] * 9), "too_large"),
    ],
)
def test_a_pdf_that_cannot_be_read_is_refused(content: bytes, reason: str) -> None:
    (found,) = read_pdf(content, ReadLimits(max_text_chars=100_000))
    assert isinstance(found, Refusal)
    assert found.reason == reason


def test_a_pdf_locked_only_against_changes_is_read() -> None:
    assert record_of(list(read_pdf(encrypted("RC4-128", ""), DEFAULT_LIMITS))).text == SENTENCE


def test_without_pypdf_a_pdf_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_name: str) -> None:
        raise ImportError

    monkeypatch.setattr(importlib, "import_module", missing)
    (found,) = read_pdf(pdf_file([[SENTENCE]]), DEFAULT_LIMITS)
    assert isinstance(found, Refusal)
    assert (found.reason, "pip install" in found.detail) == ("needs_extra", True)


WHOLE = (word_lines(lines_of("report.txt")), pdf_file([LINES, LINES]))


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_damaged_documents_give_valid_records_or_refusals(data: st.DataObject) -> None:
    number = data.draw(st.integers(0, 1))
    content = bytearray(WHOLE[number])
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 20))] = data.draw(st.binary(max_size=20))
    for found in (read_docx, read_pdf)[number](bytes(content), DEFAULT_LIMITS):
        if isinstance(found, Refusal):
            assert found.reason in REJECT_REASONS
        else:
            found.text.encode("utf-8")
            assert all(kind in BLOCK_KINDS and 0 <= a < b <= len(found.text) for kind, a, b in found.blocks)
