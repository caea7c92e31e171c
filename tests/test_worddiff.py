"""A word diff must lose no word of either wording, and mark what changed and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.base.worddiff import Piece, diff_words, lay_out, mark, shorten

WORDINGS = st.lists(
    st.sampled_from(["the", "wall", "wall,", "fell", "“No,”", "'no'", "on", "2", "—", "March."]), max_size=9
)
MARKED = {
    ("the wall fell", "the wall fell"): "the wall fell",
    ("the sea wall fell down", "the sea dyke fell down"): "the sea [-wall-] {+dyke+} fell down",
    ("all was well here.", "all was well."): "all was well [-here-].",
    ("“So it is,” she said", '"So it is," she said'): "“So it is,” she said",
    ("it don’t matter now", "it don't matter now"): "it don’t matter now",
    # One word in common amid changes tells nothing.
    ("a long way of going", "some other way to travel"): "[-a long way of going-] {+some other way to travel+}",
    ("keep off", "keep off to lorries"): "keep off {+to lorries+}",
    ("", "new"): "{+new+}",
    ("gone", ""): "[-gone-]",
    ("", ""): "",
}


@pytest.mark.parametrize(("first", "second"), MARKED)
def test_changes_are_marked_and_nothing_else(first: str, second: str) -> None:
    assert mark(diff_words(first, second)) == MARKED[first, second]


@given(WORDINGS, WORDINGS)
def test_both_wordings_can_be_read_off_the_pieces(one: list[str], other: list[str]) -> None:
    first, second = " ".join(one), " ".join(other)
    pieces = diff_words(first, second)
    assert "".join(piece.text for piece in pieces if piece.kind != "new") == first
    assert _letters("".join(piece.text for piece in pieces if piece.kind != "gone")) == _letters(second)


@given(WORDINGS)
def test_the_same_wording_has_no_change(one: list[str]) -> None:
    assert {piece.kind for piece in diff_words(" ".join(one), " ".join(one))} <= {"same"}


@given(WORDINGS, WORDINGS)
def test_laying_out_adds_white_space_alone(one: list[str], other: list[str]) -> None:
    pieces = diff_words(" ".join(one), " ".join(other))
    assert _letters("".join(piece.text for piece in lay_out(pieces))) == _letters("".join(p.text for p in pieces))


def test_a_long_piece_loses_its_middle() -> None:
    words = " ".join(map(str, range(100)))
    assert shorten([Piece("new", words)], 4) == [Piece("new", "0 1 … 98 99")]
    assert shorten([Piece("same", "a b c d")], 8) == [Piece("same", "a b c d")]


def _letters(text: str) -> str:
    """The text without white space, its marks of one kind."""
    return "".join(text.split()).translate(str.maketrans("“”’—", '""\'-')).replace("'", '"')
