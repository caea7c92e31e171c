"""The body of an agency's or newspaper's XML as typed pieces: the elements of NITF, and those of XHTML in its place."""

import html
import re
from collections.abc import Iterator

from lxml.etree import _Element

from flows.base.text import fold
from flows.formats.rendering import Piece
from flows.formats.wires.wire_layout import BREAK, marked_up_paragraphs

# Elements that end the paragraph before them, with the kind of what stands in them; null: as around them.
_BLOCKS: dict[str, str | None] = {
    **dict.fromkeys(("p", "block", "bq", "blockquote", "div", "section", "article", "main", "center", "pre"), None),
    **dict.fromkeys(("body", "body.content", "html", "ul", "ol", "dl", "media", "figure", "hr", "abstract"), None),
    **dict.fromkeys(("hl1", "hl2", "h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    **dict.fromkeys(("li", "dt", "dd"), "list_item"),
    **dict.fromkeys(("media-caption", "figcaption", "caption"), "caption"),
    **dict.fromkeys(("table", "nitf-table", "custom-table", "tbody", "thead", "tfoot"), "other"),
    **dict.fromkeys(("note", "fn", "header", "footer", "nav", "aside"), "other"),
    "media-producer": "credit",
    "byline": "byline",
    "tagline": "boilerplate",
    "bibliography": "boilerplate",
}
_STRONG = frozenset({"caption", "credit", "list_item", "other", "boilerplate", "byline"})  # a p in them is one of them
_SILENT = frozenset(
    ["script", "style", "head", "title", "media-metadata", "media-reference", "media-object", "nitf-colgroup"]
)
_ROWS = frozenset({"tr", "nitf-tr"})
_WORD = re.compile(r"[^\W_]")
# How desks close a text or a take of it: an end mark, or who wrote and edited it.
_CLOSING = re.compile(
    r"\W*(?:ends?|30|more|mf|fin)\W*"
    r"|\W{0,2}(?:additional )?(?:reporting|writing|editing|compiled|translated) by\b.{3,400}",
    re.IGNORECASE,
)
_MARKUP_SHOWN = re.compile(r"^<(?:div|script|iframe|blockquote|p|a|img)\b[^<>]*>", re.IGNORECASE)
_ESCAPED_TWICE = re.compile(r"&(?:#\d{2,6}|#x[0-9a-f]{2,6}|quot|apos|amp|nbsp|lt|gt);", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?…。][\"'”’»)\]]*$")


def local_name(element: _Element) -> str:
    """Return the element's name without its namespace; empty for comments and the like."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def find_pieces(element: _Element) -> list[Piece]:
    """Return the pieces of the element in its order; nothing in it but scripts and references to files is left out."""
    run: list[str] = []
    pieces = list(_walk(element, "paragraph", run))
    pieces.extend(_flush(run, "paragraph"))
    for number in range(len(pieces) - 1, -1, -1):
        if pieces[number].kind != "paragraph" or not _CLOSING.fullmatch(pieces[number].text):
            break
        pieces[number] = pieces[number]._replace(kind="boilerplate")
    return pieces


def _walk(element: _Element, kind: str, run: list[str]) -> Iterator[Piece]:
    """Yield the pieces that end inside the element; `run` holds the text of the one that is still open."""
    run.append(element.text or "")
    for child in element:
        name = local_name(child)
        if name == "br":
            run.append(BREAK)
        elif name in _ROWS:
            yield from _flush(run, kind)
            yield from _row(child)
        elif name in _BLOCKS:
            yield from _flush(run, kind)
            yield from _block(child, name, kind)
        elif name and name not in _SILENT:
            yield from _walk(child, kind, run)
        run.append(child.tail or "")


def _block(element: _Element, name: str, around: str) -> Iterator[Piece]:
    own = _BLOCKS[name]
    inner = around if own is None or around in _STRONG else own
    if inner == "paragraph" and name == "p" and _is_only_link(element):
        inner = "link"
    run: list[str] = []
    yield from _walk(element, inner, run)
    yield from _flush(run, inner)


def _row(row: _Element) -> Iterator[Piece]:
    cells = (" ".join("".join(cell.itertext()).split()) for cell in row)
    text = " | ".join(cell for cell in cells if cell)
    if text:
        yield Piece("other", text)


def _is_only_link(paragraph: _Element) -> bool:
    """Tell whether the paragraph is one link, worded like a title: it points to another text."""
    words = " ".join("".join(paragraph.itertext()).split())
    linked = " ".join("".join(text for a in paragraph.iter("{*}a") for text in a.itertext()).split())
    return bool(words) and words == linked and not _SENTENCE_END.search(words)


def _flush(run: list[str], kind: str) -> Iterator[Piece]:
    text = "".join(run)
    run.clear()
    for words in marked_up_paragraphs(text):
        is_prose = _WORD.search(words) is not None and _MARKUP_SHOWN.match(words) is None
        yield Piece(kind if is_prose else "other", words)


def unescape_pieces(pieces: list[Piece]) -> tuple[list[Piece], bool]:
    """Return the pieces with references read that the exporter had escaped twice (&amp;quot;), and whether any were."""
    done = [
        p._replace(text=" ".join(html.unescape(p.text).split())) if _ESCAPED_TWICE.search(p.text) else p for p in pieces
    ]
    return [piece for piece in done if piece.text], done != pieces


def without_repeats(pieces: list[Piece], headline: str | None) -> list[Piece]:
    """Return the pieces without a repeated headline among the first ones, and without one that only opens the next."""
    wanted = _letters(headline or "")
    kept = [
        p
        for n, p in enumerate(pieces)
        if not (n < 8 and p.kind != "headline" and wanted and _letters(p.text) == wanted)
    ]
    return [p for n, p in enumerate(kept) if not (p.kind in ("dateline", "other") and _opens_a_later(kept, n))]


def _opens_a_later(pieces: list[Piece], number: int) -> bool:
    """Tell whether the first paragraph after the piece begins with all its words, as with a dateline or an abstract."""
    key = _letters(pieces[number].text)
    first = next((p for p in pieces[number + 1 :] if p.kind == "paragraph"), None)
    return first is not None and _letters(first.text[: 3 * len(key) + 200]).startswith(key)


def _letters(text: str) -> str:
    return re.sub(r"\W", "", fold(text))
