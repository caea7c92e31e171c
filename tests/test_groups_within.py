"""One fact told twice, a letter and what it asks for, two bounds of one count, and whom a minister's "us" means."""

from typing import Any

import pyarrow as pa
from rows import claim, claims, families, members

from flows.base.schemas.corpus import CLAIM_PAIRS, MATCHES
from flows.base.schemas.local import SENTENCES
from flows.base.text import tokens, words
from flows.stages.groups import assign_groups, find_repeated_claims, pair_family_claims
from flows.stages.groups.parties import find_parties, join_parties, parties_of

Row = dict[str, Any]
LUNDE = {"entities": ["Lunde"]}


def sentence(number: int, article: str, text: str) -> Row:
    names = [word for token in tokens(text)[1:] if token[0].isupper() for word in words(token)]
    span = {"char_start": number * 100, "char_end": number * 100 + len(text)}
    return {"article_id": article, "sentence_no": number, **span, "terms": " ".join(words(text)), "names": names}


def bearings(rows: list[Row], texts: dict[int, str]) -> set[tuple[str, str, str]]:
    """What the claims of the family of article a are to each other, in sentences by their number."""
    sentences = SENTENCES.of([sentence(number, "a", text) for number, text in texts.items()])
    table = pair_family_claims(claims(*rows), members(a="f"), MATCHES.empty(), sentences)
    return {(row["claim_a"][-1], row["claim_b"][-1], row["basis"]) for row in table.to_pylist()}


def test_a_fact_of_the_opening_is_one_with_its_fuller_telling_below() -> None:
    opening = claim(1, "a", "aid in mending the Norwegian ferries", is_self_contained=False, entities=["Norwegian"])
    fuller = claim(
        4,
        "a",
        "the note included a plea to Lunde for help mending Norwegian ferries of the Skua class",
        entities=["Lunde", "Norwegian"],
    )
    other = claim(6, "a", "Lunde sold the ferries", **LUNDE)
    texts = {1: opening["content"], 4: fuller["content"], 6: other["content"]}
    assert bearings([opening, fuller, other], texts) == {("1", "4", "same_fact")}


def test_what_is_done_at_two_times_is_two_facts() -> None:
    sold = claim(1, "a", "Lunde mended the Skarn lock gates", tense="past", **LUNDE)
    sells = claim(3, "a", "Lunde mends the Skarn lock gates", tense="present", **LUNDE)
    assert bearings([sold, sells], {1: sold["content"], 3: sells["content"]}) == set()


def test_a_letter_is_related_to_the_asking_and_denied_with_it() -> None:
    asked = claim(1, "a", "President Lunde turned to Norway for help", entities=["Lunde", "Norway"])
    letter = claim(2, "a", "Lunde sent a letter to the Norwegian king", entities=["Lunde", "Norwegian"])
    denial = {"polarity": "-", "claimant_kind": "named_person", "claimant_name": "Ivo Brandal"}
    denied = claim(5, "a", "Lunde never asked Norway for help", entities=["Lunde", "Norway"], **denial)
    texts = {
        1: asked["content"],
        2: "Lunde sent a letter to the Norwegian king, asking for aid",
        5: "Lunde never asked Norway for help, said Ivo Brandal",
    }
    found = bearings([asked, letter, denied], texts)
    assert found == {("1", "2", "related"), ("1", "5", "contradiction"), ("2", "5", "contradiction")}


def test_who_holds_an_office_acts_for_the_country_and_a_former_holder_does_not() -> None:
    table = SENTENCES.of(
        [
            sentence(1, "a", "It was said by Norwegian Foreign Minister Ivo Brandal on Monday"),
            sentence(2, "a", "It was said by former Danish Prime Minister Hanne Lykke"),
            sentence(1, "b", "It was said by Swedish envoy Brandal"),
        ]
    )
    found = find_parties(table)
    assert found["a"] == {"ivo": {"norway"}, "brandal": {"norway"}}
    us = claim(1, "a", "they have not asked us", claimant_name="Ivo Brandal")
    assert parties_of(us, found["a"]) == {"norway"}
    # Two articles name one Brandal with two countries: he stands for neither, but Ivo still does.
    assert parties_of(claim(1, "a", "Brandal left", entities=["Brandal"]), join_parties(found.values())) == set()


def ties(*pairs: tuple[str, str]) -> pa.Table:
    return CLAIM_PAIRS.of(
        {"claim_a": a, "claim_b": b, "basis": "aligned", "score": 1.0, "rule": "test"} for a, b in pairs
    )


def test_two_claims_of_one_sentence_stay_two_facts_whatever_ties_them() -> None:
    rows = claims(
        claim(1, "a", "mend the lock"), claim(2, "a", "buy a crane"), claim(1, "b", "mend the lock, buy a crane")
    )
    tied = ties(("clm_a_1", "clm_b_1"), ("clm_a_2", "clm_b_1"))
    assert find_repeated_claims(rows, tied)["claim_id"].to_pylist() == ["clm_a_1", "clm_a_2"]
    family = members(a="f", b="f"), families(f="a")
    one = assign_groups(rows, tied, *family).claim_members["claim_group_id"].to_pylist()
    two = assign_groups(rows, tied, *family, siblings=[("clm_a_1", "clm_a_2")]).claim_members
    assert len(set(one)) == 1
    assert len(set(two["claim_group_id"].to_pylist())) == 2
