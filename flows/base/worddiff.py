"""Two wordings of one thing, word by word: what both have, what only the first has, what only the second has."""

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import NamedTuple

from flows.base.text import fold

# A word, or one sign, with the white space behind it.
_TOKEN = re.compile(r"(?:[^\W_]+(?:['’.-][^\W_]+)*|[^\w\s]|_)\s*|\s+")


class Piece(NamedTuple):
    """A run of words: `kind` is same, gone (only in the first wording) or new (only in the second)."""

    kind: str
    text: str


def diff_words(first: str, second: str) -> list[Piece]:
    """Return the pieces in order: those not new make `first` exactly, those not gone make `second` up to white space.

    Kinds of quotation marks and dashes count as equal. One word in common amid changes is shown as changed too: two
    sentences told in other words always have some, and they hide what became of the sentence.
    """
    a, b = _TOKEN.findall(first), _TOKEN.findall(second)
    runs = SequenceMatcher(None, [_key(token) for token in a], [_key(token) for token in b], autojunk=False)
    pieces: list[Piece] = []
    gone, new = "", ""
    codes = runs.get_opcodes()
    for number, (code, a_start, a_end, b_start, b_end) in enumerate(codes):
        is_inner = 0 < number < len(codes) - 1
        if code == "equal" and not (is_inner and a_end - a_start == 1):
            pieces += [*_changes(gone, new), Piece("same", "".join(a[a_start:a_end]))]
            gone, new = "", ""
        else:
            gone += "".join(a[a_start:a_end])
            new += "".join(b[b_start:b_end])
    return [*pieces, *_changes(gone, new)]


def _key(token: str) -> str:
    plain = token.strip()
    return plain.replace("’", "'") if plain[:1].isalnum() else fold(plain).replace("'", '"')


def _changes(gone: str, new: str) -> Iterable[Piece]:
    return (piece for piece in (Piece("gone", gone), Piece("new", new)) if piece.text)


def shorten(pieces: Sequence[Piece], most_words: int) -> list[Piece]:
    """Return the pieces, the middle of each that has more words than this left out; what is the same is cut shorter."""
    return [
        Piece(piece.kind, _cut(piece.text, most_words // 2 if piece.kind == "same" else most_words)) for piece in pieces
    ]


def _cut(text: str, most_words: int) -> str:
    tokens = text.split(" ")
    if len(tokens) <= most_words + 1:
        return text
    half = most_words // 2
    return " ".join([*tokens[:half], "…", *tokens[-half:]])


def lay_out(pieces: Sequence[Piece]) -> list[Piece]:
    """Return the pieces as they are to be shown: white space behind a change apart, some where words would touch."""
    shown: list[Piece] = []
    for piece, following in zip_longest(pieces, pieces[1:], fillvalue=Piece("same", "")):
        words = piece.text if piece.kind == "same" else piece.text.rstrip()
        is_tight = not (words[-1:].isalnum() and following.text[:1].isalnum())
        is_replaced = piece.kind == "gone" and following.kind == "new"
        space = piece.text[len(words) :] or ("" if is_tight and not is_replaced else " ")
        shown += [Piece(piece.kind, words), *([Piece("same", space)] if space else [])]
    return shown


def mark(pieces: Sequence[Piece]) -> str:
    """Return the pieces as plain text, in the marks of wdiff: [-gone-] {+new+}."""
    marks = {"same": "{}", "gone": "[-{}-]", "new": "{{+{}+}}"}
    return "".join(marks[piece.kind].format(piece.text) for piece in lay_out(pieces)).rstrip()
