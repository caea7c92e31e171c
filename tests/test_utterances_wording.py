"""The best wording is one article's own, every other is told apart word by word, and no two things become one."""

from collections import defaultdict
from collections.abc import Mapping
from itertools import combinations, pairwise
from random import Random
from typing import Any

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st
from rows import Row, families, link, members, quote, quotes

from flows.base.schemas.corpus import QUOTE_LINKS
from flows.stages.utterances import Assigned, assign_utterances
from flows.stages.utterances.best import outer_rows
from flows.stages.utterances.grouping import is_near
from flows.stages.utterances.wording import is_contained, read_wording


def assigned(rows: list[Row], links: pa.Table, origin: str | None = "a", **derivations: str) -> Assigned:
    known = pa.concat_tables(members(derivation, None, **{article: "f"}) for article, derivation in derivations.items())
    return assign_utterances(quotes(*rows), links, known, families(f=origin))


def by_quote(found: Assigned, column: str) -> dict[str, Any]:
    return {row["quote_id"]: row[column] for row in found.utterance_quotes.to_pylist()}


def diff(found: Assigned, quote_id: str) -> str:
    marks = {"same": "{}", "gone": "[-{}-]", "new": "{{+{}+}}"}
    pieces = by_quote(found, "word_diff")[quote_id]
    return "".join(marks[piece["kind"]].format(piece["text"]) for piece in pieces)


def test_the_origins_wording_is_shown_and_a_rewrite_is_flagged_with_what_it_changed() -> None:
    rows = [quote(1, "a", "It will hold", "Ilse Tarnow"), quote(1, "b", "It is going to hold", "Ilse Tarnow")]
    found = assigned(rows, link("quo_a_1", "quo_b_1"), a="original", b="rewrite")
    assert found.utterances["content"].to_pylist() == ["It will hold"]
    assert found.utterances["wording_basis"].to_pylist() == ["own"]
    assert by_quote(found, "is_altered") == {"quo_a_1": False, "quo_b_1": True}
    assert diff(found, "quo_b_1") == "It [-will -]{+is going to +}hold"
    assert diff(found, "quo_a_1") == ""


def test_where_only_rewrites_have_the_words_none_passes_for_the_speakers_own() -> None:
    rows = [quote(1, "b", "It holds well", "Ilse Tarnow"), quote(1, "c", "It holds well", "Ilse Tarnow")]
    found = assigned(rows, link("quo_b_1", "quo_c_1"), a="original", b="rewrite", c="translation")
    assert found.utterances["wording_basis"].to_pylist() == ["rewritten"]
    assert by_quote(found, "is_altered") == {"quo_b_1": True, "quo_c_1": True}


def test_a_split_quotation_is_stitched_from_one_article() -> None:
    rows = [
        quote(1, "a", "The wall was never the weak point,", "Ilse Tarnow"),
        quote(2, "a", "The ground was.", "Ilse Tarnow", utterance_no=1),
        quote(1, "b", "The wall was never the weak point. The ground is.", "Ilse Tarnow"),
    ]
    links = pa.concat_tables([link("quo_a_1", "quo_a_2", basis="same_quotation"), link("quo_a_1", "quo_b_1")])
    found = assigned(rows, links, a="original", b="rewrite")
    assert found.utterances["content"].to_pylist() == ["The wall was never the weak point, The ground was."]
    assert by_quote(found, "is_best") == {"quo_a_1": True, "quo_a_2": True, "quo_b_1": False}
    assert diff(found, "quo_b_1") == "The wall was never the weak point[-, -]{+. +}The ground [-was-]{+is+}."


def test_a_part_of_the_words_is_not_altered_and_shows_what_is_left_out() -> None:
    rows = [
        quote(1, "a", "They may ask again. We shall see then.", "Kallin"),
        quote(1, "b", "We shall see then.", "Kallin"),
    ]
    found = assigned(rows, link("quo_a_1", "quo_b_1"), a="original", b="copy")
    assert by_quote(found, "is_altered")["quo_b_1"] is False
    assert diff(found, "quo_b_1") == "[-They may ask again. -]We shall see then."


def test_of_reported_speech_the_quoted_words_alone_count() -> None:
    rows = [
        quote(1, "a", "will not pay", "Kallin", directness="partial"),
        quote(1, "b", "the state “will not pay” anybody", "Kallin", directness="mixed"),
        quote(2, "b", "will not pay", "Kallin", directness="partial", inside_quote_id="quo_b_1", utterance_no=1),
    ]
    links = pa.concat_tables([link("quo_b_1", "quo_b_2", basis="same_quotation"), link("quo_a_1", "quo_b_2")])
    found = assigned(rows, links, a="original", b="copy")
    assert found.utterances["content"].to_pylist() == ["will not pay"]
    assert by_quote(found, "is_altered") == {"quo_a_1": False, "quo_b_1": False, "quo_b_2": False}
    assert diff(found, "quo_b_1") == "{+the state “+}will not pay{+” anybody+}"


def test_words_that_a_copy_runs_together_do_not_join_what_was_said_at_two_places() -> None:
    rows = [
        quote(1, "a", "The wall held through the winter", "Ilse Tarnow"),
        quote(9, "a", "Nobody asked the engineers about the pumps", "Ilse Tarnow"),
        quote(1, "b", "The wall held through the winter", "Ilse Tarnow"),
        quote(2, "b", "Nobody asked the engineers about the pumps", "Ilse Tarnow", utterance_no=1),
    ]
    links = pa.concat_tables(
        [
            link("quo_b_1", "quo_b_2", basis="same_quotation"),
            link("quo_a_1", "quo_b_1", 0.9),
            link("quo_a_9", "quo_b_2", 0.8),
        ]
    )
    found = assigned(rows, links, a="original", b="rewrite")
    groups = by_quote(found, "utterance_id")
    assert groups["quo_a_1"] == groups["quo_b_1"] == groups["quo_b_2"] != groups["quo_a_9"]
    near = [
        {**rows[1], "char_start": 150, "char_end": 192, "quote_id": "quo_a_2"} if row is rows[1] else row
        for row in rows
    ]
    links = pa.concat_tables([links.slice(0, 2), link("quo_a_2", "quo_b_2", 0.8)])
    assert len(set(by_quote(assigned(near, links, a="original", b="rewrite"), "utterance_id").values())) == 1


def test_a_derivative_adds_no_origin_to_what_its_basis_carries() -> None:
    rows = quotes(quote(1, "a", "It held", "Ilse Tarnow"), quote(1, "b", "It held", "Ilse Tarnow"))
    known = members(based_on={"b": "a"}, a="f", b="g")
    found = assign_utterances(rows, link("quo_a_1", "quo_b_1"), known, families(f="a", g="b"))
    assert set(by_quote(found, "origin_family_id").values()) == {"f"}
    independent = assign_utterances(rows, link("quo_a_1", "quo_b_1"), members(a="f", b="g"), families(f="a", g="b"))
    assert set(by_quote(independent, "origin_family_id").values()) == {"f", "g"}


VOCABULARY = ("the", "wall", "held", "until", "nobody", "asked", "17", "engineers", "about", "it")
WORDS = st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=6)
PLACES = st.integers(1, 12)
KINDS = st.sampled_from(("direct", "partial", "indirect"))


@st.composite
def corpora(draw: st.DrawFn) -> tuple[list[Row], list[tuple[str, str]]]:
    """Quotes of three articles, some of one quotation, and links between any of them."""
    drawn = draw(st.lists(st.tuples(st.sampled_from("abc"), PLACES, WORDS, KINDS), min_size=2, max_size=9))
    rows = {}
    for article, place, words, kind in drawn:
        rows[article, place] = quote(place, article, " ".join(words), "Ilse Tarnow", directness=kind)
    ids = [row["quote_id"] for row in rows.values()]
    pairs = draw(st.lists(st.tuples(st.sampled_from(ids), st.sampled_from(ids)), max_size=8))
    return list(rows.values()), sorted({(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]})


def joined(pairs: list[tuple[str, str]]) -> pa.Table:
    told = {"basis": "aligned", "score": 0.7, "rule": "test"}
    return QUOTE_LINKS.of({"quote_a": a, "quote_b": b, **told} for a, b in pairs)


@given(corpora(), st.randoms(use_true_random=False))
def test_neither_the_order_of_quotes_nor_of_links_shows(
    corpus: tuple[list[Row], list[tuple[str, str]]], random: Random
) -> None:
    rows, pairs = corpus
    kinds = {"a": "original", "b": "rewrite", "c": "copy"}
    one = assigned(rows, joined(pairs), **kinds)
    shuffled, turned = random.sample(rows, len(rows)), random.sample(pairs, len(pairs))
    other = assigned(shuffled, joined(turned), **kinds)
    assert one.utterances.equals(other.utterances)
    assert one.utterance_quotes.equals(other.utterance_quotes)
    assert one.quote_sources.equals(other.quote_sources)


@given(corpora())
def test_two_places_of_an_article_are_one_utterance_only_if_near_or_in_the_same_words(
    corpus: tuple[list[Row], list[tuple[str, str]]],
) -> None:
    rows, pairs = corpus
    found = by_quote(assigned(rows, joined(pairs), a="original", b="rewrite", c="copy"), "utterance_id")
    places: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row["char_start"]):
        places[found[row["quote_id"]], row["article_id"]].append(row)
    for own in places.values():
        for a, b in combinations(own, 2):
            between = [row for row in own if a["char_start"] <= row["char_start"] <= b["char_start"]]
            is_chained = all(is_near(one, other) for one, other in pairwise(between))
            words = [read_wording(row["content"]) for row in own]
            is_repeated = any(is_contained(x, y) or is_contained(y, x) for x, y in combinations(words, 2))
            assert is_chained or is_repeated


@given(corpora())
def test_both_wordings_can_be_read_off_a_word_diff(corpus: tuple[list[Row], list[tuple[str, str]]]) -> None:
    rows, pairs = corpus
    found = assigned(rows, joined(pairs), a="original", b="rewrite", c="copy")
    best = {row["utterance_id"]: row["content"] for row in found.utterances.to_pylist()}
    outer: dict[tuple[str, str], list[Row]] = defaultdict(list)
    carriers = {row["quote_id"]: row for row in found.utterance_quotes.to_pylist()}
    for row in rows:
        outer[carriers[row["quote_id"]]["utterance_id"], row["article_id"]].append(row)
        pieces = carriers[row["quote_id"]]["word_diff"]
        if pieces:
            assert "".join(piece["text"] for piece in pieces if piece["kind"] != "gone") == row["content"]
    for (utterance, _), own in outer.items():
        pieces = [piece for row in outer_rows(own) for piece in _pieces(row, carriers)]
        kept = "".join(piece["text"] for piece in pieces if piece["kind"] != "new")
        assert kept.replace(" ", "") == best[utterance].replace(" ", "")


def _pieces(row: Mapping[str, Any], carriers: Mapping[str, Any]) -> list[dict[str, str]]:
    return carriers[row["quote_id"]]["word_diff"] or [{"kind": "same", "text": row["content"]}]
