"""A damaged source is repaired from the sibling, never silently; one that contradicts the sibling stays."""

from typing import Any

import pyarrow as pa
import pytest
from rows import Row, families, link, members, quote, quotes

from flows.base.schemas.local import CHAIN
from flows.stages.utterances import assign_utterances, respell_names

NAMES = pa.schema([(name, pa.string()) for name in ("article_id", "name", "kind", "quote_id")])


def hop(number: int, name: str | None, kind: str, text: str | None = None) -> Row:
    return {"hop": number, "actor_name": name, "actor_kind": kind, "actor_text": text or name}


def settled(original: Row, copy: Row, score: float = 1.0, derivation: str = "unknown") -> list[Row]:
    """What is settled of the copy's source, whose original stands in the family's origin."""
    rows = quotes(original, copy)
    known = members(derivation, a="f", b="f")
    assigned = assign_utterances(rows, link("quo_a_1", "quo_b_1", score), known, families(f="a"))
    found: list[Row] = assigned.quote_sources.to_pylist()
    return found


def conflicts(original: Row, copy: Row) -> set[bool]:
    rows = quotes(original, copy)
    assigned = assign_utterances(rows, link("quo_a_1", "quo_b_1"), members(a="f", b="f"), families(f="a"))
    return set(assigned.utterance_quotes["has_source_conflict"].to_pylist())


TARNOW = quote(1, "a", "It held", "Ilse Tarnow", source_text="Tarnow")


@pytest.mark.parametrize(
    ("told", "basis"),
    [
        ({"source_text": "The kettle"}, "unnamed"),
        ({"source_text": "The jury", "source_kind": "unnamed_group"}, "generic"),
        ({"source_text": "an official", "source_kind": "anonymous_person"}, "generic"),
        ({"source_text": "she", "source_name": "Marga Delorne", "source_kind": "named_person"}, "inferred"),
        ({"source_text": "Tarnov", "source_name": "Ilsa Tarnov", "source_kind": "named_person"}, "family_name"),
        ({"source_text": "Tarnow", "source_name": "Tarnow", "source_kind": "named_person"}, "family_name"),
    ],
)
def test_a_damaged_source_is_repaired_and_the_repair_is_named(told: dict[str, Any], basis: str) -> None:
    (row,) = settled(TARNOW, quote(1, "b", "It has held", **told))
    assert (row["quote_id"], row["source_name"], row["basis"]) == ("quo_b_1", "Ilse Tarnow", basis)
    assert row["repaired_from_quote_id"] == "quo_a_1"


def test_whom_the_source_spoke_to_is_no_source_and_stays_in_the_chain() -> None:
    chain = [hop(0, None, "outlet"), hop(1, "The Gazette", "organization"), hop(2, "Ilse Tarnow", "named_person")]
    told = [hop(0, None, "outlet"), hop(1, "The Gazette", "organization")]
    original = quote(1, "a", "It held", "Ilse Tarnow", chain=chain)
    (row,) = settled(
        original, quote(1, "b", "It has held", source_name="Gazette", source_kind="organization", chain=told)
    )
    assert (row["source_name"], row["basis"]) == ("Ilse Tarnow", "relay")
    assert [(one["actor_name"], one["actor_text"]) for one in row["chain"]] == [
        (None, None),
        ("The Gazette", "The Gazette"),
        ("Ilse Tarnow", None),
    ]
    other = quote(1, "b", "It has held", source_name="The Herald", source_kind="organization", chain=told)
    assert settled(original, other) == []


def test_a_mended_chain_keeps_what_the_copy_wrote() -> None:
    chain = [hop(0, None, "outlet"), hop(1, None, "unnamed_group", "The jury")]
    (row,) = settled(
        TARNOW, quote(1, "b", "It has held", source_text="The jury", source_kind="unnamed_group", chain=chain)
    )
    assert row["chain"][-1]["actor_text"] == "The jury"
    assert row["chain"][-1]["actor_name"] == "Ilse Tarnow"
    assert set(row["chain"][-1]) == {name for name, _ in _chain_fields()}


def _chain_fields() -> list[tuple[str, pa.DataType]]:
    return [(field.name, field.type) for field in CHAIN.type.value_type]


def test_a_generic_source_needs_a_sure_link_and_a_sibling_that_writes_the_name() -> None:
    copy = quote(1, "b", "It has held", source_text="an official", source_kind="anonymous_person")
    assert settled(TARNOW, copy, score=0.56) == []
    assert settled({**TARNOW, "source_text": "she"}, copy) == []
    assert settled(TARNOW, {**copy, "directness": "indirect"}) == []


def test_another_name_is_left_and_the_conflict_is_told() -> None:
    copy = quote(1, "b", "It has held", "Marga Delorne", source_text="Delorne")
    assert settled(TARNOW, copy, derivation="rewrite") == []
    assert conflicts(TARNOW, copy) == {True}
    assert conflicts(TARNOW, quote(1, "b", "It has held", "Tarnow")) == {False}
    company = quote(1, "b", "It has held", source_name="Brennick", source_kind="organization", source_text="Brennick")
    assert settled(TARNOW, company) == []
    assert conflicts(TARNOW, company) == {True}


def test_a_copy_does_not_correct_the_origin_in_whom_it_means_by_she() -> None:
    original = quote(1, "a", "It held", "Marga Delorne", source_text="she")
    copy = quote(1, "b", "It has held", "Ilse Tarnow", source_text="Tarnow")
    assert settled(original, copy, derivation="rewrite") == []
    assert conflicts(original, copy) == {True}


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


def respelled(*uses: tuple[str, str, str], origin: str | None = "a") -> dict[tuple[str, str], str]:
    """The settled name by article and name, of (article, name, kind)."""
    rows = [
        {"article_id": article, "name": name, "kind": kind, "quote_id": f"quo_{article}_{number}"}
        for number, (article, name, kind) in enumerate(uses)
    ]
    known = members(a="f", b="f", c="f")
    found = respell_names(pa.Table.from_pylist(rows, schema=NAMES), known, families(f=origin)).to_pylist()
    return {(row["article_id"], row["name"]): row["settled_name"] for row in found}


PERSON = "named_person"
BODY = "organization"


def test_a_mangled_name_is_the_familys_even_where_it_was_taken_for_a_body() -> None:
    uses = [("a", "Leontyn Brovinsky", PERSON), ("b", "Leontyn Brovinsky", PERSON), ("b", "Browinski", BODY)]
    assert respelled(*uses) == {("b", "Browinski"): "Leontyn Brovinsky"}
    assert respelled(("a", "Sergo Valtierov", PERSON), ("b", "Sergo Waltierow", PERSON)) == {
        ("b", "Sergo Waltierow"): "Sergo Valtierov"
    }
    assert respelled(("a", "Institute for Coastal Studies", BODY), ("b", "Institute of Coastal Studyes", BODY)) == {
        ("b", "Institute of Coastal Studyes"): "Institute for Coastal Studies"
    }


def test_names_that_are_two_persons_stay_two() -> None:
    for other in ("Leon Brovinsky-Hart", "Zoe Brovinsky", "Leontyn Brovin"):
        assert respelled(("a", "Leontyn Brovinsky", PERSON), ("b", other, PERSON)) == {}
    both = [("a", "Ilse Tarnow", PERSON), ("a", "Ilsa Tarnaw", PERSON), ("b", "Ilsa Tarnaw", PERSON)]
    assert respelled(*both) == {}
    twins = [("a", "Ilse Tarnow", PERSON), ("a", "Otto Tarnow", PERSON), ("b", "Tarnov", PERSON)]
    assert respelled(*twins) == {}
    assert respelled(("a", "Talvio", PERSON), ("b", "Marc Talvin", PERSON)) == {}
