"""Quotations: marks of every kind and state, speech without marks, and words in marks that are no speech."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from speech import article, tables

from flows.base.schemas import local
from flows.base.text import Span, lines
from flows.stages.quotes import Block, extract_quotes, find_quotes

FIXTURES = Path(__file__).parent / "fixtures" / "quotes"


def blocks_of(text: str) -> list[Block]:
    return [Block("paragraph", span.start, span.end) for span in lines(text)]


def words(text: str, span: Span | None) -> str | None:
    return text[span.start : span.end] if span else None


@pytest.mark.parametrize("name", sorted(path.stem for path in FIXTURES.glob("*.txt")))
def test_case(name: str) -> None:
    text = (FIXTURES / f"{name}.txt").read_bytes().decode("utf-8")
    expected = json.loads((FIXTURES / f"{name}.json").read_text("utf-8"))
    found = find_quotes(text, blocks_of(text))
    assert [
        [
            text[q.start : q.end],
            q.directness,
            q.marks,
            words(text, q.source),
            words(text, q.cue),
            q.utterance_no,
            q.rule,
        ]
        for q in found.quotes
    ] == expected["quotes"]
    assert [[text[n.start : n.end], n.reason] for n in found.not_quotes] == expected["not_quotes"]


def test_headings_and_captions_hold_no_quotes() -> None:
    text = "“We stay here”\n“We stay here,” said Ada Lindqvist."
    first, second = lines(text)
    found = find_quotes(text, [Block("heading", *first), Block("caption", *second)])
    assert found.quotes == ()
    assert [n.reason for n in found.not_quotes] == ["heading"]


def test_quoted_words_inside_reported_speech_name_the_row_around_them() -> None:
    text = "Ada Lindqvist said that the pier was “close to falling down” and should be shut."
    mixed, partial = find_quotes(text, blocks_of(text)).quotes
    assert (mixed.directness, partial.directness) == ("mixed", "partial")
    assert partial.inside == 0
    assert mixed.utterance_no == partial.utterance_no
    assert text[mixed.start : mixed.end].startswith("the pier was “close")


def test_according_to_gives_the_clause_and_its_source() -> None:
    for text in (
        "According to Ada Lindqvist, the pier is safe.",
        "The pier is safe again, according to Ada Lindqvist.",
    ):
        (quote,) = find_quotes(text, blocks_of(text)).quotes
        assert words(text, quote.source) == "Ada Lindqvist"
        assert text[quote.start : quote.end].casefold().startswith("the pier is safe")


def test_two_speakers_in_one_paragraph_are_two_utterances() -> None:
    text = "“The pier is safe,” said Ada Lindqvist. “It is not,” said Tomas Brandt."
    one, two = find_quotes(text, blocks_of(text)).quotes
    assert one.utterance_no != two.utterance_no
    assert words(text, two.source) == "Tomas Brandt"


def test_a_language_without_word_lists_gets_marks_and_no_source() -> None:
    text = "« Le pont reste fermé », a dit Ada Lindqvist."
    (quote,) = find_quotes(text, blocks_of(text), "fr").quotes
    assert (text[quote.start : quote.end], quote.source, quote.rule) == ("Le pont reste fermé", None, "marks_only")


ODD = st.text(alphabet="“”„«»‘’\"'`「」—- \nabAB.,?!é的\x00\U0001f6a2", max_size=160)
SPEECH = st.lists(
    st.sampled_from(
        [
            "“We go,” ",
            "said ",
            "Ada Lindqvist ",
            "he ",
            "told the Courier that ",
            "“",
            "” ",
            "— ",
            ". ",
            ", ",
            "\n",
            '"no" ',
        ]
    ),
    max_size=30,
).map("".join)


@settings(deadline=None, max_examples=150)
@given(st.one_of(ODD, SPEECH))
def test_odd_text_never_raises_and_every_span_is_exact(text: str) -> None:
    found = find_quotes(text, blocks_of(text))
    for quote in found.quotes:
        assert 0 <= quote.start < quote.end <= len(text)
        assert not text[quote.start].isspace()
        assert quote.source is None or text[quote.source.start : quote.source.end].strip()
    assert [q.start for q in found.quotes] == sorted(q.start for q in found.quotes)
    assert not {(q.start, q.end) for q in found.quotes} & {(n.start, n.end) for n in found.not_quotes}


def test_table_rows_keep_the_contract() -> None:
    text = "Ada Lindqvist said that the pier was “close to falling down” and old.\nThe “quiet” hall stood empty."
    quotes, others = extract_quotes(*tables(article("art_a", text), article("art_b", "")))
    assert quotes.schema == local.QUOTES.arrow
    assert others.schema == local.NOT_QUOTES.arrow
    rows = quotes.to_pylist()
    assert all(text[row["char_start"] : row["char_end"]] == row["content"] for row in rows)
    assert rows[1]["inside_quote_id"] == rows[0]["quote_id"]
    assert [row["reason"] for row in others.to_pylist()] == ["scare"]
