"""Word files (.docx, ECMA-376): paragraphs in order with the kinds that their styles give them.

The parts are read with zipfile and lxml alone: the common library passes over inserted text, content controls and
text boxes, and loads every picture.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from lxml import etree
from lxml.etree import LxmlError, _Element

from flows.base.ids import bytes_sha256
from flows.formats.documents.exports import export_items, split_export
from flows.formats.fields.bylines import split_byline
from flows.formats.limits import ReadLimits
from flows.formats.opening_lines import name_opening
from flows.formats.records import Metadata, Record, Refusal
from flows.formats.rendering import Piece, render

_MAIN, _STYLES = "word/document.xml", "word/styles.xml"
_NOTES = ("word/footnotes.xml", "word/endnotes.xml")
_ENCRYPTED = 0x1
_PART_BYTES = 4  # times max_html_bytes: this XML is four times as wordy as a page's
_KINDS = {
    "title": "headline",
    "headline": "headline",
    "subtitle": "subheadline",
    "subheadline": "subheadline",
    "standfirst": "subheadline",
    "byline": "byline",
    "dateline": "dateline",
    "caption": "caption",
    "photo credit": "credit",
    "header": "boilerplate",
    "footer": "boilerplate",
    "footnote text": "other",
    "endnote text": "other",
}
_KIND_OPENINGS = (("heading ", "heading"), ("list ", "list_item"), ("toc ", "boilerplate"))
_UNLISTED = "list paragraph"  # the style of every list made by hand, and of what was one once
_MOST_BASES = 12
_LEFT_OUT = frozenset(
    ["del", "moveFrom", "Fallback", "instrText", "delText", "pPr", "rPr", "rt", "sdtPr", "sectPr", "tblPr", "tblGrid"]
)
_SIGNS = {"tab": " ", "ptab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011"}
_LONG_CELL = 200
_BULLET = "•"


class _Style(NamedTuple):
    name: str
    base: str | None
    is_listed: bool


class _Paragraph(NamedTuple):
    """A paragraph's text, soft line breaks as newlines, its kind, and the name of its style."""

    text: str
    kind: str
    style: str = ""


class _Word(NamedTuple):
    """What of a file is read: its main part, its styles by id, its notes, what was left out."""

    body: _Element
    styles: Mapping[str, _Style]
    footnotes: list[_Element]
    left_out: tuple[str, ...]


def read_docx(content: bytes, limits: ReadLimits) -> Iterator[Record | Refusal]:
    """Yield the document as a record; of a news database's export each of its documents."""
    try:
        word = _open(content, limits)
    except (zipfile.BadZipFile, zlib.error, LxmlError, OSError, EOFError, ValueError, KeyError, RuntimeError) as error:
        yield Refusal("", "malformed", f"no readable Word file: {error}"[:300])
        return
    if isinstance(word, Refusal):
        yield word
        return
    paragraphs = [p for p in _paragraphs(word.body, word.styles) if p.text.strip()]
    exported = split_export([line for p in paragraphs for line in p.text.split("\n")])
    paragraphs += [p._replace(kind="other") for note in word.footnotes for p in _paragraphs(note, word.styles)]
    paragraphs = [p for p in paragraphs if p.text.strip()]
    if not paragraphs:
        yield Refusal("", "no_text", "a Word file without text")
    elif exported:
        yield from export_items(exported, "docx")
    else:
        yield _record(_with_lone_heading(paragraphs), bytes_sha256(content), word.left_out)


def _open(content: bytes, limits: ReadLimits) -> _Word | Refusal:
    archive = zipfile.ZipFile(io.BytesIO(content))
    infos = {info.filename: info for info in archive.infolist()}
    if _MAIN not in infos:
        return Refusal("", "malformed", f"no {_MAIN} in it")
    trees: dict[str, _Element] = {}
    for name in (_MAIN, _STYLES, *_NOTES):
        info = infos.get(name)
        if info is None:
            continue
        if info.flag_bits & _ENCRYPTED:
            return Refusal("", "encrypted", "needs a password")
        most = max(limits.ratio_free_bytes, limits.max_ratio * len(content))
        if info.file_size > min(_PART_BYTES * limits.max_html_bytes, most):
            return Refusal("", "too_large", f"{name} unfolds to {info.file_size:,} bytes")
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
        tree = etree.fromstring(archive.read(info), parser)
        if tree.getroottree().docinfo.doctype:
            return Refusal("", "malformed", f"{name} declares a document type, which Word files never do")
        trees[name] = tree
    main = trees[_MAIN]
    left_out = (
        *(("docx_comments_left_out",) if "word/comments.xml" in infos else ()),
        *(("docx_deletions_left_out",) if next(main.iter("{*}del", "{*}moveFrom"), None) is not None else ()),
    )
    notes = [note for name in _NOTES if name in trees for note in trees[name]]
    return _Word(main, _read_styles(trees.get(_STYLES)), notes, left_out)


def _local(element: _Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _value(element: _Element | None, name: str = "val") -> str | None:
    """Return an attribute whatever its namespace: two are in use, for the transitional and the strict variant."""
    if element is None:
        return None
    return next((str(value) for key, value in element.attrib.items() if key.rpartition("}")[2] == name), None)


def _read_styles(tree: _Element | None) -> dict[str, _Style]:
    styles: dict[str, _Style] = {}
    for style in tree.iter("{*}style") if tree is not None else ():
        name = (_value(style.find("{*}name")) or "").lower()
        is_listed = style.find("{*}pPr/{*}numPr") is not None
        styles.setdefault(_value(style, "styleId") or "", _Style(name, _value(style.find("{*}basedOn")), is_listed))
    return styles


def _kind_of(properties: _Element | None, styles: Mapping[str, _Style]) -> tuple[str, str]:
    """Return the paragraph's kind and the name of the style that gives it, of those that its style is based on."""
    if properties is None:
        return "paragraph", ""
    number = _value(properties.find("{*}numPr/{*}numId"))
    is_listed = number not in (None, "0")
    style = styles.get(_value(properties.find("{*}pStyle")) or "")
    for _ in range(_MOST_BASES):
        if style is None:
            break
        kind = _KINDS.get(style.name) or next((k for start, k in _KIND_OPENINGS if style.name.startswith(start)), None)
        if kind is not None and style.name != _UNLISTED:
            return kind, style.name
        is_listed = is_listed or (style.is_listed and number != "0")
        style = styles.get(style.base or "")
    return ("list_item" if is_listed else "paragraph"), ""


def _paragraphs(container: _Element, styles: Mapping[str, _Style]) -> Iterator[_Paragraph]:
    """Yield the paragraphs of a part in order, those of tables and text boxes where they stand."""
    for child in container:
        name = _local(child)
        if name == "p":
            yield from _paragraph(child, styles)
        elif name == "tbl":
            yield from _table(child, styles)
        elif name not in _LEFT_OUT:
            yield from _paragraphs(child, styles)


def _paragraph(element: _Element, styles: Mapping[str, _Style]) -> Iterator[_Paragraph]:
    """Yield the paragraph, then what stands in text boxes that hang on it: captions, pulled quotes, side notes."""
    parts: list[str] = []
    boxes: list[_Element] = []
    stack = list(reversed(element))
    while stack:
        child = stack.pop()
        name = _local(child)
        if name == "t":
            parts.append(child.text or "")
        elif name in _SIGNS:
            parts.append(_SIGNS[name])
        elif name == "txbxContent":
            boxes.append(child)
        elif name not in _LEFT_OUT and not (name == "r" and _is_hidden(child)):
            stack.extend(reversed(child))
    kind, style = _kind_of(element.find("{*}pPr"), styles)
    lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
    yield _Paragraph("\n".join(line for line in lines if line), kind, style)
    for box in boxes:
        for inner in _paragraphs(box, styles):
            yield inner._replace(kind="other") if inner.kind == "paragraph" else inner


def _is_hidden(run: _Element) -> bool:
    mark = run.find("{*}rPr/{*}vanish")
    return mark is not None and _value(mark) not in ("0", "false", "off")


def _table(element: _Element, styles: Mapping[str, _Style]) -> Iterator[_Paragraph]:
    """Yield a row of a table as one line, its cells apart; a cell of prose as the paragraphs that it holds."""
    for row in element.iterchildren("{*}tr"):
        cells = [[p for p in _paragraphs(cell, styles) if p.text] for cell in row.iter("{*}tc") if _row_of(cell) is row]
        cells = [cell for cell in cells if cell]
        if len(cells) == 1 or any(len(p.text) > _LONG_CELL for cell in cells for p in cell):
            yield from (p for cell in cells for p in cell)
        elif cells:
            yield _Paragraph(" | ".join(" ".join(p.text.replace("\n", " ") for p in cell) for cell in cells), "other")


def _row_of(cell: _Element) -> _Element | None:
    return next(cell.iterancestors("{*}tr"), None)


def _with_lone_heading(paragraphs: list[_Paragraph]) -> list[_Paragraph]:
    """Return the paragraphs, a first-level heading that opens the document and is its only one as the headline."""
    first = [p for p in paragraphs if p.style == "heading 1"]
    if any(p.kind == "headline" for p in paragraphs) or len(first) != 1 or paragraphs[0] is not first[0]:
        return paragraphs
    return [first[0]._replace(kind="headline"), *paragraphs[1:]]


def _record(paragraphs: list[_Paragraph], sha256: str, notes: tuple[str, ...]) -> Record:
    """Return the document by its styles where they name a headline, else as a plain text whose lines tell."""
    titles = [p for p in paragraphs if p.kind == "headline"]
    record = Record("", sha256, "docx", "utf-8", "unicode_string", "", "plain", notes=notes)
    if not titles:
        lines = (f"{_BULLET} {p.text}" if p.kind == "list_item" else p.text for p in paragraphs)
        return record._replace(text="\n\n".join(lines))
    headline = " ".join(titles[0].text.split())
    pieces = [Piece(p.kind, line) for p in paragraphs for line in p.text.split("\n")]
    text, blocks = render(name_opening(pieces, None))
    byline = next((p for p in paragraphs if p.kind == "byline"), None)
    persons = split_byline(byline.text).persons if byline else ()
    metadata = Metadata(
        headline=headline,
        headline_evidence=f"docx:{titles[0].style}",
        byline=persons,
        byline_evidence="docx:byline" if persons else None,
    )
    return record._replace(text=text, layout="rendered", metadata=metadata, blocks=blocks)
