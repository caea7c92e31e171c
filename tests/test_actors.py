"""Names are one actor only for a reason that can be shown."""

import itertools
import random

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from flows.stages.actors import Assigned, Decision, Mention, assign_actors, mention_actor_id
from flows.stages.actors.grouping import group_mentions


def mention(item: str, name: str, family: str = "f", kind: str = "named_person", surface: str | None = None) -> Mention:
    return Mention(item, "source", name, surface or name, kind, family)


def grouped(*mentions: Mention) -> list[set[str]]:
    return sorted(({one.item_id for one in group} for group in group_mentions(mentions)), key=sorted)


def test_a_full_name_is_one_actor_across_families_whatever_its_accents() -> None:
    assert grouped(mention("1", "Ilsé Tarnow", "f"), mention("2", "Ilse Tarnow", "g")) == [{"1", "2"}]


def test_a_surname_is_the_person_who_bears_it_in_the_same_family() -> None:
    assert grouped(mention("1", "Ilse Tarnow"), mention("2", "Tarnow")) == [{"1", "2"}]


def test_a_surname_that_two_bear_or_that_stands_in_another_family_stays_alone() -> None:
    assert grouped(mention("1", "Ilse Tarnow"), mention("2", "Otto Tarnow"), mention("3", "Tarnow")) == [
        {"1"},
        {"2"},
        {"3"},
    ]
    assert grouped(mention("1", "Ilse Tarnow", "f"), mention("2", "Tarnow", "g")) == [{"1"}, {"2"}]


def test_a_person_and_a_body_of_one_name_are_two_actors() -> None:
    assert grouped(mention("1", "Brennick"), mention("2", "Brennick", kind="organization")) == [{"1"}, {"2"}]


def test_an_actor_shows_its_fullest_name_its_other_forms_and_why_they_are_one() -> None:
    rows = [mention("1", "Ilse Tarnow"), mention("2", "Tarnow"), mention("3", "Ilse Tarnow", surface="Ilsa Tarnov")]
    assigned = assign_actors(pa.Table.from_pylist([row._asdict() for row in rows]))
    (actor,) = assigned.actors.to_pylist()
    assert actor["name"] == "Ilse Tarnow"
    assert actor["aliases"] == ["Ilsa Tarnov", "Tarnow"]
    assert actor["evidence"] == ["aligned_quote", "full_name", "surname_in_family"]
    assert assigned.actor_mentions.num_rows == 3


def test_the_order_of_mentions_does_not_matter() -> None:
    rows = [mention("1", "Ilse Tarnow")._asdict(), mention("2", "Tarnow")._asdict()]
    one, other = (assign_actors(pa.Table.from_pylist(order)) for order in (rows, rows[::-1]))
    assert one.actors.equals(other.actors)


def judged(mentions: list[Mention], *decisions: Decision) -> Assigned:
    return assign_actors(pa.Table.from_pylist([row._asdict() for row in mentions]), decisions)


def items(assigned: Assigned) -> list[set[str]]:
    by_actor: dict[str, set[str]] = {}
    for row in assigned.actor_mentions.to_pylist():
        by_actor.setdefault(row["actor_id"], set()).add(row["item_id"])
    return sorted(by_actor.values(), key=sorted)


TWO_NAMES = [mention("1", "Ilse Tarnow"), mention("2", "Ilse Tarnow", "g"), mention("3", "Ilse Brandt")]


def test_two_names_judged_one_person_are_one_actor_that_says_so() -> None:
    for left in ("Ilse Tarnow", "ilse tarnow", "2", mention_actor_id("1", "source")):
        assigned = judged(TWO_NAMES, Decision(left, "Ilse Brandt", True))
        (actor,) = assigned.actors.to_pylist()
        assert (actor["name"], actor["aliases"]) == ("Ilse Tarnow", ["Ilse Brandt"])
        assert actor["evidence"] == ["full_name", "judgement"]
        (verdict,) = assigned.verdicts
        assert verdict[:3] == (actor["actor_id"], actor["actor_id"], None)


def test_an_actors_id_means_the_same_after_it_has_been_joined_to_another() -> None:
    ids = [mention_actor_id(item, "source") for item in ("1", "3")]
    joined = judged(TWO_NAMES, Decision(ids[1], ids[0], True))
    assert joined.actors["actor_id"].to_pylist() == [ids[0]]
    again = judged(TWO_NAMES, Decision(ids[1], ids[0], True), Decision(ids[1], "2", True))
    assert again.actors.equals(joined.actors)
    assert [verdict.problem for verdict in again.verdicts] == [None, None]


def test_one_name_judged_two_persons_is_two_actors_and_the_rest_goes_with_the_larger_family() -> None:
    rows = [mention(str(number), "Ilse Tarnow", family) for number, family in enumerate("fghhh")]
    assigned = judged(rows, Decision("0", "1", False))
    assert items(assigned) == [{"0", "2", "3", "4"}, {"1"}]
    assert [row["evidence"] for row in assigned.actors.to_pylist()] == [["full_name", "judgement"]] * 2
    within = judged([mention("1", "Tarnow"), mention("2", "Tarnow"), mention("3", "Tarnow")], Decision("1", "3", False))
    assert items(within) == [{"1", "2"}, {"3"}]


def test_a_decision_that_names_nobody_or_several_waits() -> None:
    rows = [mention("1", "Tarnow", "f"), mention("2", "Tarnow", "g"), mention("3", "Ilse Brandt")]
    decisions = [
        Decision("Tarnow", "Ilse Brandt", True),
        Decision("Otto", "3", True),
        Decision("3", "Ilse Brandt", True),
    ]
    assigned = judged(rows, *decisions)
    problems = [verdict.problem or "" for verdict in assigned.verdicts]
    assert "may be 2 actors; name one by its id, such as act_" in problems[0]
    assert "no actor Otto" in problems[1]
    assert "both name the same" in problems[2]
    assert items(assigned) == [{"1"}, {"2"}, {"3"}]


def test_a_name_means_the_actor_of_that_name_before_one_that_is_also_called_so() -> None:
    rows = [mention("1", "Ilse Tarnow", surface="Tarnow"), mention("2", "Tarnow", "g"), mention("3", "Otto Brandt")]
    assert items(judged(rows, Decision("Tarnow", "Otto Brandt", True))) == [{"1"}, {"2", "3"}]


def test_the_decision_that_comes_first_goes_before_those_it_contradicts() -> None:
    decisions = [Decision("1", "3", True), Decision("Ilse Brandt", "Ilse Tarnow", False)]
    assigned = judged(TWO_NAMES, *decisions)
    assert [verdict.is_contradicted for verdict in assigned.verdicts] == [False, True]
    assert items(assigned) == [{"1", "2", "3"}]


@given(st.randoms(use_true_random=False))
def test_decisions_that_stand_always_hold_in_whatever_order_mentions_come(chance: random.Random) -> None:
    names = ("Ilse Tarnow", "Tarnow", "Otto Brandt", "Brandt")
    rows = [mention(str(number), chance.choice(names), chance.choice("fg")) for number in range(8)]
    pairs = [pair for pair in itertools.combinations("01234567", 2) if chance.random() < 0.2]
    decisions = [Decision(a, b, chance.random() < 0.5) for a, b in pairs]
    assigned = judged(rows, *decisions)
    for decision, verdict in zip(decisions, assigned.verdicts, strict=True):
        assert verdict.is_contradicted or (verdict.left_id == verdict.right_id) is decision.is_one
    shuffled = chance.sample(rows, len(rows))
    other = judged(shuffled, *decisions)
    assert sorted(map(str, other.actors.to_pylist())) == sorted(map(str, assigned.actors.to_pylist()))
    assert items(other) == items(assigned)


def test_a_form_that_is_judged_to_be_somebody_else_is_that_ones_name() -> None:
    rows = [
        mention("1", "Ilse Tarnow"),
        mention("2", "Ilse Tarnow", surface="Tarnov"),
        mention("3", "Ilse Tarnow"),
        mention("4", "Ilse Tarnow", surface="Tarnov"),
    ]
    together = judged(rows)
    assert items(together) == [{"1", "2", "3", "4"}]
    assert together.actors["aliases"].to_pylist() == [["Tarnov"]]
    apart = judged(rows, Decision("Tarnov", "Ilse Tarnow", False))
    assert [verdict.problem for verdict in apart.verdicts] == [None]
    assert items(apart) == [{"1", "3"}, {"2", "4"}]
    assert sorted(apart.actors["name"].to_pylist()) == ["Ilse Tarnow", "Tarnov"]
