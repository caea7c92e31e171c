"""The text of a feed's item: its full content if the feed gives one, else the summary; captions of its pictures."""

import html
import re
from collections.abc import Iterator
from typing import NamedTuple

from flows.base.schemas.local import BODY_KINDS
from flows.base.text import fold
from flows.formats.feeds.feed_items import Field, Fields
from flows.formats.limits import ReadLimits
from flows.formats.pages.html import read_html_fragment
from flows.formats.pages.piece_kinds import is_furniture
from flows.formats.records import Refusal
from flows.formats.rendering import Piece, squeeze
from flows.formats.wires.wire_layout import plain_paragraphs

_FULL = ("content:encoded", "content", "atom:content", "xhtml:body", "encoded")
_SUMMARY = ("description", "summary", "atom:summary", "excerpt:encoded", "itunes:summary", "dc:description", "abstract")
_HTML_TYPES = frozenset({"html", "xhtml", "text/html", "application/xhtml+xml"})
_PLAIN_TYPES = frozenset({"text", "text/plain"})
_HTML = re.compile(
    r"</?(?:p|br|div|span|a|img|b|i|em|strong|ul|ol|li|h[1-6]|blockquote|figure|table|tr|td|section|article|font|iframe)"
    r"\b[^<>]*>|&(?:#\d{2,7}|#x[0-9a-f]{2,6}|[a-z][a-z0-9]{1,30});",
    re.IGNORECASE,
)
_ESCAPED_TAG = re.compile(
    r"&lt;/?(?:p|br|div|span|a|img|b|i|em|strong|ul|ol|li|h[1-6]|blockquote|figure)\b", re.IGNORECASE
)
_TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)
# The line that WordPress puts under each item, in the languages it is seen in most.
_ORIGIN_LINE = re.compile(
    r"^(?:The post .* (?:appeared first|first appeared) on|Der Beitrag .* erschien zuerst auf"
    r"|L[’']article .* est apparu en premier sur|La entrada .* (?:se publicó primero|apareció primero) en"
    r"|L[’']articolo .* proviene da)\b"
)
_GOES_ON = (
    r"(?:continue reading|keep reading|read (?:more|on|the (?:full|rest|whole)|full)|full (?:story|article)"
    r"|weiterlesen|mehr lesen|den ganzen artikel|lire la suite|leer más|seguir leyendo|continua a leggere"
    r"|lees verder)\b.{0,150}$"
)
_GOES_ON_ALONE = re.compile(r"^\W*" + _GOES_ON, re.IGNORECASE)
_GOES_ON_BEHIND = re.compile(r"(?<=[.!?…\]\"”])\s+(?=" + _GOES_ON + ")", re.IGNORECASE)
_CUT_MARK = re.compile(r"(?:\[\s*(?:…|\.\.\.|\+\d+ chars)\s*\]|\(\s*(?:…|\.\.\.)\s*\))\W*$")
_NO_LETTER = re.compile(r"\W+")
_CLEARLY_LONGER = 1.5
_SIGN_OF_SOURCE = 60  # characters that a feed of headlines adds to the headline in its description


class ItemBody(NamedTuple):
    """An item's text: as pieces where it has structure, else the string as the feed gives it."""

    text: str
    pieces: tuple[Piece, ...]
    is_summary: bool
    notes: tuple[str, ...] = ()


class _Reading(NamedTuple):
    text: str
    pieces: tuple[Piece, ...]
    is_html: bool
    notes: tuple[str, ...]

    @property
    def size(self) -> int:
        """Characters of its body without white space."""
        return len(squeeze(self.words))

    @property
    def words(self) -> str:
        """Its body as one string."""
        return " ".join(p.text for p in self.pieces if p.kind in BODY_KINDS) if self.is_html else self.text


def find_item_body(fields: Fields, headline: str | None, limits: ReadLimits) -> ItemBody | Refusal:
    """Return the item's text and whether it is only a summary, or why it has none.

    It is the article itself only if the feed gives a content element apart from the summary that is clearly longer,
    and does not break off with a link to the rest.
    """
    full = _longest(fields, _FULL, limits)
    summary = _longest(fields, _SUMMARY, limits)
    best = full if full and (summary is None or full.size >= summary.size) else summary
    if best is None:
        return _without_text(fields, headline)
    if _repeats(best, headline):
        return Refusal("", "no_text", f"a text that only repeats the headline {(headline or '')[:120]!r}")
    is_summary = best is not full or (summary is not None and full.size < summary.size * _CLEARLY_LONGER)
    is_summary = is_summary or _breaks_off(best)
    pieces = [*best.pieces]
    captions = list(_captions(fields, best, limits))
    if captions and not best.is_html:
        pieces = [Piece("paragraph", words) for words in plain_paragraphs(best.text)]
    return ItemBody(best.text, (*pieces, *captions), is_summary, best.notes)


def _longest(fields: Fields, keys: tuple[str, ...], limits: ReadLimits) -> _Reading | None:
    readings = [reading for field in fields.all(*keys) if (reading := _read(field, limits)).size]
    return max(readings, key=lambda reading: reading.size, default=None)


def _read(field: Field, limits: ReadLimits) -> _Reading:
    kind = field.attributes.get("type", "").lower().partition(";")[0].strip()
    if field.attributes.get("mode") == "base64" or not _is_text(kind):
        return _Reading("", (), is_html=False, notes=())
    text, notes = field.text, tuple[str, ...]()
    if kind not in _PLAIN_TYPES and _ESCAPED_TAG.search(text) and not _TAG.search(text):
        text, notes = html.unescape(text), ("double_escaped_html_read",)
    if field.is_markup or kind in _HTML_TYPES or (kind not in _PLAIN_TYPES and _HTML.search(text)):
        pieces = _retyped(read_html_fragment(text, limits))
        return _Reading(text, tuple(pieces), is_html=True, notes=notes)
    return _Reading(text, (), is_html=False, notes=notes)


def _is_text(kind: str) -> bool:
    return not kind or kind in _PLAIN_TYPES | _HTML_TYPES or kind.endswith(("xml", "html"))


def _retyped(pieces: list[Piece]) -> Iterator[Piece]:
    """Yield the pieces, the lines that feeds put under an item marked as what they are."""
    for number, piece in enumerate(pieces):
        is_last = number >= len(pieces) - 3
        if is_last and _ORIGIN_LINE.match(piece.text[:2000]):
            yield piece._replace(kind="boilerplate")
        elif is_last and _GOES_ON_ALONE.match(piece.text):
            yield piece._replace(kind="link")
        elif is_last and (found := _GOES_ON_BEHIND.search(piece.text, max(0, len(piece.text) - 200))):
            yield piece._replace(text=piece.text[: found.start()])
            yield Piece("link", piece.text[found.end() :])
        elif piece.kind in BODY_KINDS and is_furniture(piece.text):
            yield piece._replace(kind="boilerplate")
        else:
            yield piece


def _breaks_off(reading: _Reading) -> bool:
    if not reading.is_html:
        return _CUT_MARK.search(reading.text[-200:].rstrip()) is not None
    body = [piece for piece in reading.pieces if piece.kind in BODY_KINDS]
    return _CUT_MARK.search(body[-1].text[-200:]) is not None or any(
        piece.kind == "link" and _GOES_ON_ALONE.match(piece.text) for piece in reading.pieces
    )


def _repeats(reading: _Reading, headline: str | None) -> bool:
    """Tell whether the text is the headline again, at most with the name of its source, as in feeds of links."""
    wanted = _NO_LETTER.sub("", fold(headline or ""))
    if (
        not wanted
        or reading.size > 2 * len(wanted) + _SIGN_OF_SOURCE
        or reading.words.rstrip().endswith((".", "!", "?"))
    ):
        return False
    found = _NO_LETTER.sub("", fold(reading.words))
    return wanted.startswith(found) or (found.startswith(wanted) and len(found) - len(wanted) <= _SIGN_OF_SOURCE)


def _without_text(fields: Fields, headline: str | None) -> Refusal:
    about = f" under the headline {headline[:120]!r}" if headline else ""
    media = [(f.attributes.get("type") or "") + (f.attributes.get("medium") or "") for f in _media(fields.found)]
    kind = next((kind for kind in ("audio", "video", "image") if any(kind in value.lower() for value in media)), None)
    if kind is not None:
        return Refusal("", "not_an_article", f"an item that is only {kind}, without text{about}")
    return Refusal("", "no_text", f"an item without text{about}")


def _media(fields: tuple[Field, ...]) -> Iterator[Field]:
    for field in fields:
        if field.key in ("enclosure", "media:content") or field.attributes.get("rel") == "enclosure":
            yield field
        if field.key in ("media:group", "media:content"):
            yield from _media(field.parts)


def _captions(fields: Fields, body: _Reading, limits: ReadLimits) -> Iterator[Piece]:
    """Yield the captions and credits that Media RSS gives of the item's pictures, each once, none that the text has."""
    seen = squeeze(fold(" ".join(p.text for p in body.pieces) if body.is_html else body.text))
    for part in _picture_parts(fields.found, is_picture=False):
        pieces = _read(part, limits)
        words = " ".join(p.text for p in pieces.pieces) if pieces.is_html else " ".join(part.text.split())
        key = squeeze(fold(words))
        if key and key not in seen:
            seen += key
            yield Piece("caption" if part.key == "media:description" else "credit", words)


def _picture_parts(fields: tuple[Field, ...], is_picture: bool) -> Iterator[Field]:
    for field in fields:
        if field.key == "media:content":
            kind = (field.attributes.get("type") or "") + (field.attributes.get("medium") or "")
            yield from _picture_parts(field.parts, is_picture=not kind or "image" in kind.lower())
        elif field.key == "media:group":
            yield from _picture_parts(field.parts, is_picture)
        elif field.key == "media:credit" or (field.key == "media:description" and is_picture):
            yield field
