"""Names are one actor only for a reason that can be shown."""

import pyarrow as pa

from flows.stages.actors import Mention, assign_actors, group_mentions


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
