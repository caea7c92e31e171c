"""Damaged quotation marks: of any kind and side, lost before or behind the words, and never an error."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.base.text import lines
from flows.stages.quotes import Block, find_quotes

SAID = "The quay must open again,"
PAIRS = (
    ("“", "”", "ok"),
    ("„", "“", "ok"),
    ("«", "»", "ok"),
    ("»", "«", "ok"),
    ("''", "''", "ok"),
    ("``", "''", "ok"),
    (",,", "''", "ok"),
    ("‘‘", "’’", "ok"),
    ("‚‚", "‘‘", "ok"),
    ("「", "」", "ok"),
    ("『", "』", "ok"),
    ("〝", "〞", "ok"),
    ("＂", "＂", "ok"),
    ("“", "“", "repaired"),
    ("“", '"', "repaired"),
    ('"', "”", "repaired"),
    ('"', "''", "repaired"),
    ("''", "”", "repaired"),
    ("«", '"', "repaired"),
    ("„", "»", "repaired"),
    ("“", "’’", "repaired"),
)


def found(text: str, language: str = "en") -> list[tuple[str, str, str | None]]:
    """Return what is said, the state of its marks, and by whom; reported speech aside."""
    quotes = find_quotes(text, [Block("paragraph", *span) for span in lines(text)], language).quotes
    return [
        (text[q.start : q.end], q.marks, q.source.of(text) if q.source else None)
        for q in quotes
        if q.directness in ("direct", "partial")
    ]


@pytest.mark.parametrize(("opener", "closer", "marks"), PAIRS)
def test_marks_of_any_kind_hold_speech(opener: str, closer: str, marks: str) -> None:
    text = f"{opener}{SAID}{closer} Ada Lindqvist said. The hall was {opener}nearly empty{closer} by noon, she added."
    assert found(text) == [(SAID, marks, "Ada Lindqvist"), ("nearly empty", marks, "she")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # No closing mark, but an attribution behind the words.
        ("“We have waited, Lindqvist said.", "We have waited"),
        ("“We have waited, said Tomas Brandt, a union leader in Vell.", "We have waited"),
        ("“Shall we wait? Lindqvist asked.", "Shall we wait?"),
        ("“We have waited, former minister Ada Lindqvist said.", "We have waited"),
        ("“We have waited, Ada Lindqvist, a union leader in Vell, said on Monday.", "We have waited"),
        ("“They call it ‘the shut quay,’ said Tomas Brandt.", "They call it ‘the shut quay,’"),
        ("“We have waited. — Ada Lindqvist", "We have waited."),
        # No opening mark.
        ("We have waited,” Lindqvist said.", "We have waited,"),
        ("The hall is old. We have waited,” said Ada Lindqvist.", "We have waited,"),
        ("Ada Lindqvist said: We have waited. We go on.”", "We have waited. We go on."),
        ("Ada Lindqvist asked, Shall we wait?”", "Shall we wait?"),
    ],
)
def test_a_lost_mark_is_found_by_the_attribution(text: str, expected: str) -> None:
    ((words, marks, _),) = found(text)
    assert (words, marks) == (expected, "repaired")


def test_an_unclosed_quotation_ends_where_the_next_begins_or_before() -> None:
    text = "“We have waited, Lindqvist said. “The quay must open.”"
    assert found(text) == [("We have waited", "repaired", "Lindqvist"), ("The quay must open.", "ok", "Lindqvist")]


def test_words_built_into_a_sentence_end_with_their_phrase() -> None:
    text = "He called the plan “a poor joke, and Brandt left. The hall stood empty."
    ((words, marks, _),) = found(text)
    assert (words, marks) == ("a poor joke", "repaired")


def test_the_rest_of_a_split_quotation_runs_to_the_end_of_its_block() -> None:
    text = "“We go,” Lindqvist said. “The quay is shut. Nobody came.\nThe hall stood empty."
    assert [words for words, _, _ in found(text)] == ["We go,", "The quay is shut. Nobody came."]


def test_an_unopened_rest_begins_behind_the_attribution() -> None:
    text = "“We go,” Lindqvist said. The quay is shut. Nobody came.”"
    assert [words for words, _, _ in found(text)] == ["We go,", "The quay is shut. Nobody came."]


def test_two_quotations_with_lost_marks_between_them_are_not_one() -> None:
    text = "“We have waited for a whole year now, said Ada Lindqvist. The quay must open again, and soon.”"
    assert [(words, marks) for words, marks, _ in found(text)] == [
        ("We have waited for a whole year now", "repaired"),
        ("The quay must open again, and soon.", "repaired"),
    ]


def test_words_that_lost_both_marks_are_speech_where_they_speak_in_the_first_person() -> None:
    assert found("We have waited for a year, Lindqvist said.") == [
        ("We have waited for a year", "missing", "Lindqvist")
    ]
    assert found("The quay has been shut for a year, Lindqvist said.") == []
    assert found("We have waited for a year, I said.") == []


def test_a_closing_mark_that_nothing_explains_makes_no_speech() -> None:
    assert found("He called the plan a poor joke” and left the hall.") == []
    assert found("The board called it the largest loss in the history of the port.”") == []


def test_a_report_of_what_others_say_is_not_taken_into_the_quotation() -> None:
    text = "Tomas Brandt left the hall. The mayor said nothing at all. We will not pay for it.”"
    assert [words for words, _, _ in found(text)] == ["We will not pay for it."]


@pytest.mark.parametrize(
    "text",
    [
        "“They said ‘no’ to us,” Lindqvist said.",
        "“We read “The Shut Quay” at school,” Lindqvist said.",
        "„We read «The Shut Quay» and «Ferries» at school“, Lindqvist said.",
        "“It is 6'2'' tall and 5'' wide,” Lindqvist said.",
        "“The owners' club won't pay,” Lindqvist said.",
    ],
)
def test_marks_inside_marks_are_no_damage(text: str) -> None:
    ((_, marks, source),) = found(text)
    assert (marks, source) == ("ok", "Lindqvist")


def test_marks_in_attributes_are_passed_over() -> None:
    text = '<a href="x" title="he said “no">“We go,” said Ada Lindqvist.</a>'
    assert found(text) == [("We go,", "ok", "Ada Lindqvist")]


SOUP = st.lists(
    st.sampled_from(
        [
            *"“”„‟«»‘’‚‛‹›'\"`´「」『』〝〞＂,.!?:—–- \n",
            "''",
            "``",
            ",,",
            "‘‘",
            "’’",
            " said ",
            "We ",
            "Ada Lindqvist",
            "he ",
        ]
    ),
    max_size=60,
).map("".join)


@settings(max_examples=400)
@given(SOUP, st.sampled_from(["en", "de", "fr", "ja", None]))
def test_no_soup_of_marks_raises_and_spans_are_inside_the_text(text: str, language: str | None) -> None:
    blocks = [Block("paragraph", *span) for span in lines(text)]
    for quote in find_quotes(text, blocks, language).quotes:
        assert any(block.start <= quote.start < quote.end <= block.end for block in blocks)
        assert text[quote.start : quote.end].strip() == text[quote.start : quote.end]
        assert quote.marks in ("ok", "repaired", "missing")


@pytest.mark.parametrize("piece", ["''", "“a ", '“”„"»« ', "A, ", ", A said”", "Ab ”"])
def test_long_runs_of_marks_take_linear_time(piece: str) -> None:
    text = "“" + piece * (60_000 // len(piece))
    begin = time.process_time()
    find_quotes(text, [Block("paragraph", 0, len(text))])
    assert time.process_time() - begin < 8
