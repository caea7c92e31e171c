"""Damaged quotes: the same for the same seed, the annotations carried along, and what is asked for is done."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.speech.damage import KINDS, Damage, damage_document, damage_documents, measure, set_aside
from benchmarks.speech.labelled import Attribution, Labelled, Mention, Stretch, find_said
from flows.base.text import Span

TEXT = (
    "“We have waited for a year and the quay is still shut,” said Ada Lindqvist, a union leader.\n"
    "Tomas Brandt, who runs the harbour, called the letter “a poor joke” and left.\n"
    '"Nobody asked the fishermen about it," Brandt said. "They would have laughed at the plan."\n'
    "The ‘old’ crane stays."
)


def _stretch(words: str, kind: str, source: str) -> Stretch:
    start = TEXT.index(words)
    begin = TEXT.index(source)
    mention = Mention(begin, begin + len(source), source)
    inner = Span(start + 1, start + len(words) - 1)
    return Stretch(start, start + len(words), inner, kind, len(words.split()), (mention,))


CLEAN = Labelled(
    "harbour",
    TEXT,
    (
        _stretch("“We have waited for a year and the quay is still shut,”", "direct", "Ada Lindqvist"),
        _stretch("“a poor joke”", "partial", "Tomas Brandt"),
        _stretch('"Nobody asked the fishermen about it,"', "direct", "Brandt said"),
        _stretch('"They would have laughed at the plan."', "direct", "Brandt said"),
    ),
    (Attribution((Span(0, 55),), (Span(61, 74),), "direct"),),
)
WORDS = [one.inner.of(TEXT) for one in CLEAN.quoted]


def _damaged(damage: Damage, seed: int = 3) -> Labelled:
    return damage_document(CLEAN, damage, random.Random(seed))


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_seed_gives_the_same_copy(kind: str) -> None:
    damage = KINDS[kind](0.5)
    assert damage_documents([CLEAN], damage, 4) == damage_documents([CLEAN], damage, 4)
    assert any(_damaged(damage, seed).text != TEXT for seed in range(9))


def test_no_damage_is_none() -> None:
    copy = _damaged(Damage())
    assert copy.text == TEXT
    assert [one.inner for one in copy.quoted] == [one.inner for one in CLEAN.quoted]
    assert not any(one.is_broken for one in copy.quoted)


@settings(max_examples=60)
@given(st.sampled_from(sorted(KINDS)), st.integers(0, 500))
def test_annotations_keep_their_words(kind: str, seed: int) -> None:
    copy = _damaged(KINDS[kind](0.5), seed)
    assert [copy.text[one.start : one.end] for one in copy.quoted] == WORDS
    assert all(copy.text[m.start : m.end] == m.words for one in copy.quoted for m in one.sources)
    if kind in ("drop", "flip", "swap", "dash"):
        assert [m.words for one in copy.quoted for m in one.sources] == [
            m.words for one in CLEAN.quoted for m in one.sources
        ]


def test_every_mark_can_be_dropped_and_only_marks_are() -> None:
    copy = _damaged(Damage(drop=1))
    assert copy.text == TEXT.translate({ord(mark): None for mark in '“”"'})
    assert all(one.is_broken for one in copy.quoted)


def test_turned_marks_stand_the_wrong_way() -> None:
    assert _damaged(Damage(flip=1)).text.startswith("”We have waited for a year and the quay is still shut,“ said")


def test_swapped_marks_keep_their_side() -> None:
    for seed in range(12):
        copy = _damaged(Damage(swap=1), seed)
        opener = copy.text[: copy.quoted[0].start]
        assert opener in ('"', "„", "«", "''", "‘‘", "``", ",,")


def test_dashes_stand_for_the_marks_of_clauses_that_open_their_line() -> None:
    copy = _damaged(Damage(dash=1))
    assert copy.text.startswith("— We have waited for a year and the quay is still shut, said Ada Lindqvist")
    assert "“a poor joke”" in copy.text
    assert '"They would have laughed' in copy.text
    assert [one.is_broken for one in copy.quoted] == [True, False, True, False]


def test_corrupted_names_are_those_of_sources() -> None:
    copy = _damaged(Damage(names=1))
    assert "Lindqvist" not in copy.text
    assert "The ‘old’ crane stays." in copy.text
    assert not any(one.is_broken for one in copy.quoted)


def test_speech_in_single_marks_is_set_aside() -> None:
    text = TEXT.replace("‘old’", "crane is old, Brandt said. ‘It will not last the winter,’ he said. It")
    document = CLEAN._replace(text=text)
    (found,) = set_aside([document], find_said([document], with_indirect=False))
    assert [span.of(text) for span in found.aside] == ["It will not last the winter,"]


def test_turned_and_swapped_marks_cost_nothing_here() -> None:
    for kind in ("flip", "swap"):
        assert measure([CLEAN], kind, 0.5).ratio == 1
