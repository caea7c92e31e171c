"""The same words are one utterance, a repaired source is marked as such, and nobody's words become another's."""

import pyarrow as pa
import pytest
from rows import families, matches, members, quote, quotes

from flows.base.schemas.corpus import MATCHES, QUOTE_LINKS
from flows.stages.utterances import assign_utterances, link_family_quotes, link_quotes_across
from flows.stages.utterances.sources import is_same_name

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


@pytest.mark.parametrize(
    ("words", "speaker", "is_one"),
    [
        ("I think so, yes", "Edvard Kallin", True),
        ("I think so, yes", "Kallin", True),
        ("I think so, yes", "Ilse Tarnow", False),
        ("I think so, yes", None, False),
        ("I think", "Edvard Kallin", False),
        ("I think otherwise", "Edvard Kallin", False),
    ],
)
def test_across_families_only_the_same_words_of_the_same_speaker_count(
    words: str, speaker: str | None, is_one: bool
) -> None:
    rows = quotes(quote(1, "a", "I would say yes. I think so, yes.", "Edvard Kallin"), quote(1, "b", words, speaker))
    pairs = pa.Table.from_pylist([{"quote_a": "quo_a_1", "quote_b": "quo_b_1"}], schema=PAIRS)
    assert bool(linked(link_quotes_across(pairs, rows))) == is_one


def link(a: str, b: str) -> pa.Table:
    return QUOTE_LINKS.of([{"quote_a": a, "quote_b": b, "basis": "aligned", "rule": "test"}])


def test_a_lost_speaker_is_repaired_from_the_sibling_and_the_repair_is_named() -> None:
    rows = quotes(quote(1, "a", "It held", "Ilse Tarnow"), quote(1, "b", "It has held", source_text="The kettle"))
    assigned = assign_utterances(rows, link("quo_a_1", "quo_b_1"), members(a="f", b="f"), families(f="a"))
    (row,) = assigned.quote_sources.to_pylist()
    assert (row["quote_id"], row["source_name"]) == ("quo_b_1", "Ilse Tarnow")
    assert row["repaired_from_quote_id"] == "quo_a_1"


def test_a_mangled_name_gives_way_to_the_origins_and_a_stranger_does_not() -> None:
    for other, settled in (("Ilsa Tarnov", ["Ilse Tarnow"]), ("Marga Delorne", [])):
        rows = quotes(quote(1, "a", "It held", "Ilse Tarnow"), quote(1, "b", "It has held", other))
        assigned = assign_utterances(rows, link("quo_a_1", "quo_b_1"), members(a="f", b="f"), families(f="a"))
        assert assigned.quote_sources["source_name"].to_pylist() == settled


def test_two_full_names_that_share_a_surname_are_strangers_whoever_else_bears_it() -> None:
    rows = quotes(
        quote(1, "a", "It held", "Karl Abel"),
        quote(1, "b", "It has held", "Zoe Abel"),
        quote(1, "c", "It held", "Abel"),
    )
    links = pa.concat_tables([link("quo_a_1", "quo_b_1"), link("quo_a_1", "quo_c_1")])
    assigned = assign_utterances(rows, links, members(a="f", b="f", c="f"), families(f="a"))
    assert assigned.quote_sources.num_rows == 0


def test_an_independent_family_repairs_nobody() -> None:
    rows = quotes(quote(1, "a", "It held", "Ilse Tarnow"), quote(1, "b", "It held"))
    assigned = assign_utterances(rows, link("quo_a_1", "quo_b_1"), members(a="f", b="g"), families(f="a", g="b"))
    assert assigned.quote_sources.num_rows == 0


def test_the_origins_wording_is_shown_and_a_rewrite_is_flagged() -> None:
    rows = quotes(quote(1, "a", "It will hold", "Ilse Tarnow"), quote(1, "b", "It is going to hold", "Ilse Tarnow"))
    assigned = assign_utterances(rows, link("quo_a_1", "quo_b_1"), members(a="f", b="f"), families(f="b"))
    assert assigned.utterances["content"].to_pylist() == ["It is going to hold"]
    altered = {row["quote_id"]: row["is_altered"] for row in assigned.utterance_quotes.to_pylist()}
    assert altered == {"quo_a_1": True, "quo_b_1": False}


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("Sergej Brandt", "Sergei Brandt", True),
        ("Brandt", "Sergei Brandt", True),
        ("Nadia Brandt", "Sergei Brandt", False),
        ("Sergei Story", "Sergei Scott", False),
    ],
)
def test_spellings_of_one_name_are_told_from_two_names(left: str, right: str, same: bool) -> None:
    assert is_same_name(left, right) == same
