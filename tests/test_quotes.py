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


def sources(text: str) -> list[tuple[str, str | None, str]]:
    found = find_quotes(text, blocks_of(text)).quotes
    return [(text[q.start : q.end], words(text, q.source), q.rule) for q in found]


def test_a_block_that_opens_with_a_dash_has_its_own_cue_and_not_the_speaker_before() -> None:
    text = (
        "Osric Penhale said on Friday that the town “will wait for nobody.\n"
        "— Every spring we tarred the roof — told Petra Quarrie to the Vell Courier. You asked, and nothing came.”"
    )
    assert sources(text)[-2:] == [
        ("Every spring we tarred the roof", "Petra Quarrie", "dash"),
        ("You asked, and nothing came.", "Petra Quarrie", "said_before"),
    ]


def test_a_quotation_that_runs_over_goes_on_only_under_the_same_mark() -> None:
    first = "Osric Penhale said: “The town will wait for nobody.\n"
    assert sources(first + "“Nobody will wait for it either.”")[-1][1:] == ("Osric Penhale", "continued")
    assert sources(first + "«Nobody will wait for it either.»")[-1][1:] == (None, "no_cue")


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("Quarrie denies it. “We did all of it”, said in the notice Petra Penhale, the mill’s clerk.", "Petra Penhale"),
        ("“We did all of it,” said on Monday Petra Penhale.", "Petra Penhale"),
        ("“We did all of it,” said Osric Penhale in a letter to Petra Quarrie.", "Osric Penhale"),
    ],
)
def test_an_adverbial_may_stand_between_an_inverted_cue_and_its_source(text: str, source: str) -> None:
    found = sources(text)[-1]
    assert found[1] is not None
    assert found[1].startswith(source)
    assert found[2] == "after_quote"


@pytest.mark.parametrize(
    ("text", "source", "content"),
    [
        (
            "The report of the mill board, which the Vell Courier saw, shows that the weir was rotten.",
            "The report of the mill board, which the Vell Courier saw,",
            "the weir was rotten",
        ),
        (
            "A clerk at the Weir Ministry, who asked not to be named, said the board’s letters were burnt.",
            "A clerk at the Weir Ministry, who asked not to be named,",
            "the board’s letters were burnt",
        ),
        ("The weir was rotten, said Petra Penhale.", "Petra Penhale", "The weir was rotten"),
    ],
)
def test_the_subject_of_the_main_clause_is_the_source(text: str, source: str, content: str) -> None:
    ((found, who, _),) = sources(text)
    assert (found, who) == (content, source)


def test_no_speech_is_made_of_the_one_who_is_told_and_no_dateline_is_spoken() -> None:
    assert [s[0] for s in sources("“We did all of it,” the mill’s clerk Petra Penhale told the Vell Courier.")] == [
        "We did all of it,"
    ]
    text = "HARROW, Norland (Vell Wire) — A weir has burst near the old mill, police said."
    assert sources(text)[0][0] == "A weir has burst near the old mill"


def test_quoted_words_in_a_sentence_without_a_cue_have_no_source() -> None:
    text = "Petra Penhale left. Osric Quarrie mended the “very old and quite rotten weir” in spring."
    assert [(s[1], s[2]) for s in sources(text)] in ([], [(None, "no_cue")])


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


@pytest.mark.parametrize("where", ["in an interview", "on Monday in Vell", "in a statement"])
def test_words_of_time_and_place_stand_between_a_cue_and_its_clause(where: str) -> None:
    ((said, who, _),) = sources(f"Ada Lindqvist said {where} that the gates were shut.")
    assert (said, who) == ("the gates were shut", "Ada Lindqvist")


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


def test_without_reported_speech_the_quotations_and_their_sources_are_the_same() -> None:
    text = (
        "Ada Lindqvist said that the pier was unsafe.\n"
        "“It will fall.”\n"
        "The board met on Monday and closed the road.\n"
        "We never saw the letters, Tomas Brandt said.\n"
        "The town is small.\n"
        "— We go, said Petra Penhale."
    )
    whole = find_quotes(text, blocks_of(text)).quotes
    quoted = find_quotes(text, blocks_of(text), with_indirect=False).quotes
    assert [q[:6] for q in whole if q.directness != "indirect"] == [q[:6] for q in quoted if q.directness != "indirect"]
    assert [text[q.start : q.end] for q in quoted if q.directness == "direct"] == [
        "It will fall.",
        "We never saw the letters",
        "We go",
    ]
    assert find_quotes("The town is small.", blocks_of("The town is small."), with_indirect=False).quotes == ()
