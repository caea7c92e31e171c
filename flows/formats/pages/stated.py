"""The body that a page's JSON-LD states (schema.org articleBody), where the page itself gives much less of it."""

import itertools

from lxml.etree import _Element

from flows.formats.limits import DEFAULT_LIMITS
from flows.formats.pages.blocks import lines_of, walk_text
from flows.formats.pages.tree import parse_tree
from flows.formats.records import Refusal
from flows.formats.rendering import Piece, squeeze

_SHORTEST = 300  # characters: a shorter one is often a summary
_LONGEST = 100_000
_MOST_LINES = 5_000
_POOR = 0.5
_GOOD = 0.7
_NOTHING = 150
_PROBE = 40


def complete_body(tree: _Element, pieces: list[Piece], stated: str | None) -> list[Piece]:
    """Return the pieces, or where they are less than half of the stated body, the page's own lines that are in it.

    A page that shows next to nothing, since a script would have filled it, gives the stated body itself.
    """
    words = squeeze(stated or "")
    found = sum(len(squeeze(piece.text)) for piece in pieces)
    if not _SHORTEST <= len(words) <= _LONGEST or found >= len(words) * _POOR:
        return pieces
    shown = [
        piece
        for piece in itertools.islice(walk_text(tree), _MOST_LINES)
        if len(piece.text) >= 3 and squeeze(piece.text)[:_PROBE] in words
    ]
    if sum(len(squeeze(piece.text)) for piece in shown) >= len(words) * _GOOD:
        return shown
    return _stated_pieces(stated or "") if found < _NOTHING else pieces


def _stated_pieces(stated: str) -> list[Piece]:
    """Return the stated body's paragraphs; some pages state it with its mark-up."""
    if "<" not in stated:
        return list(lines_of("paragraph", stated))
    tree = parse_tree(f"<div>{stated}</div>", DEFAULT_LIMITS)
    return [] if isinstance(tree, Refusal) else list(walk_text(tree))
