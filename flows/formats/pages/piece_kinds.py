"""What else stands among the paragraphs of a page: byline, credits, links elsewhere, appeals, site furniture."""

import functools
import re
from collections.abc import Iterator

from flows.base.lexicon import rows
from flows.base.text import fold
from flows.formats.fields.bylines import split_byline
from flows.formats.fields.timestamps import parse_timestamp
from flows.formats.pages.captions import opens_like_credit
from flows.formats.pages.zones import Zones
from flows.formats.records import Metadata
from flows.formats.rendering import PageText, Piece, squeeze
from flows.formats.word_lists import any_of, find_phrases, words_of

_READ_MORE = re.compile(
    r"^\W*(?:read (?:more|also|next)|more on this|see also|more\s*:|related(?: (?:stories|articles|content))?|also read"
    r"|lesen sie (?:auch|mehr|dazu)|mehr (?:zum thema|dazu)|auch interessant|lies auch|zum artikel|lire aussi|à lire"
    r"|voir aussi|leggi anche|lee también|lea también|noticia relacionada|les også|læs også|läs också|läs mer"
    r"|lees ook|leia também|czytaj też|przeczytaj też|читайте также|ayrıca oku)\b",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?。！？…][\"'”’»)\]]*$")
_SHORT = 160
_LONGEST_HEADLINE = 500
_FURNITURE_WORDS = 10
_LABELLED_WORDS = 22
_APPEAL_LENGTHS = (0, 130, 320, 600)  # below this length a block with one, two, three phrases of appeal is one
_LINKED = 0.25
_MOST_ZONED = 0.35  # of the text: class names that would set more apart do not mean what they say
_DATE_LINE = 45
_LAST = 4  # blocks of the text among which a note about its author stands


def retype(
    pieces: list[Piece], page: PageText, headline: str | None, metadata: Metadata, zones: Zones, alts: frozenset[str]
) -> list[Piece]:
    """Return the placed body pieces with kinds as their words, links and places show; a repeated headline is dropped.

    `zones` are the stretches that class names set apart, `alts` the pictures' alternative texts, squeezed.
    """
    kept = [
        piece
        for number, piece in enumerate(pieces)
        if number >= 5
        or len(piece.text) > _LONGEST_HEADLINE
        or not _repeats_headline(piece, headline, metadata.headline)
    ]
    total = sum(len(p.text) for p in kept)
    zoned = sum(len(p.text) for p in kept if zones.covers(p.at))
    apart = zones if zoned <= total * _MOST_ZONED else Zones([], [])
    typed = [p._replace(kind=_kind(p, page, metadata, apart, alts)) for p in kept]
    return list(_with_bios(_with_link_headings(typed), metadata.byline))


def _repeats_headline(piece: Piece, *headlines: str | None) -> bool:
    key = squeeze(fold(piece.text))
    for headline in headlines:
        wanted = squeeze(fold(headline or ""))
        if wanted and (key == wanted or (piece.kind == "heading" and len(wanted) > 20 and wanted in key)):
            return True
    return False


def _kind(piece: Piece, page: PageText, metadata: Metadata, zones: Zones, alts: frozenset[str]) -> str:
    share = page.link_share(piece)
    if piece.kind == "other":
        return piece.kind
    if _is_link(piece, share):
        return "link"
    if zones.covers(piece.at):
        return "boilerplate"
    if piece.kind == "paragraph" and squeeze(piece.text) in alts:
        return "caption"
    found = _short_kind(piece.text, metadata) if len(piece.text) <= _SHORT else None
    return found or ("boilerplate" if is_appeal(piece.text, share) else piece.kind)


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
    if len(text) <= _DATE_LINE and parse_timestamp(text).on and any(map(str.isspace, text)):
        return "date_header"
    if not any(name.split()[-1].casefold() in text.casefold() for name in metadata.byline):
        return None
    persons = split_byline(text).persons
    if not persons or not {fold(person) for person in persons} <= {fold(person) for person in metadata.byline}:
        return None
    return "byline" if len(text.split()) - sum(len(person.split()) for person in persons) <= 6 else None


def is_appeal(text: str, link_share: float = 0.0) -> bool:
    """Tell whether the block speaks to the reader about the site and not of the news (lexicon reader_appeals)."""
    if len(text) >= _APPEAL_LENGTHS[-1]:
        return False
    kinds = [phrase.kind for phrase in find_phrases(text, "reader_appeals")]
    walls = [phrase.kind for phrase in find_phrases(text, "wall_phrases")] if len(text) < _APPEAL_LENGTHS[2] else []
    appeals, words = kinds.count("appeal"), kinds.count("word") + walls.count("login")
    if not appeals and not (words and link_share >= _LINKED):
        words -= 1  # a single word of theirs proves nothing
    return appeals + words > 0 and len(text) < _APPEAL_LENGTHS[min(appeals + words, 3)]


def is_furniture(text: str) -> bool:
    """Tell whether the line is one of those that sites put around articles (lexicon site_furniture)."""
    if len(text) > _SHORT:
        return False
    folded = fold(text).strip(" .:!?*-|>»›→[]()…")
    count = folded.count(" ") + 1
    exact, opening, asking, labels = _furniture()
    if folded in exact or (count <= _LABELLED_WORDS and labels.match(folded)):
        return True
    if count > _FURNITURE_WORDS:
        return False
    return asking.match(folded) is not None or (text.rstrip()[-1:] != "." and opening.match(folded) is not None)


@functools.cache
def _furniture() -> tuple[frozenset[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    und = [(fold(row[0]), row[1]) for row in rows("und", "site_furniture")]
    kinds = {kind: [fold(entry) for entry in words_of("site_furniture", kind)] for kind in ("exact", "starts", "asks")}
    exact = frozenset((*kinds["exact"], *(entry for entry, kind in und if kind == "exact")))
    starts = [*kinds["starts"], *(entry for entry, kind in und if kind == "starts")]
    patterns = (starts, kinds["asks"], [entry for entry in starts if entry.endswith(":")])
    opening, asking, labels = (re.compile(rf"(?:{any_of(entries)})(?=[\s,:]|$)") for entries in patterns)
    return exact, opening, asking, re.compile(labels.pattern.replace(r"(?=[\s,:]|$)", ""))


def _with_link_headings(pieces: list[Piece]) -> list[Piece]:
    """Return the pieces, a heading that has nothing but links under it being a link itself."""
    below_is_link = False
    turned: list[Piece] = []
    for number in range(len(pieces) - 1, -1, -1):
        piece = pieces[number]
        if piece.kind == "heading":
            piece = piece._replace(kind="link") if below_is_link and _only_links(pieces, number + 1) else piece
        below_is_link = piece.kind == "link"
        turned.append(piece)
    return turned[::-1]


def _only_links(pieces: list[Piece], start: int) -> bool:
    for piece in pieces[start : start + 30]:
        if piece.kind == "heading":
            return True
        if piece.kind not in ("link", "credit", "caption", "boilerplate"):
            return False
    return True


def _with_bios(pieces: list[Piece], byline: tuple[str, ...]) -> Iterator[Piece]:
    """Yield the pieces, a note about one of the authors among the last ones being no part of the text."""
    body = [number for number, piece in enumerate(pieces) if piece.kind == "paragraph"]
    last = set(body[-_LAST:]) if len(body) > _LAST else set()
    for number, piece in enumerate(pieces):
        is_bio = number in last and len(piece.text) < 600 and any(_is_about(name, piece.text) for name in byline)
        yield piece._replace(kind="boilerplate") if is_bio else piece


def _is_about(name: str, text: str) -> bool:
    """Tell whether the text opens with the name, after a role at most, and goes on as notes about authors do."""
    at = fold(text).find(fold(name))
    return 0 <= at <= 40 and _bio().match(fold(text)[at + len(fold(name)) :]) is not None


@functools.cache
def _bio() -> re.Pattern[str]:
    phrases = any_of(fold(entry) for entry in words_of("reader_appeals", "bio"))
    return re.compile(rf"(?:\s*\([^)]*\))?,?\s+(?:{phrases})(?!\w)")
