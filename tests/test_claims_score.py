"""The scorer of claims: what counts as found, as said by somebody, as one fact, and as a contradiction."""

import json
from pathlib import Path

import pytest

from benchmarks.claims.__main__ import errors, lines
from benchmarks.claims.labelled import Fact, Row, find_rows, read_facts, read_labels
from benchmarks.claims.naive import read_sentences
from benchmarks.claims.quality import FICTION, figures
from benchmarks.claims.score import Share, bare_name, has_claimant, pair_up, score
from benchmarks.claims.table import table

LABELS = FICTION / "labels.jsonl"


def row(fact: str, article: str = "a", start: int = 0, end: int = 10, **given: object) -> Row:
    """A row of ten characters in the article's own voice, without numbers and dates."""
    plain = Row(article, start, end, ("outlet",), True, "asserted", "+", True, (), (), fact)
    return plain._replace(**given)  # type: ignore[arg-type]


def said(fact: str, *names: str, **given: object) -> Row:
    return row(fact)._replace(claimants=names, is_outlet=False, hedge="reported", **given)  # type: ignore[arg-type]


def test_rows_match_from_half_of_their_characters_on_one_to_one_the_closest_first() -> None:
    labels = [row("1", start=0, end=10), row("2", start=10, end=20)]
    found = [row("x", start=0, end=20), row("y", start=11, end=20), row("z", start=0, end=4)]
    assert pair_up(labels, found) == [(0, 0), (1, 1)]
    assert pair_up(labels, found[2:]) == []


def test_rows_of_different_articles_never_match() -> None:
    assert pair_up([row("1", "a")], [row("1", "b")]) == []


def test_of_equally_close_rows_the_first_match() -> None:
    assert pair_up([row("1"), row("2")], [row("x"), row("y")]) == [(0, 0), (1, 1)]


def test_articles_without_labels_are_passed_over() -> None:
    reached = score([row("1", "a")], [row("x", "a"), row("y", "b")])
    assert (reached.span.precision, reached.span.recall) == (1, 1)


def test_spans_that_nobody_wants_cost_precision_and_missed_ones_recall() -> None:
    labels = [row("1", start=10 * n, end=10 * n + 10) for n in range(4)]
    found = [labels[0], labels[1], labels[2], row("x", start=100, end=110), row("y", start=120, end=130)]
    reached = score(labels, found).span
    assert (reached.precision, reached.recall) == (0.6, 0.75)


@pytest.mark.parametrize(
    ("label", "name", "is_right"),
    [
        (said("1", "Édith Rørvik (mayor)"), "edith rørvik", True),
        (said("1", "The Marn Chronicle"), "Marn Chronicle", True),
        (said("1", "residents (unnamed)"), "Residents", True),
        (said("1", "Petra Quist"), "Quist", False),
        (said("1", "Petra Quist"), "outlet", False),
        (row("1", claimants=("outlet", "Radio Kestria", "Northern Press")), "outlet", True),
        (row("1", claimants=("outlet", "Radio Kestria", "Northern Press")), "Northern Press", True),
        (row("1", claimants=("outlet", "Radio Kestria", "Northern Press")), "Petra Quist", False),
    ],
)
def test_a_claimant_is_right_by_the_words_of_its_name_and_an_outlet_by_its_voice(
    label: Row, name: str, is_right: bool
) -> None:
    assert has_claimant(label, row("1", claimants=(name,))) is is_right


def test_a_name_loses_accents_brackets_and_words_that_tell_nobody_apart() -> None:
    assert bare_name("The former US envoy, José  Ibarra (acting)") == bare_name("envoy Jose Ibarra")


def test_claimants_are_judged_on_matched_rows_and_attributed_ones_apart() -> None:
    labels = [row("1"), said("2", "Ada Lind", start=10, end=20), said("3", "Bo Ek", start=20, end=30)]
    found = [row("x"), said("y", "Ada Lind", start=10, end=20), row("z", start=20, end=30)]
    reached = score([*labels, said("4", "Cy", start=40, end=50)], found)
    assert (reached.claimant, reached.attributed) == (Share(2, 3), Share(1, 2))


def test_hedge_polarity_and_check_worthiness_are_judged_on_matched_rows() -> None:
    labels = [row("1"), row("2", start=10, end=20), row("3", start=50, end=60)]
    found = [row("x"), row("y", start=10, end=20, hedge="denied", polarity="-", is_check_worthy=False)]
    reached = score(labels, found)
    assert (reached.hedge, reached.polarity, reached.check_worthy) == (Share(1, 2), Share(1, 2), Share(1, 2))


def test_a_quantity_is_right_with_its_value_and_comparator_each_as_often_as_it_stands() -> None:
    label = row("1", quantities=((70.0, ">"), (2.0, "="), (2.0, "=")))
    reached = score([label], [row("x", quantities=((70.0, ">="), (2.0, "="), (5.0, "=")))]).quantities
    assert reached[:2] == (1 / 3, 1 / 3)


def test_a_date_is_right_with_both_of_its_ends() -> None:
    label = row("1", dates=(("2031-03-01", "2031-03-10"), ("2031-04-01", "2031-04-01")))
    reached = score([label], [row("x", dates=(("2031-03-01", "2031-03-31"), ("2031-04-01", "2031-04-01")))]).dates
    assert (reached.precision, reached.recall) == (0.5, 0.5)


def test_values_of_rows_that_match_nothing_do_not_count() -> None:
    reached = score([row("1", quantities=((1.0, "="),))], [row("x", start=90, end=99, quantities=((4.0, "="),))])
    assert reached.quantities == (0, 0, 0)


def test_pairs_are_rows_of_one_fact_in_different_articles() -> None:
    labels = [row("1", "a"), row("1", "b"), row("1", "c"), row("2", "a", 10, 20), row("2", "b", 10, 20)]
    # One of three pairs of the first fact is found; the second fact is joined in one article alone, and so in none.
    found = [row("x", "a"), row("x", "b"), row("y", "c"), row("z", "a", 10, 20), row("y", "b", 10, 20)]
    reached = score(labels, found)
    assert (reached.pairs.precision, reached.pairs.recall) == (0.5, 0.25)
    assert reached.pairs_of_all == Share(1, 4)


def test_pairs_of_missed_rows_count_end_to_end_alone() -> None:
    labels = [row("1", "a"), row("1", "b"), row("1", "c")]
    reached = score(labels, [row("x", "a"), row("x", "b")])
    assert (reached.pairs.recall, reached.pairs_of_all) == (1, Share(1, 3))


def test_two_rows_of_one_article_are_no_pair() -> None:
    assert score([row("1"), row("1", start=10, end=20)], [row("x"), row("x", start=10, end=20)]).pairs == (0, 0, 0)


def test_contradictions_are_pairs_of_the_facts_that_most_rows_state() -> None:
    labels = [
        row("off", "a", conflicts=("on",)),
        row("off", "b", conflicts=("on",)),
        row("on", "c", conflicts=("off",)),
        row("fine", "d", conflicts=("loss", "elsewhere")),
        row("loss", "e"),
        row("calm", "f"),
    ]
    found = [
        row("x", "a", conflicts=("y",)),
        row("x", "b", conflicts=("y",)),
        row("y", "c", conflicts=("x",)),
        row("z", "d", conflicts=("v", "of no labelled row")),
        row("w", "e"),
        row("v", "f"),
    ]
    reached = score(labels, found)
    assert (reached.conflicts.precision, reached.conflicts.recall, reached.false_conflicts) == (0.5, 0.5, 1)


def test_roots_are_judged_on_facts_in_several_articles_by_the_group_of_most_rows() -> None:
    labels = [row("1", "a"), row("1", "b"), row("1", "c"), row("2", "a", 10, 20), row("2", "b", 10, 20), row("3", "d")]
    facts = {"1": Fact(3, 2), "2": Fact(2, 1), "3": Fact(1, 1)}
    found = [
        row("x", "a", root_count=2),
        row("x", "b", root_count=2),
        row("y", "c", root_count=1),
        row("z", "a", 10, 20, root_count=2),
        row("z", "b", 10, 20, root_count=2),
        row("v", "d", root_count=9),
    ]
    assert score(labels, found, facts).roots == Share(1, 2)
    assert score(labels, found).roots is None


def test_figures_without_known_roots_have_none() -> None:
    reached = score([row("1")], [row("x")])
    assert "claims roots right" not in figures(reached)
    assert figures(reached)["claims span f1"] == 1
    assert any(line.startswith("claims span f1") and "BELOW" not in line for line in lines(reached))


def test_the_table_has_a_column_for_each_score_and_says_what_was_not_labelled() -> None:
    one, two = score([row("1")], [row("x")], {"1": Fact(2, 0)}), score([row("1")], [row("x")])
    shown = list(table([("one", one), ("two", two)]))
    assert shown[0] == "| measure | wanted | one | two |"
    assert "| spans F1 | .75 | 1.000 | 1.000 |" in shown
    assert shown[-1] == "| root sources right | .85 | 1.000 of 1 | not labelled |"


def test_what_went_wrong_is_told_with_its_words() -> None:
    labels = [row("1"), row("2", start=11, end=15)]
    found = [row("x", hedge="denied"), row("y", start=16, end=22)]
    assert list(errors(labels, found, {"a": "Gates leak and burn slowly"})) == [
        "hedge       a: 'Gates leak': 'denied', not 'asserted'",
        "missed      a: 'and '",
        "not wanted  a: 'urn sl'",
    ]


def test_labels_stand_where_they_say_in_the_fiction() -> None:
    texts = {path.name: path.read_bytes().decode("utf-8") for path in (FICTION / "articles").iterdir()}
    rows = [json.loads(line) for line in LABELS.read_text("utf-8").splitlines()]
    assert {one["article_file"] for one in rows} == set(texts)
    for one in rows:
        assert texts[one["article_file"]][one["start"] : one["end"]] == one["text"], one["id"]
    assert len({one["id"] for one in rows}) == len(rows) == len({(one[:3]) for one in read_labels(LABELS)})


def test_facts_of_the_fiction_are_those_of_its_labels_and_contradict_both_ways() -> None:
    labels, facts = read_labels(LABELS), read_facts(FICTION / "canonical.jsonl")
    articles = {fact: {one.article for one in labels if one.fact == fact} for fact in facts}
    assert {one.fact for one in labels} == set(facts)
    assert {fact: len(found) for fact, found in articles.items()} == {
        name: f.article_count for name, f in facts.items()
    }
    against = {(one.fact, other) for one in labels for other in one.conflicts}
    assert against == {(other, one) for one, other in against}


def test_labels_agree_with_themselves() -> None:
    labels = read_labels(LABELS)
    reached = score(labels, labels)
    assert (reached.span.f1, reached.pairs.f1, reached.conflicts.f1) == (1, 1, 1)
    assert (reached.claimant.value, reached.hedge.value, reached.quantities.f1, reached.dates.f1) == (1, 1, 1, 1)


def test_the_claims_of_a_run_are_read_as_rows(tmp_path: Path) -> None:
    articles = tmp_path / "articles"
    articles.mkdir()
    text = "Quay shut\n\n18 March 2031\n\nThe council of Tarn said on Monday that more than 70 boats had sunk.\n"
    (articles / "quay.txt").write_text(text, "utf-8")
    [found] = find_rows(articles)
    assert (found.article, text[found.start : found.end]) == ("quay.txt", "more than 70 boats had sunk")
    assert (found.claimants, found.is_outlet, found.hedge, found.polarity) == (
        ("council of Tarn",),
        False,
        "reported",
        "+",
    )
    assert (found.quantities, found.dates) == (((70.0, ">"),), (("2031-03-17", "2031-03-17"),))
    assert found.root_count == 1
    [sentence] = find_rows(articles, read_sentences)
    assert text[sentence.start : sentence.end] == "The council of Tarn said on Monday that more than 70 boats had sunk."
    assert (sentence.claimants, sentence.quantities, sentence.dates) == (("outlet",), ((70.0, "="),), ())
