"""What the first pieces of a rendered text are, where the words alone leave no doubt: headline, byline, date."""

import re

from flows.base.text import fold
from flows.formats.fields.bylines import split_byline
from flows.formats.fields.timestamps import parse_timestamp
from flows.formats.rendering import Piece

_BY = re.compile(r"(?:by|von|par|por|door|av|af|di|text|tekst)[ :]\s*\S", re.IGNORECASE)
_BYLINE_CHARS = 120
_DATE_CHARS = 60
_HEAD_PIECES = 4
_DAY = 10  # characters of a whole date


def name_opening(pieces: list[Piece], headline: str | None) -> list[Piece]:
    """Return the pieces, among the first ones those named that repeat the headline, say "By …", or are a date."""
    head = [n for n, piece in enumerate(pieces) if piece.kind in ("paragraph", "heading")][:_HEAD_PIECES]
    named = list(pieces)
    for number in head:
        kind = _opening_kind(pieces[number].text, headline)
        if kind is not None:
            named[number] = pieces[number]._replace(kind=kind)
    return named


def _opening_kind(text: str, headline: str | None) -> str | None:
    if headline and fold(text) == fold(headline):
        return "headline"
    if _is_byline(text):
        return "byline"
    return "date_header" if len(text) <= _DATE_CHARS and len(parse_timestamp(text).on or "") == _DAY else None


def _is_byline(text: str) -> bool:
    if len(text) > _BYLINE_CHARS or text.endswith((".", "!", "?", ":")) or not _BY.match(text):
        return False
    persons = split_byline(text).persons
    return bool(persons) and len(text.split()) - sum(len(person.split()) for person in persons) <= 6
