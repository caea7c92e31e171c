"""A wrong merge invents corroboration: facts are joined on evidence, counted by origins, and conflicts are shown."""

from typing import Any

import pyarrow as pa
import pytest
from rows import claim, claims, families, members

from flows.base.clusters import Judged
from flows.base.schemas.corpus import CLAIM_PAIRS, MATCHES
from flows.base.schemas.local import SENTENCES
from flows.base.text import tokens, words
from flows.stages.groups import assign_groups, pair_claims_across, pair_family_claims
from flows.stages.groups.likeness import bounds

Row = dict[str, Any]
DAYS = pa.schema([("article_id", pa.string()), ("published_on", pa.string())])
CANDIDATES = pa.schema([("claim_a", pa.string()), ("claim_b", pa.string()), ("is_quoted", pa.bool_())])


def number(value: float, comparator: str = "=", item: str = "people", unit: str | None = None) -> Row:
    text = str(value)
    return {
        "value_text": text,
        "value": value,
        "value_hi": None,
        "comparator": comparator,
        "unit": unit,
        "item": item,
        "char_start": 0,
        "char_end": len(text),
    }


def judged(a: Row, b: Row, is_quoted: bool = False) -> list[str]:
    ids = {"claim_a": a["claim_id"], "claim_b": b["claim_id"]}
    pair = pa.Table.from_pylist([{**ids, "is_quoted": is_quoted}], schema=CANDIDATES)
    basis: list[str] = pair_claims_across(pair, claims(a, b), told_around(a, b), dated())["basis"].to_pylist()
    return basis


def told_around(*rows: Row, before: dict[str, str] | None = None) -> pa.Table:
    """A sentence for each claim, and one before them where a text is given for the article."""
    found = []
    for row in rows:
        own = {"char_start": row["char_start"], "char_end": row["char_end"], "text": row["content"]}
        text = (before or {}).get(row["article_id"], "")
        first = [{"char_start": 0, "char_end": len(text), "text": text}] if text else []
        for number, one in enumerate([*first, own]):
            names = [word for token in tokens(one["text"])[1:] if token[0].isupper() for word in words(token)]
            told = {"terms": " ".join(words(one.pop("text"))), "names": names}
            found.append({"article_id": row["article_id"], "sentence_no": number, **one, **told})
    return SENTENCES.of(found)


def dated(**days: str) -> pa.Table:
    """(article_id, published_on) of articles: article=day."""
    rows = [{"article_id": article, "published_on": day} for article, day in days.items()]
    return pa.Table.from_pylist(rows, schema=DAYS)


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
    assert judged(first, claim(1, "b", content, **told)) == basis


@pytest.mark.parametrize(
    ("left", "right", "basis"),
    [
        (number(70, ">"), number(24, ">="), ["same_fact"]),
        (number(100, "<~"), number(95), ["same_fact"]),
        (number(70, ">"), number(60), ["number"]),
        (number(70), number(70, unit="percent"), ["related"]),
    ],
)
def test_overlapping_bounds_are_no_contradiction(left: Row, right: Row, basis: list[str]) -> None:
    words = "people were injured on the Amberlyn when she ran aground off Skarn Point in fog"
    a, b = (
        claim(1, article, words, entities=["Amberlyn"], quantities=[one])
        for article, one in (("a", left), ("b", right))
    )
    assert judged(a, b) == basis


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
