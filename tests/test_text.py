"""Spans are exact on any text, and folding is for comparison only."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.base.text import Span, count_words, fold, lines, sentences, trim, word_spans, words


@given(st.text())
def test_sentences_and_lines_are_trimmed_ordered_and_cover_all_that_is_not_blank(text: str) -> None:
    for spans in (sentences(text), lines(text)):
        end = 0
        for span in spans:
            assert end <= span.start < span.end <= len(text)
            assert not text[end : span.start].strip()
            assert span.of(text) == span.of(text).strip()
            end = span.end
        assert not text[end:].strip()


@given(st.text(), st.integers(0, 20), st.integers(0, 20))
def test_sentences_of_a_stretch_stay_inside_it(text: str, start: int, length: int) -> None:
    start = min(start, len(text))
    end = min(start + length, len(text))
    assert all(start <= span.start < span.end <= end for span in sentences(text, start, end))


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(), st.integers(0, 10))
def test_trimming_keeps_everything_that_is_not_blank(text: str, start: int) -> None:
    span = trim(text, min(start, len(text)), len(text))
    assert span.of(text) == text[min(start, len(text)) :].strip()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The quay was shut.The mayor left.", ["The quay was shut.", "The mayor left."]),
        ("Mr. Orne met the U.S. envoy. She agreed.", ["Mr. Orne met the U.S. envoy.", "She agreed."]),
        ("“It held. It will hold,” she said. Nobody asked.", None),
        ("", []),
        (" \n\t ", []),
    ],
)
def test_sentences_split_where_a_reader_would(text: str, expected: list[str] | None) -> None:
    found = [span.of(text) for span in sentences(text)]
    if expected is None:
        assert found[-1] == "Nobody asked."
    else:
        assert found == expected


def test_words_fold_accents_marks_and_possessives() -> None:
    assert words("Ilsé’s “sea-wall” – 3.5 km") == ["ilse", "sea-wall", "3.5", "km"]
    text = "Ilsé’s wall"
    assert [span.of(text) for span in word_spans(text)] == ["Ilsé’s", "wall"]


def test_overlap_is_of_characters_not_of_ends() -> None:
    assert Span(0, 3).overlaps(Span(2, 5))
    assert not Span(0, 3).overlaps(Span(3, 5))


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("The wall’s “lamp” — 3.5 km", 6),
        ("今天北京下雨。", 6),
        ("東京タワーは高い。2025年3月", 10),
        ("한국어 문장 입니다.", 3),
        ("The 日本 wall", 4),
        ("𠀀𠀁", 2),
        ("👩‍🚀 e\u0301", 2),
        ("مرحبا بالعالم", 2),
    ],
)
def test_words_are_counted_with_and_without_spaces(text: str, count: int) -> None:
    assert count_words(text) == count


def test_lines_end_at_every_line_separator_and_lose_their_white_space() -> None:
    for end in ("\n", "\r\n", "\r", "\u2028", "\u2029", "\n \t\n"):
        text = f" one  two {end}\x0bthree\xa0"
        assert [span.of(text) for span in lines(text)] == ["one  two", "three"]
