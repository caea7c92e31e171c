"""The scorer of quotes: what counts as found, as said by somebody, and as no speech."""

import json
from pathlib import Path

import pytest

from benchmarks.speech.labelled import Labelled, Mention, Said, Stretch, find_said, read_labelled
from benchmarks.speech.score import (
    calibrate,
    core,
    holds_name,
    judge_quoted,
    names_source,
    pair_up,
    rates,
    score_content,
    score_quoted,
)
from flows.base.text import Span

TEXT = (
    "“The quay must open again,” said Ada Lindqvist.\n"
    "Tomas Brandt called the plan “a poor joke”. The hall has a “cosy” bar.\n"
    "Brandt said that nobody had asked the fishermen."
)


def place(words: str, text: str = TEXT) -> tuple[int, int]:
    start = text.index(words)
    return start, start + len(words)


def stretch(words: str, kind: str, source: str | None, canonical: str | None = None) -> Stretch:
    start, end = place(words)
    mentions = (Mention(*place(source), source),) if source else ()
    return Stretch(start, end, Span(start + 1, end - 1), kind, len(words.split()), mentions, canonical)


def said(words: str, source: str | None = None, name: str | None = None, directness: str = "direct") -> Said:
    return Said(*place(words), Mention(*place(source), source) if source else None, name, directness)


GOLD = Labelled(
    "lindqvist",
    TEXT,
    (
        stretch("“The quay must open again,”", "direct", "Ada Lindqvist", "Ada Lindqvist (union)"),
        stretch("“a poor joke”", "partial", "Tomas Brandt", "Tomas Brandt"),
        stretch("“cosy”", "unattributed", None),
    ),
)


def test_points_and_marks_at_the_ends_do_not_count() -> None:
    assert core(TEXT, place("“The quay must open again,”")).of(TEXT) == "The quay must open again"
    assert core("“”", (0, 2)) == Span(2, 2)


def test_pairs_are_one_to_one_and_the_closest_come_first() -> None:
    assert pair_up([(0.9, 0, 0), (0.95, 1, 0), (0.85, 0, 1)]) == [(1, 0), (0, 1)]


def test_all_found_with_their_sources_is_perfect() -> None:
    found = [
        said("The quay must open again,", "Ada Lindqvist", "Ada Lindqvist"),
        said("a poor joke", "Tomas Brandt", "Brandt"),
    ]
    score = score_quoted([GOLD], {"lindqvist": found})
    assert score.span == score.joint == score.canonical == (1, 1, 1)
    assert score.kinds == {"direct >=4 words": (1, 1), "partial <4 words": (1, 1)}
    assert score.scare_share == 0


def test_words_that_are_no_speech_count_against_precision() -> None:
    found = [said("a poor joke", "Tomas Brandt"), said("cosy", "Tomas Brandt")]
    score = score_quoted([GOLD], {"lindqvist": found})
    assert score.joint == rates(1, 2, 2)
    assert score.scare_share == 1


def test_partial_quotes_count_neither_way_for_direct_ones() -> None:
    found = [said("The quay must open again,", "Ada Lindqvist"), said("a poor joke")]
    assert score_quoted([GOLD], {"lindqvist": found}, only_direct=True).joint == (1, 1, 1)


def test_a_whole_sentence_is_cut_to_what_stands_in_marks() -> None:
    whole = said("Tomas Brandt called the plan “a poor joke”. The hall has a “cosy” bar.", "Tomas Brandt")
    verdicts = judge_quoted(GOLD, [whole])
    assert [(one.wanted is not None and one.found is not None, one.takes_scare) for one in verdicts] == [
        (False, False),
        (True, False),
        (False, True),
    ]


def test_words_outside_marks_are_passed_over_unless_the_copy_is_damaged() -> None:
    stray = [said("nobody had asked the fishermen")]
    assert not [one for one in judge_quoted(GOLD, stray) if one.wanted is None]
    damaged = GOLD._replace(is_damaged=True)
    assert len([one for one in judge_quoted(damaged, stray) if one.wanted is None]) == 1
    aside = damaged._replace(aside=(Span(*place("nobody had asked the fishermen")),))
    assert not [one for one in judge_quoted(aside, stray) if one.wanted is None]


def test_what_is_found_at_a_damaged_mark_is_taken_whole() -> None:
    broken = GOLD._replace(quoted=(GOLD.quoted[0]._replace(is_broken=True),))
    too_long = said("“The quay must open again,” said Ada Lindqvist.", "Ada Lindqvist")
    assert judge_quoted(broken, [too_long])[0].found is None
    assert judge_quoted(GOLD, [too_long])[0].found is too_long


@pytest.mark.parametrize(
    ("source", "is_right"),
    [
        (Mention(*place("Ada Lindqvist"), "Ada Lindqvist"), True),
        (Mention(*place("Lindqvist"), "Lindqvist"), True),
        (Mention(-1, -1, "ada lindqvist"), True),
        (Mention(-1, -1, "Ms Lindqvist"), True),
        (Mention(*place("Brandt"), "Brandt"), False),
        (None, False),
    ],
)
def test_a_source_is_right_by_its_place_or_its_name(source: Mention | None, is_right: bool) -> None:
    assert names_source(Said(0, 5, source), GOLD.quoted[0].sources) is is_right


def test_the_same_pronoun_elsewhere_is_another_mention() -> None:
    assert not names_source(Said(0, 5, Mention(60, 62, "he")), [Mention(20, 22, "he")])


def test_words_without_an_annotated_source_want_none() -> None:
    assert names_source(Said(0, 5, None), ())
    assert not names_source(Said(0, 5, Mention(6, 9, "Ada")), ())


def test_a_canonical_name_needs_the_surname() -> None:
    assert holds_name(Said(0, 5, None, "Lindqvist"), "Ada Lindqvist (union)")
    assert not holds_name(Said(0, 5, None, "Ada"), "Ada Lindqvist")
    assert not holds_name(Said(0, 5, None), "Ada Lindqvist")


def write_set(folder: Path) -> None:
    row = {
        "doc_id": "brandt",
        "text": TEXT,
        "quoted": [
            {
                "start": one.start,
                "end": one.end,
                "ns": one.inner.start,
                "ne": one.inner.end,
                "type": one.kind,
                "words": one.word_count,
                "speaker": one.sources,
                "cue": [],
            }
            for one in GOLD.quoted
        ],
    }
    spoken = {
        "content": [place("nobody had asked the fishermen")],
        "source": [place("Brandt said")],
        "type": "indirect",
    }
    quoted = {"content": [place("“The quay must open again,”")], "source": [place("Ada Lindqvist")], "type": "direct"}
    attributions = {"doc_id": "brandt", "attributions": [quoted, spoken]}
    (folder / "polnear_dev.jsonl").write_text(json.dumps(row) + "\n", "utf-8")
    (folder / "polnear_dev.attrib.jsonl").write_text(json.dumps(attributions) + "\n", "utf-8")


def test_our_own_stages_are_scored_on_a_folder(tmp_path: Path) -> None:
    write_set(tmp_path)
    documents = read_labelled(tmp_path, "dev")
    found = find_said(documents)
    assert score_quoted(documents, found).joint.f1 == 1
    content = score_content(documents, found)
    assert content.kinds["direct"] == (1, 1, 1)
    assert content.kinds["indirect"][:2] == (1, 1)
    rules = {one.rule: (one.rows, one.speech, one.right) for one in calibrate(documents, found)}
    assert rules["after_quote"] == (1, 1, 1)
    without = find_said(documents, with_indirect=False)
    assert {one.directness for one in found["brandt"]} - {one.directness for one in without["brandt"]} == {"indirect"}


def test_a_set_without_attributions_has_none(tmp_path: Path) -> None:
    write_set(tmp_path)
    (tmp_path / "polnear_dev.attrib.jsonl").unlink()
    assert read_labelled(tmp_path, "dev")[0].attributions == ()
