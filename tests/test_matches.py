"""Copies must be told from independent reports of one event, from shared quotations and from standing text."""

import json

import pytest
from copies import FOLDER, all_pairs, id_of, make_articles, make_blocks, make_quotes, read_story

from flows.base.schemas import local
from flows.stages.fingerprints import extract_fingerprints
from flows.stages.matches import COMPARISON, MatchesConfig, score_pairs
from flows.stages.matches.alignment import AlignedPair, align_sentences
from flows.stages.matches.credit import credited_by
from flows.stages.matches.decide import Features, decide, explain_decision, score
from flows.stages.matches.features import (
    count_aligned_quotes,
    jaccard,
    numbers_shared,
)
from flows.stages.matches.profiles import letter_windows, make_profile, number_values

EXPECTED = json.loads((FOLDER / "expected.json").read_text("utf-8"))
ALIKE = Features(1.0, 1.0, 9, 1.0, 1.0, 1.0, 1.0, 0, 1.0, 1.0, False, False, False, 1.0)


def _match(*names: str) -> dict[str, object]:
    texts = [read_story(name) for name in names]
    facts = {text: {"outlet": EXPECTED["outlets"].get(name)} for text, name in zip(texts, names, strict=True)}
    articles, quotes = make_articles(texts, facts), make_quotes(texts)
    sentences, _ = extract_fingerprints(articles, make_blocks(texts), quotes, local.CLAIMS.empty())
    matches = score_pairs(all_pairs(texts), articles, sentences, quotes)
    assert matches.schema == COMPARISON.arrow
    return dict(matches.to_pylist()[0])


def _align(one: list[str], other: list[str]) -> list[AlignedPair]:
    """Align sentences given as their words."""
    a, b = (
        make_profile(
            {"article_id": "", "outlet": None, "credited_outlet": None, "language": None},
            [{"char_start": 0, "char_end": 1, "terms": terms, "names": []} for terms in side],
            [],
        )
        for side in (one, other)
    )
    return align_sentences(a, b, 0.3)


@pytest.mark.parametrize(("pair", "decision"), EXPECTED["pairs"].items())
def test_each_kind_of_pair_is_decided_as_it_should_be(pair: str, decision: str) -> None:
    assert _match(*pair.split())["decision"] == decision


def test_a_text_and_its_copy_score_one() -> None:
    assert score(ALIKE, has_numbers=True) == pytest.approx(1.0)


def test_a_short_pair_needs_more_than_alignment() -> None:
    config = MatchesConfig()
    aligned_only = ALIKE._replace(
        aligned_sentences=2, containment_a=0.0, containment_b=0.0, names_shared=0.0, numbers_shared=0.0,
        terms_contained=0.5, terms_shared=0.5, windows_shared=0.5,
    )  # fmt: skip
    assert decide(aligned_only, score(aligned_only, True, config), config) == "distinct"
    longer = aligned_only._replace(aligned_sentences=9)
    assert decide(longer, score(longer, True, config), config) == "same_family"


def test_one_form_with_other_figures_is_no_copy() -> None:
    form = ALIKE._replace(numbers_compared=6, numbers_shared=0.3, names_shared=0.3)
    assert decide(form, score(form, True)) == "distinct"
    assert decide(form._replace(names_shared=0.8), score(form, True)) == "same_family"
    assert decide(form._replace(names_shared=0.8, numbers_shared=0.1), score(form, True)) == "distinct"
    assert decide(form._replace(numbers_compared=2), score(form, True)) == "same_family"


def test_one_form_with_other_names_is_no_copy() -> None:
    form = ALIKE._replace(form_shared=0.97, names_kept=0.25, names_compared=4)
    assert decide(form, score(form, True)) == "distinct"
    assert "97% of the words around the names agree, but 25% of 4 names" in explain_decision(form, 1.0).reason
    for other in (
        form._replace(names_kept=0.6),
        form._replace(form_shared=0.84),
        form._replace(form_shared=0.9, names_kept=0.5),
        form._replace(names_compared=2),
    ):
        assert decide(other, score(form, True)) == "same_family"


def test_a_shared_quotation_alone_adds_nothing_to_the_score() -> None:
    quoted = ALIKE._replace(quotes_aligned=7, a_credits_b=True)
    assert score(quoted, has_numbers=True) == score(ALIKE, has_numbers=True)


def test_a_mere_mention_of_the_outlet_makes_no_derivative() -> None:
    apart = ALIKE._replace(aligned_sentences=2, alignment_a=0.05, alignment_b=0.4, a_credits_b=True, quotes_aligned=1)
    assert decide(apart, 0.3) == "distinct"
    assert decide(apart._replace(alignment_a=0.2), 0.3) == "derivative"
    assert decide(apart._replace(quotes_aligned=2), 0.3) == "derivative"
    assert decide(apart._replace(alignment_a=0.2, b_credits_a=True), 0.3) == "distinct"


def test_alignment_keeps_the_order_and_lets_sentences_be_split() -> None:
    one, two, three = "arbor bower cedar", "delta ember", "fjord grove"
    assert _align([one, two, three], [one, three, two]) == [AlignedPair(0, 0, 1.0), AlignedPair(2, 1, 1.0)]
    assert _align(["arbor bower cedar delta"], ["arbor bower", "cedar delta"]) == [
        AlignedPair(0, 0, 0.5),
        AlignedPair(0, 1, 0.5),
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("some 4 411 people", "some 4411 people"),
        ("13.3 thousand votes", "13 300 votes"),
        ("1.4 million crowns", "1 400 000 crowns"),
        ("forty ships", "40 ships"),
        ("a 22-25 degree day", "between 22 and 25"),
    ],
)
def test_a_number_is_the_same_however_it_is_written(one: str, other: str) -> None:
    assert number_values(one) == number_values(other) != frozenset()


def test_other_numbers_stay_apart() -> None:
    assert number_values("25 26 march 2 100") == {"25", "26", "2100"}
    assert number_values("the one of the two") == frozenset()


def test_a_misread_letter_leaves_most_windows_of_a_word() -> None:
    read, misread = letter_windows(["lighthouse"]), letter_windows(["lightbouse"])
    assert jaccard(read, misread) >= 0.35
    assert jaccard(read, letter_windows(["parliament"])) == 0.0
    assert letter_windows(["a"]) == {" a "}


def test_features_of_nothing_are_zero() -> None:
    assert jaccard(frozenset(), frozenset()) == 0.0
    assert numbers_shared(frozenset({"4"}), frozenset()) == 0.0
    assert count_aligned_quotes((), (frozenset({"a"}),)) == 0
    assert _align([], []) == []


@pytest.mark.parametrize(
    ("text", "is_credit"),
    [
        ("according to the herald the tide rose", True),
        ("he told the herald on monday", True),
        ("the herald first reported the flood", True),
        ("the herald building is tall", False),
        ("the herald angels sing he said", False),
        ("nothing of the kind", False),
    ],
)
def test_only_an_outlet_named_as_a_source_is_credited(text: str, is_credit: bool) -> None:
    assert credited_by(text, "Tribune", None, "The Herald") is is_credit


def test_no_outlet_credits_itself_and_an_unknown_outlet_is_not_credited() -> None:
    assert not credited_by("she told the herald", "Herald", None, "The Herald")
    assert not credited_by("she told the herald", "Tribune", None, None)
    assert credited_by("", None, "Herald", "The Herald")


def test_evidence_points_at_whole_sentences_best_first() -> None:
    match = _match("original", "rewrite")
    texts = {id_of(read_story(name)): read_story(name) for name in ("original", "rewrite")}
    evidence = match["evidence"]
    assert isinstance(evidence, list)
    assert [pair["similarity"] for pair in evidence] == sorted((p["similarity"] for p in evidence), reverse=True)
    for pair in evidence:
        assert texts[str(match["article_a"])][pair["a_end"] - 1] in '."'
        assert texts[str(match["article_b"])][pair["b_end"] - 1] in '."'


def test_articles_without_a_body_are_compared_without_complaint() -> None:
    articles = make_articles(["", "\n"])
    matches = score_pairs(all_pairs(["", "\n"]), articles, local.SENTENCES.empty(), local.QUOTES.empty())
    assert matches["decision"].to_pylist() == ["distinct"]
