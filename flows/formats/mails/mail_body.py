"""Which parts of a mail are its text, and that text as pieces: the plain text, or the HTML where that says more."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from lxml import etree

from flows.formats.encodings import decode
from flows.formats.limits import ReadLimits
from flows.formats.mails.mail_text import retyped, text_pieces
from flows.formats.mails.mime_parts import Part, content_of
from flows.formats.media_types import charset_label
from flows.formats.opening_lines import name_opening
from flows.formats.pages.html import parse_tree, read_html_fragment
from flows.formats.records import Refusal
from flows.formats.rendering import Piece

# Of the words in the HTML; below it, a plain text is a stub such as "your program does not show HTML".
_ENOUGH = 0.5
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all|visibility\s*:\s*hidden", re.IGNORECASE)
_UNSEEN = ("head", "script", "style", "title", "template", "noscript")
_QUOTE = re.compile(r"\b(?:gmail_quote|moz-cite-prefix|yahoo_quoted|OutlookMessageHeader)\b")
_SIGNATURE = re.compile(r"\b(?:gmail_signature|moz-signature|email-signature)\b")


class Body(NamedTuple):
    """A mail's text: its pieces, the parts it was taken from or that repeat it, its encoding, what was refused."""

    pieces: tuple[Piece, ...] = ()
    used: tuple[Part, ...] = ()
    encoding: str = "utf-8"
    evidence: str = "utf-8"
    notes: tuple[str, ...] = ()
    refusals: tuple[Refusal, ...] = ()


class _Reading(NamedTuple):
    """What holds for every part of one mail."""

    limits: ReadLimits
    is_forward: bool


def find_body(message: Part, subject: str, is_forward: bool, limits: ReadLimits) -> Body:
    """Return the text that a mail program would show, a repeated subject and a byline named at its head.

    What a reply quotes is other; what a forward carries is the text itself.
    """
    body = _body_of(message, _Reading(limits, is_forward))
    return body._replace(pieces=tuple(name_opening(list(body.pieces), subject or None)))


def _body_of(part: Part, reading: _Reading) -> Body:
    """Return the text of a part; the levels of parts are few, see parse_message."""
    if not part.children:
        is_shown = part.kind in ("text/plain", "text/html") and not _is_file(part)
        return _leaf_body(part, reading) if is_shown else Body()
    if part.kind == "multipart/alternative":
        return _best([_body_of(child, reading) for child in part.children], part)
    if part.kind == "multipart/related":
        return _body_of(root_of(part), reading)
    if part.kind == "multipart/digest":
        return Body()
    return _joined([_body_of(child, reading) for child in part.children])


def root_of(part: Part) -> Part:
    """Return the part of a multipart/related that the others belong to (RFC 2387, 3.2)."""
    start = part.parameter("content-type", "start")
    return next((child for child in part.children if start and child.text("content-id") == start), part.children[0])


def _is_file(part: Part) -> bool:
    disposition = part.text("content-disposition").lower()
    return disposition.startswith("attachment") or part.parameter("content-disposition", "filename") is not None


def _leaf_body(part: Part, reading: _Reading) -> Body:
    content = content_of(part)
    decoded = content if isinstance(content, Refusal) else decode(content, charset_label(part.text("content-type")))
    if isinstance(decoded, Refusal):
        return Body(used=(part,), refusals=(decoded,))
    length = sum(len(word) for word in decoded.text.split()) if part.kind == "text/plain" else 0
    if length > reading.limits.max_text_chars:
        detail = f"{length:,} characters; an article has at most {reading.limits.max_text_chars:,}"
        return Body(used=(part,), refusals=(Refusal("", "too_large", detail),))
    if part.kind == "text/html":
        pieces = html_pieces(decoded.text, reading.limits, reading.is_forward)
    else:
        flowed = (part.parameter("content-type", "format") or "").lower() == "flowed"
        joined = (part.parameter("content-type", "delsp") or "").lower() == "yes"
        pieces = text_pieces(decoded.text.replace("\0", "\ufffd"), flowed, joined)
    if isinstance(pieces, Refusal):
        return Body(used=(part,), refusals=(pieces,))
    return Body(tuple(pieces), (part,), decoded.encoding, decoded.evidence, decoded.notes)


def html_pieces(text: str, limits: ReadLimits, is_forward: bool = False) -> list[Piece] | Refusal:
    """Return all that a mail's HTML shows, in page order; what a reply quotes and the signature come last."""
    tree = parse_tree(text, limits)
    if isinstance(tree, Refusal):
        return tree
    for element in list(tree.iter(*_UNSEEN)):
        _take_out(element)
    for element in [e for e in tree.iter() if _HIDDEN.search(e.get("style") or "")]:
        _take_out(element)
    quotes = [_taken_out(e) for e in _outermost(e for e in tree.iter() if _is_quote(e) and not is_forward)]
    signatures = [_taken_out(e) for e in _outermost(e for e in tree.iter() if _SIGNATURE.search(e.get("class") or ""))]
    pieces = retyped(read_html_fragment(_markup(tree), limits))
    for kind, fragments in (("other", quotes), ("boilerplate", signatures)):
        pieces += [p._replace(kind=kind) for fragment in fragments for p in read_html_fragment(fragment, limits)]
    return pieces


def _is_quote(element: etree._Element) -> bool:
    if element.tag == "blockquote" and element.get("type") == "cite":
        return True
    return _QUOTE.search(element.get("class") or "") is not None


def _outermost(elements: Iterable[etree._Element]) -> list[etree._Element]:
    """Return those elements, in page order, that stand in none of the others."""
    found: list[etree._Element] = []
    inside: set[etree._Element] = set()
    for element in elements:
        if element not in inside:
            found.append(element)
            inside.update(element.iterdescendants())
    return found


def _taken_out(element: etree._Element) -> str:
    markup = _markup(element)
    _take_out(element)
    return markup


def _take_out(element: etree._Element) -> None:
    if element.getparent() is not None:
        element.drop_tree()


def _markup(element: etree._Element) -> str:
    return str(etree.tostring(element, encoding="unicode", method="html", with_tail=False))


def _words(body: Body) -> int:
    return sum(len(piece.text.split()) for piece in body.pieces if piece.kind not in ("other", "boilerplate", "link"))


def _best(options: list[Body], part: Part) -> Body:
    """Return of several renderings of one text the plain one unless it is a stub; the others count as used."""
    most = max((_words(option) for option in options), default=0)
    whole = [option for option in options if option.pieces and _words(option) >= most * _ENOUGH]
    chosen = next(iter(whole), None) or next((option for option in options if option.refusals), Body())
    repeated = tuple(leaf for leaf in part.leaves() if leaf.kind.startswith(("text/", "application/json")))
    return chosen._replace(used=(*chosen.used, *repeated))


def _joined(bodies: list[Body]) -> Body:
    shown = [body for body in bodies if body.pieces]
    first = shown[0] if shown else Body()
    return first._replace(
        pieces=tuple(piece for body in bodies for piece in body.pieces),
        used=tuple(part for body in bodies for part in body.used),
        notes=tuple(dict.fromkeys(note for body in bodies for note in body.notes)),
        refusals=tuple(refusal for body in bodies for refusal in body.refusals),
    )
