"""The same words are one utterance, in copies and in independent articles, and what anybody says is not."""

import pyarrow as pa
import pytest
from rows import families, matches, members, quote, quotes

from flows.base.schemas.corpus import MATCHES
from flows.base.schemas.local import SENTENCES as LOCAL_SENTENCES
from flows.base.text import fold
from flows.stages.utterances import assign_utterances, link_family_quotes, link_quotes_across
from flows.stages.utterances.spelling import is_same_name

PAIRS = pa.schema([("quote_a", pa.string()), ("quote_b", pa.string())])
NO_MATCHES = MATCHES.empty()


def linked(table: pa.Table) -> set[tuple[str, str]]:
    return {(row["quote_a"], row["quote_b"]) for row in table.to_pylist()}


def test_rewritten_quotes_of_a_family_are_paired_one_to_one() -> None:
    rows = quotes(
        quote(1, "a", "The wall was never the weak point of this harbour", "Ilse Tarnow"),
        quote(2, "a", "Nobody asked the engineers about the pumps", "Ilse Tarnow"),
        quote(1, "b", "The wall never was this harbour's weakest point", "Ilse Tarnow"),
        quote(2, "b", "No one consulted engineers over the pumps", "Ilse Tarnow"),
    )
    found = linked(link_family_quotes(rows, members(a="f", b="f"), NO_MATCHES))
    assert found == {("quo_a_1", "quo_b_1"), ("quo_a_2", "quo_b_2")}


def test_parts_of_one_quotation_are_one_utterance() -> None:
    rows = quotes(quote(1, "a", "The wall held"), quote(2, "a", "until it did not", utterance_no=1))
    assert linked(link_family_quotes(rows, members(a="f"), NO_MATCHES)) == {("quo_a_1", "quo_a_2")}


def test_the_only_quotes_between_aligned_sentences_answer_to_each_other() -> None:
    rows = quotes(quote(2, "a", "I wouldn't exclude it", "Edvard Kallin"), quote(2, "b", "Cannot be ruled out"))
    aligned = matches("a", "b", (0, 150, 0, 150), (300, 400, 300, 400))
    assert linked(link_family_quotes(rows, members(a="f", b="f"), aligned)) == {("quo_a_2", "quo_b_2")}
    assert linked(link_family_quotes(rows, members(a="f", b="f"), NO_MATCHES)) == set()


SENTENCES = {
    "a": "Asked on Sunday Harbour whether the second ferry was lost Kallin said",
    "b": "Kallin was asked on Sunday Harbour about the second ferry",
    "c": "Pressed about pensions the minister sighed",
}


def across(content: str, other: str, *speakers: str | None, context: str = "b") -> bool:
    """Tell whether two quotes of two families are joined; `context` says which sentences stand around the second."""
    rows = quotes(quote(1, "a", content, speakers[0]), quote(1, "b", other, speakers[1]))
    sentences = LOCAL_SENTENCES.of(
        {"article_id": article, "sentence_no": 0, "char_start": 60, "char_end": 160, "terms": fold(text), "names": []}
        for article, text in (("a", SENTENCES["a"]), ("b", SENTENCES[context]))
    )
    pairs = pa.Table.from_pylist([{"quote_a": "quo_a_1", "quote_b": "quo_b_1"}], schema=PAIRS)
    return bool(linked(link_quotes_across(pairs, rows, sentences)))


@pytest.mark.parametrize(
    ("words", "speaker", "is_one"),
    [
        ("We shall see, perhaps", "Edvard Kallin", True),
        ("We shall see, perhaps", "Kallin", True),
        ("We shall see, perhaps", "Edvard Calin", False),
        ("We shall see, perhaps", "Ilse Tarnow", False),
        ("We shall see, perhaps", None, False),
        ("I think", "Edvard Kallin", False),
        ("I think otherwise", "Edvard Kallin", False),
    ],
)
def test_across_families_only_the_same_words_of_the_same_speaker_count(
    words: str, speaker: str | None, is_one: bool
) -> None:
    assert across("They may ask again. We shall see, perhaps.", words, "Edvard Kallin", speaker) == is_one


@pytest.mark.parametrize("words", ["We will see what happens.", "I have no comment on that.", "We shall see, perhaps"])
def test_what_anybody_says_is_one_only_where_it_was_said_on_one_occasion(words: str) -> None:
    assert across(words, words, "Edvard Kallin", "Kallin")
    assert not across(words, words, "Edvard Kallin", "Kallin", context="c")


def test_long_words_with_rare_ones_among_them_need_no_other_sign() -> None:
    words = "The ground behind the wall was washed out years before anybody drilled into it"
    assert across(words, words.replace("anybody", "somebody"), "Ilse Tarnow", "Tarnow", context="c")
    assert across(words, words, "Ilse Tarnow", None, context="c")
    assert not across(words, words, "Ilse Tarnow", "Edvard Kallin", context="c")
    assert not across(words[:45], words[:45], "Ilse Tarnow", None, context="c")


def test_another_number_is_another_statement() -> None:
    words = "The inspectors found cracks in 17 of the drainage chambers behind the wall"
    assert not across(words, words.replace("17", "19"), "Ilse Tarnow", "Ilse Tarnow")


def test_what_two_persons_say_in_few_words_is_not_one_utterance() -> None:
    rows = quotes(
        quote(1, "a", "No comment", "Ilse Tarnow"),
        quote(5, "a", "No comment", "Edvard Kallin"),
        quote(1, "b", "No comment", "Edvard Kallin"),
        quote(5, "b", "No comment", "Ilse Tarnow"),
    )
    found = linked(link_family_quotes(rows, members(a="f", b="f"), NO_MATCHES))
    assert found == {("quo_a_1", "quo_b_5"), ("quo_a_5", "quo_b_1")}


def test_quoted_words_in_reported_speech_are_its_utterance() -> None:
    outer = quote(1, "a", "the wall “will hold” and “stay up”", "Ilse Tarnow", directness="mixed")
    inner = [
        quote(2, "a", words, "Ilse Tarnow", directness="partial", inside_quote_id="quo_a_1")
        for words in ("will hold", "stay up")
    ]
    inner[1] = {**inner[1], "quote_id": "quo_a_3", "utterance_no": 3}
    rows = quotes(outer, *inner)
    links = link_family_quotes(rows, members(a="f"), NO_MATCHES)
    assigned = assign_utterances(rows, links, members(a="f"), families(f="a"))
    assert assigned.utterances["content"].to_pylist() == ["the wall “will hold” and “stay up”"]
    assert assigned.utterances["wording_basis"].to_pylist() == ["mixed"]


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("Sergej Brandt", "Sergei Brandt", True),
        ("Brandt", "Sergei Brandt", True),
        ("Nadia Brandt", "Sergei Brandt", False),
        ("Sergei Story", "Sergei Scott", False),
        ("Browinski", "Leontyn Brovinsky", True),
    ],
)
def test_spellings_of_one_name_are_told_from_two_names(left: str, right: str, same: bool) -> None:
    assert is_same_name(left, right) == same
