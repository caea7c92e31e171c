"""PDF files: the text layer page by page, lines made into paragraphs again, what every page repeats left out."""

import importlib
import io
import logging
import re
import struct
import zlib
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from flows.base.ids import bytes_sha256
from flows.base.text import fold
from flows.formats.documents.exports import Exported, export_items, split_export
from flows.formats.encodings import mend_surrogates
from flows.formats.limits import ReadLimits
from flows.formats.records import Record, Refusal
from flows.formats.rendering import Piece

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it gives up becomes a row in rejects

_EXTRA = 'needs pypdf: pip install "wirecopy[documents]"'
_MOST_PAGES = 1000
_EDGE_LINES = 2
_REPEATED = 0.6  # of the pages: what so many have at their top or foot is no article's
_FULL = 0.9  # of the usual width: the line ends because it is full
_NEARLY_FULL = 0.6
_TERMINAL = re.compile(r"[.!?:…。！？][\"'”’»)\]]*$")
_HYPHEN = re.compile(r"[^\W\d_][-\u2010\u00ad]$")
_BULLET = re.compile(r"[•·▪–*-]\s|\d{1,2}[.)]\s")
_UNMAPPED = re.compile(r"[\ufffd\ue000-\uf8ff\x00-\x08\x0e-\x1f]")
_UNMAPPED_SHARE = 0.2
# What pypdf lets through where a file breaks its expectations.
_BROKEN = (
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    AssertionError,
    ArithmeticError,
    RecursionError,
    NotImplementedError,
    OSError,
    EOFError,
    struct.error,
    zlib.error,
)


class _Pages(NamedTuple):
    """The lines of each page, and how many pages there are without any."""

    lines: list[list[str]]
    empty: list[int]


def read_pdf(content: bytes, limits: ReadLimits) -> Iterator[Record | Refusal]:
    """Yield the text of the document as a record; of a news database's export each of its documents."""
    pages = _read_pages(content, limits)
    if isinstance(pages, Refusal):
        yield pages
        return
    kept, dropped = _without_furniture(pages.lines)
    lines = [line for page in kept for line in page]
    paragraphs, mended = _paragraphs(lines)
    text = "\n\n".join(paragraphs)
    problem = _problem(text, len(pages.lines))
    exported = [_rejoined(part) for part in split_export(lines)]
    if problem is not None:
        yield problem
    elif exported:
        yield from export_items(exported, "pdf")
    else:
        notes = (
            *((f"page_furniture_left_out: {dropped} lines",) if dropped else ()),
            *((f"hyphens_mended: {mended}",) if mended else ()),
            *((f"pages_without_text: {', '.join(map(str, pages.empty[:20]))}",) if pages.empty else ()),
        )
        yield Record("", bytes_sha256(content), "pdf", "utf-8", "unicode_string", text, "plain", notes=notes)


def _read_pages(content: bytes, limits: ReadLimits) -> _Pages | Refusal:
    try:
        pypdf = importlib.import_module("pypdf")
    except ImportError:
        return Refusal("", "needs_extra", f"a PDF {_EXTRA}")
    at = 0
    try:
        reader = pypdf.PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            return Refusal("", "encrypted", "needs a password")
        count = len(reader.pages)
        if count > _MOST_PAGES:
            return Refusal("", "too_large", f"{count:,} pages, more than {_MOST_PAGES:,}")
        pages: list[list[str]] = []
        size = 0
        for at in range(1, count + 1):
            lines = _lines_of(reader.pages[at - 1])
            size += sum(map(len, lines))
            if size > 2 * limits.max_text_chars:
                return Refusal("", "too_large", f"more than {size:,} characters by page {at}")
            pages.append(lines)
    except pypdf.errors.DependencyError as error:
        return Refusal("", "encrypted" if "AES" in str(error) else "needs_extra", f"{error}"[:300])
    except pypdf.errors.LimitReachedError as error:
        return Refusal("", "too_large", f"page {at}: {error}"[:300])
    except (pypdf.errors.PyPdfError, *_BROKEN) as error:
        place = f"page {at}: " if at else ""
        return Refusal("", "malformed", f"{place}{type(error).__name__}: {error}"[:300])
    return _Pages(pages, [number for number, lines in enumerate(pages, start=1) if not lines])


def _lines_of(page: Any) -> list[str]:  # noqa: ANN401 a page of a library that may be missing
    text, _ = mend_surrogates(page.extract_text())
    lines = (" ".join(line.replace("\0", "\ufffd").split()) for line in text.split("\n"))
    return [line for line in lines if line]


def _problem(text: str, count: int) -> Refusal | None:
    if not any(character.isalnum() for character in text):
        pages = "1 page" if count == 1 else f"{count:,} pages"
        return Refusal("", "no_text", f"{pages} without a text layer: scanned, or pictures only")
    if len(_UNMAPPED.findall(text)) > len(text) * _UNMAPPED_SHARE:
        return Refusal("", "undecodable", "its fonts do not say which characters they show")
    return None


def _without_furniture(pages: list[list[str]]) -> tuple[list[list[str]], int]:
    """Return the pages without the lines that most of them have at their top or foot, numbers apart; and how many."""
    seen: Counter[tuple[bool, str]] = Counter()
    for page in pages:
        seen.update({(is_top, _key(line)) for is_top, _, line in _edges(page)})
    least = max(2.0, _REPEATED * sum(1 for page in pages if page))
    kept: list[list[str]] = []
    dropped = 0
    for page in pages:
        out = {number for is_top, number, line in _edges(page) if seen[is_top, _key(line)] >= least}
        kept.append([line for number, line in enumerate(page) if number not in out])
        dropped += len(out)
    return kept, dropped


def _edges(page: list[str]) -> Iterator[tuple[bool, int, str]]:
    """Yield the lines at the top and at the foot: whether at the top, the line's number, the line."""
    for number, line in enumerate(page):
        if number < _EDGE_LINES:
            yield True, number, line
        if number >= len(page) - _EDGE_LINES:
            yield False, number, line


def _key(line: str) -> str:
    return re.sub(r"\d+", "#", fold(line))


def _paragraphs(lines: list[str]) -> tuple[list[str], int]:
    """Return the lines joined where one only goes on in the next, and how many hyphens at line ends were taken out."""
    lengths = sorted(len(line) for line in lines)
    width = lengths[len(lengths) * 9 // 10] if lengths else 0
    words = Counter(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", " ".join(lines).lower()))
    runs: list[list[str]] = []
    mended = 0
    for number, line in enumerate(lines):
        if not number or not _goes_on(lines[number - 1], line, width):
            runs.append([line])
        elif _HYPHEN.search(runs[-1][-1]) and line[0].islower():
            joined = _joined(runs[-1][-1], line, words)
            mended += len(joined) < len(runs[-1][-1]) + len(line)
            runs[-1][-1] = joined
        else:
            runs[-1].append(line)
    return [" ".join(run) for run in runs], mended


def _rejoined(part: Exported) -> Exported:
    """Return a document of an export with the lines of its body made into paragraphs again."""
    if not part.pieces:
        return part._replace(lines=_paragraphs([line for line in part.lines if line])[0])
    kinds = [piece.kind for piece in part.pieces]
    if "paragraph" not in kinds:
        return part
    start, end = kinds.index("paragraph"), len(kinds) - kinds[::-1].index("paragraph")
    joined = _paragraphs([piece.text for piece in part.pieces[start:end]])[0]
    body = (Piece("paragraph", text) for text in joined)
    return part._replace(pieces=(*part.pieces[:start], *body, *part.pieces[end:]))


def _goes_on(line: str, below: str, width: int) -> bool:
    """Tell whether a paragraph goes on in the line below: the line is full, or no sentence can end there."""
    if _BULLET.match(below):
        return False
    if _HYPHEN.search(line) or len(line) >= width * _FULL:
        return True
    is_open = _TERMINAL.search(line) is None
    return is_open and (below[0].islower() or (len(line) >= width * _NEARLY_FULL and line[-1] in ",;–—"))


def _joined(line: str, below: str, words: Counter[str]) -> str:
    """Return both lines as one, the hyphen kept where the document writes the word with it elsewhere."""
    first, second = re.search(r"[^\W\d_]+(?=.$)", line), re.match(r"[^\W\d_]+", below)
    if line[-1] != "\u00ad" and first and second and words[f"{first[0]}-{second[0]}".lower()]:
        return line + below
    return line[:-1] + below
