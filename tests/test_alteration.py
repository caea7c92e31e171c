"""Wording shows a direction only where signs agree, none is against, and a third witness rules out a lost text."""

import pytest
from copies import read_story
from kin import bases_of, describe, witness_of

from flows.stages.families.alteration import (
    Agreements,
    count_agreements,
    count_signs,
    find_altered,
    find_respelled,
    is_respelled,
)
from flows.stages.families.witness import Unit, Witness, align, join_units

SOURCE, SPUN, TRANSLATED = (read_story(f"lineage/{name}") for name in ("source", "spun", "translated"))


def _units(a: Witness, b: Witness) -> list[Unit]:
    return join_units(align(a, b))


def test_a_source_is_found_by_what_its_rewrite_and_its_back_translation_lost() -> None:
    found = describe({"art_a": SPUN, "art_b": TRANSLATED, "art_c": SOURCE})
    assert found.family.origin_article_id == "art_c"
    assert bases_of(found) == {"art_a": "art_c", "art_b": "art_c", "art_c": None}
    assert {row.article_id: row.derivation for row in found.members} == {
        "art_a": "rewrite",
        "art_b": "translation",
        "art_c": "original",
    }
    assert {row.order_basis for row in found.members} == {"alteration"}


def test_two_texts_alone_have_no_order_however_much_one_lost() -> None:
    assert set(bases_of(describe({"art_a": TRANSLATED, "art_b": SOURCE})).values()) == {None}


def test_a_source_cut_short_is_still_the_source() -> None:
    cut = SOURCE[: int(len(SOURCE) * 0.9)]
    found = describe({"art_a": SPUN, "art_b": TRANSLATED, "art_c": cut})
    assert found.family.origin_article_id == "art_c"


def test_a_copy_of_the_source_is_no_sign_of_a_lost_text() -> None:
    near = SOURCE.replace("this winter", "next winter")
    found = describe({"art_a": SPUN, "art_b": TRANSLATED, "art_c": SOURCE, "art_d": near})
    assert bases_of(found)["art_a"] in {"art_c", "art_d"}
    assert bases_of(found)["art_b"] in {"art_c", "art_d"}


def test_independent_renderings_of_a_lost_text_have_no_order() -> None:
    """Each keeps of the lost text what the others changed, and each lost something: a star."""
    sentences = SOURCE.replace("\n", " ").split(". ")
    renderings = []
    for number in range(3):
        changed = [
            " ".join(
                word if (place + count) % 3 != number else f"w{number}{word.lower()}"
                for place, word in enumerate(one.split(" "))
            )
            if count % 2
            else one
            for count, one in enumerate(sentences)
        ]
        renderings.append(". ".join(changed))
    a, b, third = (witness_of(f"art_{number}", text) for number, text in enumerate(renderings))
    assert not count_agreements(a, b, third, _units(a, b)).is_path
    assert find_altered(a, b, _units(a, b), [third]) is None


def test_one_sign_against_or_one_star_leaves_the_order_open() -> None:
    source, spun, translated = (witness_of(f"art_{n}", text) for n, text in enumerate((SOURCE, SPUN, TRANSLATED)))
    assert find_altered(source, translated, _units(source, translated), [spun]) is translated
    assert find_altered(translated, source, _units(translated, source), [spun]) is translated
    of_source, of_translated = SOURCE.splitlines(), TRANSLATED.splitlines()
    mixed = witness_of("art_m", "\n".join([*of_translated[1:4], of_source[0], of_source[5]]))
    assert count_agreements(source, translated, mixed, _units(source, translated)).is_star
    assert find_altered(source, translated, _units(source, translated), [spun, mixed]) is None
    poorer = witness_of("art_p", SOURCE.replace("was cast in Orlanda", "was cast abroad"))
    assert find_altered(poorer, translated, _units(poorer, translated), [spun]) is None


@pytest.mark.parametrize(
    ("agreements", "is_path", "is_star"),
    [
        (Agreements(2, 60, 200), True, False),
        (Agreements(40, 60, 80), False, True),
        (Agreements(2, 10, 300), False, False),
        (Agreements(0, 0, 300), False, False),
    ],
)
def test_a_third_witness_speaks_for_a_path_or_for_a_star_or_says_nothing(
    agreements: Agreements, is_path: bool, is_star: bool
) -> None:
    assert (agreements.is_path, agreements.is_star) == (is_path, is_star)


def test_brackets_turned_into_speech_are_a_sign_and_brackets_dropped_with_their_words_are_none() -> None:
    full = witness_of("art_a", "“If the [hydraulic] ring gives way in the cold, we lose the dome,” said Amundsen.")
    spoken = witness_of("art_b", "“If the hydraulic ring gives way in the cold, we lose the dome,” said Amundsen.")
    dropped = witness_of("art_c", "“If the ring gives way in the cold, we lose the dome,” said Amundsen.")
    assert count_signs(full, spoken, _units(full, spoken)).brackets == 1
    assert count_signs(full, dropped, _units(full, dropped)).brackets == 0
    assert count_signs(spoken, full, _units(spoken, full)).weight == 0


def test_names_and_numbers_that_are_gone_are_signs_and_inflections_are_none() -> None:
    full = witness_of(
        "art_a", "Engineers of Kestrel found 38 cracks in nine brackets on Monday, said Kestrel and Halden."
    )
    lossy = witness_of("art_b", "Engineers of a firm found many cracks in nine brackets on Monday, said Halden.")
    assert count_signs(full, lossy, _units(full, lossy)).details == 2
    assert count_signs(lossy, full, _units(lossy, full)).details == 0


@pytest.mark.parametrize(
    ("name", "other", "expected"),
    [
        ("rostrup", "rostropp", True),
        ("amundsen", "amundsens", False),
        ("halden", "varrick", False),
        ("ole", "ola", False),
    ],
)
def test_two_spellings_of_a_name(name: str, other: str, expected: bool) -> None:
    assert is_respelled(name, other) is expected


def test_respelled_names_without_foreign_marks_are_no_translation() -> None:
    source, translated = witness_of("art_a", SOURCE), witness_of("art_b", TRANSLATED)
    assert len(find_respelled(source, translated, _units(source, translated))) >= 2
    plain = witness_of("art_c", TRANSLATED.replace("— ", ""))
    assert find_respelled(source, plain, _units(source, plain)) == set()
