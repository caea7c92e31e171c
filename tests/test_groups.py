"""A wrong merge invents corroboration: facts are joined on evidence, counted by origins, and conflicts are shown."""

import itertools

import pyarrow as pa
import pytest
from facts import CANDIDATES, EVENT, Row, dated, judged, number, told_around
from hypothesis import given
from hypothesis import strategies as st
from rows import claim, claims, families, members

from flows.base.clusters import Judged
from flows.base.schemas.corpus import CLAIM_PAIRS, MATCHES
from flows.base.schemas.local import SENTENCES
from flows.stages.groups import assign_groups, pair_claims_across, pair_family_claims
from flows.stages.groups.likeness import bounds

INJURED = {"entities": ["Amberlyn"], "quantities": [number(14)]}


@pytest.mark.parametrize(
    ("content", "told", "basis"),
    [
        ("14 people were injured on the Amberlyn", INJURED, ["same_fact"]),
        ("14 people on the Amberlyn were injured on Saturday", INJURED, ["same_fact"]),
        ("23 people were injured on the Amberlyn", {**INJURED, "quantities": [number(23)]}, ["number"]),
        ("14 people were injured on the Amberlyn", {**INJURED, "polarity": "-"}, ["contradiction"]),
        ("14 people were injured on the Amberlyn", {**INJURED, "hedge": "denied"}, ["contradiction"]),
        ("14 people were injured on the ferry", {}, []),
        ("The Amberlyn will be towed to Port Ardle on Monday", {"entities": ["Amberlyn"]}, []),
    ],
)
def test_claims_of_unlinked_articles_are_one_fact_in_conflict_or_left_apart(
    content: str, told: Row, basis: list[str]
) -> None:
    first = claim(1, "a", "14 people were injured on the Amberlyn", **INJURED)
    assert judged(first, claim(1, "b", content, **told), event=()) == basis


@pytest.mark.parametrize(
    ("left", "right", "basis"),
    [
        (number(70, ">"), number(24, ">="), ["same_fact"]),
        (number(100, "<~"), number(95), ["same_fact"]),
        (number(70, ">"), number(60), ["number"]),
        (number(70), number(70, unit="percent"), []),
    ],
)
def test_overlapping_bounds_are_no_contradiction(left: Row, right: Row, basis: list[str]) -> None:
    words = "people were injured on the Amberlyn when she ran aground off Skarn Point in fog"
    a, b = (
        claim(1, article, words, entities=["Amberlyn"], quantities=[one])
        for article, one in (("a", left), ("b", right))
    )
    assert judged(a, b, event=()) == basis


def test_bounds_of_comparators() -> None:
    assert bounds(number(70, ">"))[0] == 70
    assert bounds({**number(20), "comparator": "range", "value_hi": 25.0}) == (20, 25)
    assert bounds(number(100, "~"))[0] == pytest.approx(90)


def test_claims_of_a_family_are_paired_one_to_one() -> None:
    rows = claims(
        claim(1, "a", "the owner was warned of the danger six times"),
        claim(2, "a", "the wall gave way on the night of 2 March"),
        claim(1, "b", "the owner had been warned six times about the danger"),
        claim(2, "b", "on the night of 2 March the wall broke"),
    )
    found = pair_family_claims(rows, members(a="f", b="f"), MATCHES.empty(), SENTENCES.empty()).to_pylist()
    assert {(row["claim_a"], row["claim_b"]) for row in found} == {("clm_a_1", "clm_b_1"), ("clm_a_2", "clm_b_2")}


def pairs(*ids: tuple[str, str]) -> pa.Table:
    return CLAIM_PAIRS.of(
        {"claim_a": a, "claim_b": b, "basis": "aligned", "score": 1.0, "rule": "test"} for a, b in ids
    )


def test_a_derivative_adds_no_origin_for_what_its_basis_says_and_one_for_what_it_does_not() -> None:
    rows = claims(claim(1, "a", "the wall broke"), claim(1, "d", "the wall broke"), claim(2, "d", "the sea won"))
    family = members(a="f", d="g", based_on={"d": "a"})
    assigned = assign_groups(rows, pairs(("clm_a_1", "clm_d_1")), family, families(f="a", g="d"))
    origins = {row["claim_id"]: row["origin_family_id"] for row in assigned.claim_members.to_pylist()}
    assert origins == {"clm_a_1": "f", "clm_d_1": "f", "clm_d_2": "g"}


@pytest.mark.parametrize(
    ("origin", "copy", "drift"),
    [
        ({"hedge": "reported"}, {"hedge": "asserted"}, "hedge_dropped"),
        ({"hedge": "asserted"}, {"hedge": "hedged"}, "hedge_added"),
        ({}, {"claimant_kind": "unnamed_group"}, "attributed_to_group"),
        ({"claimant_kind": "named_person"}, {"claimant_kind": "outlet_voice"}, "name_dropped"),
        ({}, {}, None),
    ],
)
def test_a_copy_that_attributes_otherwise_than_its_origin_is_marked(origin: Row, copy: Row, drift: str | None) -> None:
    rows = claims(claim(1, "a", "the wall broke", **origin), claim(1, "b", "the wall broke", **copy))
    assigned = assign_groups(rows, pairs(("clm_a_1", "clm_b_1")), members(a="f", b="f"), families(f="a"))
    found = {row["claim_id"]: row["attribution_drift"] for row in assigned.claim_members.to_pylist()}
    assert found == {"clm_a_1": None, "clm_b_1": drift}


def test_another_number_of_the_same_thing_is_a_variant() -> None:
    rows = claims(
        claim(1, "a", "40 people were hurt", quantities=[number(40)]),
        claim(1, "b", "more than 40 people were hurt", quantities=[number(40, ">")]),
    )
    assigned = assign_groups(rows, pairs(("clm_a_1", "clm_b_1")), members(a="f", b="f"), families(f="a"))
    variants = {row["claim_id"]: row["variant"] for row in assigned.claim_members.to_pylist()}
    assert variants == {"clm_a_1": "same", "clm_b_1": "number_variant"}


def test_what_is_judged_one_fact_is_one_group_and_what_is_judged_two_is_never_one() -> None:
    rows = claims(*(claim(1, article, "the wall broke") for article in "abcd"))
    family = members(a="f", b="f", c="f", d="f")
    chain = pairs(("clm_a_1", "clm_b_1"), ("clm_b_1", "clm_c_1"))

    def grouped(judged: Judged) -> list[list[str]]:
        table = assign_groups(rows, chain, family, families(f="a"), judged).claim_members
        by_group: dict[str, list[str]] = {}
        for row in table.to_pylist():
            by_group.setdefault(row["claim_group_id"], []).append(row["claim_id"][4])
        return sorted(by_group.values())

    assert grouped(Judged()) == [["a", "b", "c"], ["d"]]
    assert grouped(Judged(together=(("clm_d_1", "clm_a_1"),))) == [["a", "b", "c", "d"]]
    assert grouped(Judged(apart=(("clm_a_1", "clm_c_1"),))) == [["a", "b"], ["c"], ["d"]]
    both = Judged((("clm_c_1", "clm_b_1"),), (("clm_a_1", "clm_c_1"),))
    assert grouped(both) == [["a"], ["b", "c"], ["d"]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mayor Lidia Corran turned to Norway for help", "an appeal by Lidia Corran for Norwegian aid"),
        ("the regiment ramped up its presence in Halvard", "the regiment has increased its footprint in Halvard"),
        ("the Ostrel Bridge gave way under a gravel lorry on Sunday", "the Ostrel Bridge collapsed beneath a lorry"),
        ("Wenna Strand was dismissed by the harbour board of Ardle", "the harbour board of Ardle sacked Wenna Strand"),
    ],
)
def test_one_fact_in_the_words_of_two_outlets_is_one(one: str, other: str) -> None:
    named = [word for word in ("Lidia Corran", "Halvard", "Ostrel Bridge", "Wenna Strand") if word in one]
    a, b = claim(1, "a", one, entities=named), claim(1, "b", other, entities=named)
    assert judged(a, b) == ["same_fact"]


def test_a_fact_in_other_words_is_doubted_between_articles_that_have_no_other_in_common() -> None:
    a = claim(1, "a", "Mayor Lidia Corran turned to Norway for help after a storm wrecked", entities=["Lidia Corran"])
    b = claim(1, "b", "an appeal by Lidia Corran for Norwegian aid in coal", entities=["Lidia Corran"])
    assert judged(a, b, event=()) == []
    assert judged(a, b, event=EVENT[:1]) == ["same_fact"]
    assert judged(a, claim(1, "b", a["content"], entities=["Lidia Corran"]), event=()) == ["same_fact"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Norway asked Iceland for help with the ferries", "Iceland asked Norway for help with the ferries"),
        ("Norway sent divers to Skarn", "Denmark sent divers to Skarn"),
        ("Corran opened the Skarn lock", "Corran closed the Skarn lock"),
        ("Corran is one of 31 people injured at Skarn lock", "Corran was injured at Skarn lock"),
        ("little evidence that Corran had sold the Skarn lock", "Corran had sold the Skarn lock"),
        ("how much Corran paid for the Skarn lock", "Corran paid for the Skarn lock"),
    ],
)
def test_what_only_looks_like_one_fact_is_never_merged(one: str, other: str) -> None:
    counted = [number(31)] if "31" in one else []
    a = claim(1, "a", one, entities=["Corran"] if "Corran" in one else ["Norway"], quantities=counted)
    b = claim(1, "b", other, entities=["Corran"] if "Corran" in other else ["Denmark"])
    assert "same_fact" not in judged(a, b)


def test_items_of_a_list_count_by_what_introduces_it_but_only_between_articles_on_one_event() -> None:
    told = {"is_self_contained": False, "entities": []}
    part = claim(2, "a", "acquire turbines", **told)
    item = claim(2, "b", "14 Turbine Units", rule="list_item", **told)
    whole = [claim(1, key, "Mayor Corran asked Norway for help", entities=["Corran", "Norway"]) for key in "ab"]
    before = {
        "a": "Mayor Corran wrote a letter to ask Norway to mend the Skarn lock",
        "b": "The letter of Mayor Corran includes a request to Norway for the Skarn lock",
    }
    sentences = told_around(whole[0], part, whole[1], item, before=before)
    ids = [("clm_a_2", "clm_b_2"), ("clm_a_1", "clm_b_1")]

    def found(pairs: list[tuple[str, str]]) -> set[str]:
        rows = [{"claim_a": a, "claim_b": b, "is_quoted": False} for a, b in pairs]
        candidates = pa.Table.from_pylist(rows, schema=CANDIDATES)
        table = pair_claims_across(candidates, claims(*whole, part, item), sentences, dated())
        return {row["claim_a"] for row in table.to_pylist() if row["basis"] == "same_fact"}

    assert found(ids) == {"clm_a_1", "clm_a_2"}
    assert found(ids[:1]) == set()


def test_a_short_quote_is_one_fact_where_the_quotes_carry_the_same_words() -> None:
    a, b = (claim(1, article, "I would not exclude it", quote_id=f"quo_{article}") for article in "ab")
    assert judged(a, b, is_quoted=True) == ["same_fact"]
    assert judged(a, claim(1, "b", "I would sell it"), is_quoted=True) == []


def test_a_denial_by_a_named_source_contradicts_what_its_article_asserts_and_a_copy_nothing() -> None:
    asserted = claim(1, "a", "Corran asked Norway for military help", entities=["Corran", "Norway"])
    denial = {"polarity": "-", "entities": ["Corran"], "claimant_kind": "named_person", "claimant_name": "Ivo Brandal"}
    denied = claim(2, "a", "Corran has not approached them for military help", **denial)
    copied = claim(1, "b", "Corran did not ask Norway for military help", polarity="-", entities=["Corran"])
    family = members(a="f", b="f")
    table = pair_family_claims(claims(asserted, denied, copied), family, MATCHES.empty(), SENTENCES.empty())
    found = {(row["claim_a"], row["claim_b"]) for row in table.to_pylist() if row["basis"] == "contradiction"}
    assert found == {("clm_a_1", "clm_a_2")}


@pytest.mark.parametrize(
    ("days", "basis"),
    [
        ({"a": "2024-04-06", "b": "2024-04-07"}, "temporal_update"),
        ({"a": "2024-04-07", "b": "2024-04-06"}, "number"),
        ({"a": "2024-04-06", "b": "2024-04-06"}, "number"),
        ({"a": "2024-04", "b": "2024-04-07"}, "number"),
    ],
)
def test_a_later_greater_count_is_an_update(days: dict[str, str], basis: str) -> None:
    a = claim(1, "a", "14 people were injured on the Amberlyn", **INJURED)
    b = claim(1, "b", "23 people were injured on the Amberlyn", **{**INJURED, "quantities": [number(23)]})
    assert judged(a, b, days=days) == [basis]


@pytest.mark.parametrize(
    ("origin", "copy", "variant"),
    [
        ("many of them were sailors", "most of them were sailors", "stronger"),
        ("all of them were sailors", "several of them were sailors", "weaker"),
        ("there was little sign of fire", "there was no sign of fire", "stronger"),
        ("some of them were sailors", "some were sailors", "same"),
    ],
)
def test_a_copy_may_say_more_or_less_than_its_origin(origin: str, copy: str, variant: str) -> None:
    rows = claims(claim(1, "a", origin), claim(1, "b", copy))
    assigned = assign_groups(rows, pairs(("clm_a_1", "clm_b_1")), members(a="f", b="f"), families(f="a"))
    assert {row["claim_id"]: row["variant"] for row in assigned.claim_members.to_pylist()}["clm_b_1"] == variant


def test_a_name_that_a_copy_misspells_is_corrupted() -> None:
    rows = claims(
        claim(1, "a", "Tarnov sealed the lock", entities=["Tarnov"]),
        claim(1, "b", "Tarnow sealed the lock", entities=["Tarnow"]),
    )
    assigned = assign_groups(rows, pairs(("clm_a_1", "clm_b_1")), members(a="f", b="f"), families(f="a"))
    assert {row["claim_id"]: row["variant"] for row in assigned.claim_members.to_pylist()}["clm_b_1"] == "corrupted"


def test_two_counts_in_copies_of_an_origin_that_gives_none_are_not_both_the_same() -> None:
    rows = claims(
        claim(1, "a", "people were hurt"),
        claim(1, "b", "14 people were hurt", quantities=[number(14)]),
        claim(1, "c", "17 people were hurt", quantities=[number(17)]),
    )
    linked = pairs(("clm_a_1", "clm_b_1"), ("clm_a_1", "clm_c_1"))
    assigned = assign_groups(rows, linked, members(a="f", b="f", c="f"), families(f="a"))
    variants = {row["claim_id"]: row["variant"] for row in assigned.claim_members.to_pylist()}
    assert variants == {"clm_a_1": "same", "clm_b_1": "same", "clm_c_1": "number_variant"}


def test_claims_that_conflict_are_never_in_one_group() -> None:
    rows = claims(*(claim(1, article, "the wall broke") for article in "abc"))
    conflict = {"claim_a": "clm_a_1", "claim_b": "clm_c_1", "basis": "number", "score": 0.9, "rule": "test"}
    linked = pa.concat_tables([pairs(("clm_a_1", "clm_b_1"), ("clm_b_1", "clm_c_1")), CLAIM_PAIRS.of([conflict])])
    assigned = assign_groups(rows, linked, members(a="f", b="g", c="h"), families(f="a", g="b", h="c"))
    groups = {row["claim_id"]: row["claim_group_id"] for row in assigned.claim_members.to_pylist()}
    assert groups["clm_a_1"] != groups["clm_c_1"]


TOLD = (
    "Mayor Corran asked Norway for help",
    "Corran turned to Norway for aid",
    "Norway refused Corran any help",
    "the Skarn lock collapsed on Sunday",
    "14 people were injured at Skarn lock",
    "23 people were injured at Skarn lock",
)


@given(st.permutations(range(6)), st.lists(st.sampled_from("abc"), min_size=6, max_size=6))
def test_pairs_and_groups_do_not_depend_on_the_order_of_rows(order: list[int], articles: list[str]) -> None:
    rows = [
        claim(number_, article, text, entities=["Corran"] if "Corran" in text else ["Skarn"])
        for number_, (article, text) in enumerate(zip(articles, TOLD, strict=True), 1)
    ]
    ids = [
        {"claim_a": min(a["claim_id"], b["claim_id"]), "claim_b": max(a["claim_id"], b["claim_id"]), "is_quoted": False}
        for a, b in itertools.combinations(rows, 2)
        if a["article_id"] != b["article_id"]
    ]
    family = members(a="f", b="g", c="h"), families(f="a", g="b", h="c")

    def run(shuffled: list[Row], candidates: list[Row]) -> tuple[list[Row], list[Row]]:
        table = pa.Table.from_pylist(candidates, schema=CANDIDATES)
        paired = pair_claims_across(table, claims(*shuffled), told_around(*rows), dated())
        assigned = assign_groups(claims(*shuffled), paired, *family)
        return paired.to_pylist(), sorted(assigned.claim_members.to_pylist(), key=lambda row: str(row["claim_id"]))

    assert run(rows, ids) == run([rows[place] for place in order], ids[::-1])


def test_a_copy_that_leaves_out_how_many_is_weaker() -> None:
    rows = claims(claim(1, "a", "14 sailors were lost", quantities=[number(14)]), claim(1, "b", "sailors were lost"))
    assigned = assign_groups(rows, pairs(("clm_a_1", "clm_b_1")), members(a="f", b="f"), families(f="a"))
    assert sorted(assigned.claim_members["variant"].to_pylist()) == ["same", "weaker"]
