"""What else stands among the paragraphs of a page: headline, byline, credits, links elsewhere, site furniture."""

import functools
import re
from collections.abc import Iterator

from flows.base.lexicon import rows
from flows.base.text import fold
from flows.formats.bylines import split_byline
from flows.formats.captions import opens_like_credit
from flows.formats.records import Metadata
from flows.formats.rendering import PageText, Piece, squeeze

_READ_MORE = re.compile(
    r"^\W*(?:read (?:more|also|next)|more on this|see also|more\s*:|related(?: (?:stories|articles|content))?|also read"
    r"|lesen sie (?:auch|mehr|dazu)|mehr (?:zum thema|dazu)|auch interessant|lies auch|zum artikel|lire aussi|à lire"
    r"|voir aussi|leggi anche|lee también|lea también|noticia relacionada|les også|læs også|läs också|läs mer"
    r"|lees ook|leia também|czytaj też|przeczytaj też|читайте также|ayrıca oku)\b",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?。！？…][\"'”’»)\]]*$")
_SHORT = 160


def retype(pieces: list[Piece], page: PageText, headline: str | None, metadata: Metadata) -> list[Piece]:
    """Return the placed body pieces with kinds as their words and links show; a repeated headline is dropped."""
    kept = [p for n, p in enumerate(pieces) if not (n < 5 and _repeats_headline(p, headline, metadata.headline))]
    typed = [p._replace(kind=_kind(p, page, metadata)) for p in kept]
    return list(_with_link_headings(typed))


def _repeats_headline(piece: Piece, *headlines: str | None) -> bool:
    key = squeeze(fold(piece.text))
    for headline in headlines:
        wanted = squeeze(fold(headline or ""))
        if wanted and (key == wanted or (piece.kind == "heading" and len(wanted) > 20 and wanted in key)):
            return True
    return False


def _kind(piece: Piece, page: PageText, metadata: Metadata) -> str:
    if piece.kind == "other":
        return piece.kind
    if _is_link(piece, page.link_share(piece)):
        return "link"
    return (_short_kind(piece.text, metadata) if len(piece.text) <= _SHORT else None) or piece.kind


def _is_link(piece: Piece, share: float) -> bool:
    """Tell whether the piece points to another article: linked like a headline, or opening with words that say so."""
    if _READ_MORE.match(piece.text) and (share >= 0.3 or len(piece.text) < 40):
        return True
    if share >= 0.9 and (piece.kind == "heading" or not _SENTENCE_END.search(piece.text)):
        return True
    return piece.kind == "list_item" and share >= 0.6 and len(piece.text) <= _SHORT


def _short_kind(text: str, metadata: Metadata) -> str | None:
    if opens_like_credit(text):
        return "credit"
    if is_furniture(text):
        return "boilerplate"
    if not metadata.byline:
        return None
    persons = split_byline(text).persons
    if not persons or not {fold(person) for person in persons} <= {fold(person) for person in metadata.byline}:
        return None
    return "byline" if len(text.split()) - sum(len(person.split()) for person in persons) <= 6 else None


def is_furniture(text: str) -> bool:
    """Tell whether the line is one of those that sites put around articles (lexicon site_furniture)."""
    folded = fold(text).strip(" .:!|")
    exact, opening = _furniture()
    return folded in exact or (len(folded) < 80 and folded.startswith(opening))


@functools.cache
def _furniture() -> tuple[frozenset[str], tuple[str, ...]]:
    found = [row for language in ("de", "en") for row in rows(language, "site_furniture") if len(row) > 1]
    exact = frozenset(row[0] for row in found if row[1] == "exact")
    return exact, tuple(sorted(row[0] for row in found if row[1] == "starts"))


def _with_link_headings(pieces: list[Piece]) -> Iterator[Piece]:
    """Yield the pieces, a heading that has nothing but links under it being a link itself."""
    below_is_link = False
    turned: list[Piece] = []
    for number in range(len(pieces) - 1, -1, -1):
        piece = pieces[number]
        if piece.kind == "heading":
            piece = piece._replace(kind="link") if below_is_link and _only_links(pieces, number + 1) else piece
        below_is_link = piece.kind == "link"
        turned.append(piece)
    yield from reversed(turned)


def _only_links(pieces: list[Piece], start: int) -> bool:
    for piece in pieces[start : start + 30]:
        if piece.kind == "heading":
            return True
        if piece.kind not in ("link", "credit", "caption", "boilerplate"):
            return False
    return True
