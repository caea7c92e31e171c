"""A rendering in another language is found by names and numbers in order; other stories on the same people are not."""

import itertools

import pytest
from copies import FOLDER

from flows.base.text import lines
from flows.stages.fingerprints import Sentence, find_sentences
from flows.stages.fingerprints.anchors import find_anchor_keys, find_anchors
from flows.stages.matches.across import AcrossFeatures, compare_anchors, is_rendering, score_across

RENDERINGS = ("english", "german", "spanish")
OTHERS = ("german_other", "spanish_same_event")
# So many keys in common make a candidate worth comparing.
ENOUGH_KEYS = 12


def _sentences(name: str) -> list[Sentence]:
    text = (FOLDER / "languages" / f"{name}.txt").read_text("utf-8")
    return find_sentences(text, lines(text))


def _anchors(name: str) -> list[str]:
    return find_anchors((sentence.terms, sentence.names) for sentence in _sentences(name))


@pytest.mark.parametrize(("one", "other"), [*itertools.combinations(RENDERINGS, 2)])
def test_renderings_of_one_story_are_found_with_room_to_spare(one: str, other: str) -> None:
    features = compare_anchors(_anchors(one), _anchors(other))
    assert is_rendering(features)
    assert score_across(features) >= 0.75
    assert len(find_anchor_keys(_sentences(one)) & find_anchor_keys(_sentences(other))) >= ENOUGH_KEYS


@pytest.mark.parametrize(("one", "other"), [*itertools.product(RENDERINGS, OTHERS)])
def test_other_stories_on_the_same_people_stay_apart(one: str, other: str) -> None:
    features = compare_anchors(_anchors(one), _anchors(other))
    assert not is_rendering(features)
    assert score_across(features) <= 0.45


def test_titles_genitives_and_separators_make_no_other_anchor() -> None:
    english = ("mayor ada berg paid 18.4 million of 1 250 crowns", ("ada", "berg", "18.4", "1", "250"))
    german = ("burgermeisterin ada bergs zahlte 18 4 millionen von 1.250 kronen", ("ada", "bergs", "18", "4", "1.250"))
    assert find_anchors([english]) == find_anchors([german]) == ["berg", "184", "1250"]


def test_a_day_and_its_year_are_two_numbers() -> None:
    assert find_anchors([("on march 30 2031", ("march", "30", "2031"))]) == ["march", "30", "2031"]


def test_the_order_of_anchors_counts_and_repetition_does_not() -> None:
    story = ["berg", "40", "lund", "1250", "vik", "7", "holm", "99"]
    turned = compare_anchors(story, story[::-1])
    assert compare_anchors(story, story).anchors_in_order == 1.0
    assert turned.anchors_in_order == pytest.approx(1 / 8)
    assert not is_rendering(turned)
    assert compare_anchors(["berg"] * 9, ["berg"] * 3).anchors_in_order == pytest.approx(1 / 3)
    assert compare_anchors(["berg"] * 4, ["berg"] * 4 + ["40"]) == AcrossFeatures(1.0, 1.0, 0.0, 1, 0)


def test_where_there_are_no_numbers_nothing_can_be_told() -> None:
    names = ["berg", "lund", "vik", "holm", "aas", "moen", "dahl", "ness"]
    assert not is_rendering(compare_anchors(names, names))
    assert compare_anchors([], names) == AcrossFeatures(0.0, 0.0, 0.0, 0, 0)


def test_keys_leave_out_a_name_beside_itself() -> None:
    assert find_anchor_keys([Sentence(0, 1, "berg met berg", ("berg",))]) == set()
    assert find_anchor_keys([]) == set()
