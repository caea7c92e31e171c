"""The scorer of German speech: units, matches one to one, sources."""

from benchmarks.speech.german import (
    DIRECT,
    REPORTED,
    Unit,
    find_all,
    find_units,
    has_right_source,
    match_units,
    overlap,
    read_units,
    score_units,
)
from flows.base.text import Span

TEXT = "„Wir bleiben“, sagte Ada Lindqvist. Der Kai sei, so Lindqvist, morsch geworden."


def unit(*parts: tuple[int, int], sources: tuple[tuple[int, int], ...] = (), kind: str = "Indirect") -> Unit:
    return Unit(tuple(Span(*p) for p in parts), tuple(Span(*s) for s in sources), kind)


def test_words_in_marks_are_a_unit_each_and_other_speech_one_with_all_its_parts() -> None:
    annotations = [
        {"type": DIRECT, "quote": [[0, 13]], "speaker": [[21, 34]]},
        {"type": DIRECT, "quote": [[0, 13]], "speaker": [[57, 66]]},
        {"type": "Indirect", "quote": [[36, 47], [63, 78]], "speaker": [[52, 61]]},
    ]
    direct, indirect = read_units(TEXT, annotations)
    assert [part.of(TEXT) for part in direct.parts] == ["Wir bleiben"]
    assert len(direct.sources) == 2
    assert len(indirect.parts) == 2


def test_rows_of_one_utterance_and_rule_are_one_unit() -> None:
    row = {"source_start": 52, "source_end": 61, "directness": "indirect", "utterance_no": 3, "rule": "indirect_clause"}
    parts = [{**row, "char_start": 36, "char_end": 47}, {**row, "char_start": 63, "char_end": 78}]
    quoted = {**row, "directness": "direct", "utterance_no": 0, "char_start": 1, "char_end": 12}
    found = find_units(TEXT, [quoted, *parts])
    assert sorted((one.kind, len(one.parts)) for one in found) == [("Direct", 1), ("Indirect", 2)]


def test_overlap_counts_characters_in_both_of_those_in_either() -> None:
    assert overlap(unit((0, 10)), unit((5, 15))) == 5 / 15
    assert overlap(unit((0, 4), (6, 10)), unit((0, 10))) == 0.8
    assert overlap(unit((0, 4)), unit((6, 10))) == 0


def test_units_match_one_to_one_the_closest_first() -> None:
    wanted, found = [unit((0, 10)), unit((2, 10))], [unit((2, 10))]
    assert match_units(wanted, found, 0.5) == [(wanted[1], found[0])]


def test_a_source_is_right_if_it_touches_a_mention_or_neither_side_has_one() -> None:
    assert has_right_source(unit((0, 9), sources=((20, 30),)), unit((0, 9), sources=((25, 40),)))
    assert not has_right_source(unit((0, 9), sources=((20, 30),)), unit((0, 9), sources=((30, 40),)))
    assert not has_right_source(unit((0, 9), sources=((20, 30),)), unit((0, 9)))
    assert has_right_source(unit((0, 9)), unit((0, 9)))


def test_what_matches_a_type_set_aside_counts_neither_way() -> None:
    wanted, found = [unit((0, 10)), unit((20, 30), kind=REPORTED)], [unit((0, 10)), unit((20, 30)), unit((50, 60))]
    all_of_it, without = score_units([(wanted, found)], 0.5), score_units([(wanted, found)], 0.5, REPORTED)
    assert (all_of_it.wanted, all_of_it.found, all_of_it.matched) == (2, 3, 2)
    assert (without.wanted, without.found, without.matched) == (1, 2, 1)
    assert without.rates(without.matched) == (0.5, 1.0, 2 / 3)


def test_the_stages_are_run_on_the_texts_as_they_are() -> None:
    annotations = [{"type": DIRECT, "quote": [[0, 13]], "speaker": [[21, 34]]}]
    [(wanted, found)], _ = find_all([{"doc_id": "kai", "text": TEXT, "annotations": annotations}])
    pairs = match_units(wanted, found, 0.8)
    assert [one.kind for one, _ in pairs] == [DIRECT]
    assert has_right_source(*pairs[0])
