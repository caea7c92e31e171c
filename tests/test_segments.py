"""Every code point of an article stands in one segment, and what is called copied is the same words."""

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st
from kin import witness_of

from flows.base.text import Span, words
from flows.stages.families.segments import Segment, find_segments, trace_sentences
from flows.stages.families.wording import compare_words

OLD = "The dome was shut on Monday after the cracks were found. Nobody was hurt, said the director of the house."
STYLES = str.maketrans({"“": '"', "”": '"', "’": "'"})


def _trace(text: str, *donors: str) -> list[Segment]:
    witness = witness_of("art_z", text)
    counterparts = trace_sentences(witness, [witness_of(f"art_{number}", donor) for number, donor in enumerate(donors)])
    body = [Span(sentence.char_start, sentence.char_end) for sentence in witness.sentences]
    return find_segments("art_z", text, body, counterparts)


def _kinds(text: str, *donors: str) -> list[tuple[str, str]]:
    return [(row.kind, text[row.char_start : row.char_end].strip()) for row in _trace(text, *donors)]


def test_a_dateline_before_a_copied_lead_is_added_and_the_lead_is_copied() -> None:
    assert _kinds("VARRICK (Meridian) — " + OLD, OLD) == [("added", "VARRICK (Meridian) —"), ("copied", OLD)]


def test_marks_case_and_white_space_make_no_other_words() -> None:
    old = "“We’ve lost the big mirror for good this year,” she said on Monday – in Halden."
    new = old.translate(STYLES).replace(" – ", " - ").replace("Halden.", "HALDEN!").replace("good this", "good  this")
    assert _kinds(new, old) == [("copied", new)]


def test_equal_stems_are_not_the_same_words() -> None:
    new = OLD.replace("cracks were found", "crack was found")
    found = _trace(new, OLD)
    assert [row.kind for row in found] == ["copied", "rewritten", "copied"]
    changed = found[1]
    assert changed.from_start is not None
    assert OLD[changed.from_start : changed.from_end] == "cracks were found."


def test_runs_of_copied_sentences_are_one_segment_and_a_gap_in_the_source_ends_it() -> None:
    old = (
        OLD + " The mirror weighs eleven tonnes and came by cable car. It will be taken down before the winter storms."
    )
    assert [row.kind for row in _trace(old, old)] == ["copied"]
    parts = old.split(". ")
    found = _trace(". ".join([parts[0], *parts[2:]]), old)
    assert [row.kind for row in found] == ["copied", "copied"]


def test_a_sentence_the_first_donor_lacks_is_sought_in_the_next() -> None:
    extra = "Engineers of Kestrel measured the brackets in October and wrote a long report."
    found = _trace(f"{OLD} {extra}", OLD, extra)
    assert [(row.kind, row.from_article_id) for row in found] == [("copied", "art_0"), ("copied", "art_1")]


def test_the_first_donor_goes_before_one_that_is_more_alike() -> None:
    text = f"{OLD} Visitors from the valley brought cake and candles to the gate."
    found = _trace(text, OLD.replace("Nobody was hurt", "No one came to harm"), OLD)
    assert {row.from_article_id for row in found} == {"art_0", None}


def test_what_nobody_has_is_added_and_belongs_to_nobody() -> None:
    extra = "Visitors from the valley brought cake and candles to the gate."
    assert [(row.kind, row.from_article_id) for row in _trace(f"{OLD} {extra}", OLD)] == [
        ("copied", "art_0"),
        ("added", None),
    ]


def test_the_same_words_in_another_order_are_rewritten() -> None:
    pieces = compare_words("said the director today", Span(0, 23), "today the director said", [Span(0, 23)])
    assert [piece.is_same for piece in pieces] == [False]


_WORDS = st.sampled_from(["the", "dome", "shut", "Monday", "after", "cracks", "Halden", "38", "mirror", "said"])
_SENTENCES = st.lists(st.lists(_WORDS, min_size=1, max_size=12), min_size=0, max_size=6)


def _prose(sentences: list[list[str]], gap: str) -> str:
    return gap.join(" ".join(sentence).capitalize() + "." for sentence in sentences)


@settings(deadline=None)
@given(_SENTENCES, _SENTENCES, st.sampled_from([" ", "\n", "\n\n \n"]), st.sampled_from(["", " ", "\n\n"]))
def test_segments_tile_the_text_and_copied_ones_are_the_same_words(
    mine: list[list[str]], theirs: list[list[str]], gap: str, edge: str
) -> None:
    text, donor = edge + _prose(mine, gap) + edge, _prose(theirs, " ")
    rows = _trace(text, donor)
    assert [row.char_start for row in rows] == [0, *(row.char_end for row in rows[:-1])][: len(rows)]
    assert (rows[-1].char_end if rows else 0) == (len(text) if text.strip() else 0)
    assert all(row.char_start < row.char_end for row in rows)
    for row in rows:
        assert (row.from_article_id is None) == (row.kind in {"added", "boilerplate"}) == (row.from_start is None)
        if row.kind == "copied":
            copied = words(donor[row.from_start : row.from_end])
            assert words(text[row.char_start : row.char_end]) == copied


def test_furniture_between_sentences_is_told_apart() -> None:
    text = "A HEADLINE\nOne sentence here. Photo: Nobody\nAnother sentence."
    rows = find_segments("art_z", text, [Span(11, 29), Span(44, 61)], {})
    assert [(row.kind, text[row.char_start : row.char_end]) for row in rows] == [
        ("boilerplate", "A HEADLINE\n"),
        ("added", "One sentence here. "),
        ("boilerplate", "Photo: Nobody\n"),
        ("added", "Another sentence."),
    ]
    assert all(first.char_end == second.char_start for first, second in itertools.pairwise(rows))
