"""A rendering in another language is found by names and numbers in order; other stories on the same people are not."""

import itertools

import pytest
from copies import FOLDER
from hypothesis import given
from hypothesis import strategies as st

from flows.base.text import lines
from flows.stages.fingerprints import Sentence, find_sentences
from flows.stages.fingerprints.anchor_keys import find_anchor_keys
from flows.stages.fingerprints.anchors import find_anchors
from flows.stages.matches import decide, make_profile, score
from flows.stages.matches.across import AcrossFeatures, compare_anchors, in_two_languages
from flows.stages.matches.decide import Comparison, Features, compare
from flows.stages.matches.profiles import Profile

RENDERINGS = ("english", "german", "spanish")
OTHERS = ("german_other", "spanish_same_event")
LANGUAGES = {"english": "en", "german": "de", "spanish": "es", "german_other": "de-DE", "spanish_same_event": "es"}
# What makes a candidate: so many keys in common, and this share of the side that has fewer.
ENOUGH_KEYS = 3
ENOUGH_SHARE = 0.06


def _sentences(name: str) -> list[Sentence]:
    text = (FOLDER / "languages" / f"{name}.txt").read_text("utf-8")
    return find_sentences(text, lines(text))


def _profile(name: str, language: str | None) -> Profile:
    article = {"article_id": name, "outlet": None, "credited_outlet": None, "language": language}
    return make_profile(article, [sentence._asdict() for sentence in _sentences(name)], ())


def _compare(one: str, other: str) -> Comparison:
    return compare(_profile(one, LANGUAGES[one]), _profile(other, LANGUAGES[other]))


def _keys(*names: str) -> list[set[int]]:
    articles = [[sentence.names for sentence in _sentences(name)] for name in names]
    return [set(keys.tolist()) for keys in find_anchor_keys(articles)]


def _decide(found: AcrossFeatures) -> tuple[float, str]:
    features = Features(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, False, False, False, 0)._replace(**found._asdict())
    total = score(features, False)
    return total, decide(features, total)


@pytest.mark.parametrize(("one", "other"), [*itertools.combinations(RENDERINGS, 2)])
def test_renderings_of_one_story_are_found_with_room_to_spare(one: str, other: str) -> None:
    found = _compare(one, other)
    total = score(found.features, found.has_numbers)
    assert decide(found.features, total) == "same_family"
    assert total >= 0.75
    shared = len(set.intersection(*_keys(one, other)))
    assert shared >= 4 * ENOUGH_KEYS
    assert shared >= 3 * ENOUGH_SHARE * min(map(len, _keys(one, other)))


@pytest.mark.parametrize(("one", "other"), [*itertools.product(RENDERINGS, OTHERS)])
def test_other_stories_on_the_same_people_stay_apart(one: str, other: str) -> None:
    found = _compare(one, other)
    total = score(found.features, found.has_numbers)
    assert decide(found.features, total) == "distinct"
    assert total <= 0.45
    assert len(set.intersection(*_keys(one, other))) < ENOUGH_KEYS


def test_corresponding_sentences_of_a_rendering_align_in_order() -> None:
    chain = _compare("english", "german").chain
    assert len(chain) >= 10
    assert all(abs(pair.a - pair.b) <= 1 for pair in chain)
    assert [pair.a for pair in chain] == sorted(pair.a for pair in chain)


def test_only_two_known_languages_are_judged_by_names_and_numbers() -> None:
    for language in (None, "en", "en-GB"):
        found = compare(_profile("english", "en"), _profile("german", language))
        assert found.features.anchors_in_order is None
        assert decide(found.features, score(found.features, found.has_numbers)) == "distinct"
    assert in_two_languages("en-US", "de")
    assert not in_two_languages("en-US", "en")
    assert not in_two_languages("en", None)


def test_one_wording_taken_for_two_languages_is_judged_by_the_wording() -> None:
    found = compare(_profile("english", "en"), _profile("english", "sv"))
    assert found.features.anchors_in_order is None
    assert score(found.features, found.has_numbers) > 0.9


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
    assert _decide(turned)[1] == "distinct"
    assert _decide(compare_anchors(story, story))[1] == "same_family"
    assert compare_anchors(["berg"] * 9, ["berg"] * 3).anchors_in_order == pytest.approx(1 / 3)
    assert compare_anchors(["berg"] * 4, ["berg"] * 4 + ["40"]) == AcrossFeatures(1.0, 1.0, 0.0, 1, 0)


def test_where_there_are_no_numbers_nothing_can_be_told() -> None:
    names = ["berg", "lund", "vik", "holm", "aas", "moen", "dahl", "ness"]
    assert _decide(compare_anchors(names, names))[1] == "distinct"
    assert compare_anchors([], names) == AcrossFeatures(0.0, 0.0, 0.0, 0, 0)


def test_a_key_is_a_number_and_what_stands_by_it_whichever_comes_first() -> None:
    written: list[list[tuple[str, ...]]] = [
        [("berg", "1.250")],
        [("1250",), ("bergs",)],
        [("berg", "lund")],
        [("7", "7.0")],
        [],
    ]
    keys = [found.tolist() for found in find_anchor_keys(written)]
    assert keys[0] == keys[1] != []
    assert [len(found) for found in keys] == [1, 1, 0, 1, 0]
    assert find_anchor_keys([]) == []


@given(
    st.lists(st.lists(st.lists(st.sampled_from(["berg", "lund", "40", "1.250", "ada holm"]), max_size=6), max_size=3))
)
def test_keys_of_an_article_do_not_depend_on_the_articles_beside_it(articles: list[list[list[str]]]) -> None:
    together = find_anchor_keys(articles)
    assert [found.tolist() for found in together] == [find_anchor_keys([one])[0].tolist() for one in articles]
    assert all(found.tolist() == sorted(set(found.tolist())) for found in together)
