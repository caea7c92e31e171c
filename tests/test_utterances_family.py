"""A family from end to end: an original, a spun rewrite and a back-translation, beside independent articles."""

import shutil
from pathlib import Path

import pytest
from conftest import ROOT, canonical, run_direct, select

TEXTS = ROOT / "tests/fixtures/utterances"
FAMILY = ("original.txt", "rewrite.txt", "back_translation.txt")


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("utterances") / "warehouse"
    run_direct(TEXTS, folder)
    return folder


def said(warehouse: Path, words: str, column: str = "source_name") -> list[object]:
    """What a column says of the quotes in the back-translation that have these words in them."""
    query = (
        f"select {column} from quotes join articles using (article_id) "
        "where raw_path = 'back_translation.txt' and contains(content, ?) order by char_start"
    )
    return [row[0] for row in select(warehouse, query.replace("?", "'" + words.replace("'", "''") + "'"))]


def test_only_copies_are_a_family(warehouse: Path) -> None:
    query = "select list(raw_path order by raw_path) from articles group by family_id order by 1"
    assert [row[0] for row in select(warehouse, query)] == [
        sorted(FAMILY),
        ["evening_bulletin.txt"],
        ["parliament_sketch.txt"],
    ]


@pytest.mark.parametrize(
    ("words", "surface", "speaker"),
    [
        ("never knocked", "The kettle", "Sergo Valtierov"),
        ("will end in tears", "Sergo Waltierow", "Sergo Valtierov"),
        ("lost the mountain for good", "Judges Merrick Dunmore", "Merrick Dunmore"),
        ("It went like this", "The Strait Gazette", "Leontyn Brovinsky"),
        ("First they saved", "The Strait Gazette", "Leontyn Brovinsky"),
        ("the bats will own it", "Browinski", "Leontyn Brovinsky"),
        ("What keeps me awake", "he", "Leontyn Brovinsky"),
        ("no ladder that is long enough", None, "Leontyn Brovinsky"),
        ("Print the plan on a stamp", None, "Ferris Okonjo"),
    ],
)
def test_a_mangled_copy_has_its_speakers_and_its_own_words_for_them(
    warehouse: Path, words: str, surface: str | None, speaker: str
) -> None:
    assert set(said(warehouse, words)) == {speaker}
    assert set(said(warehouse, words, "source_text")) == {surface}
    assert set(said(warehouse, words, "chain[-1].actor_name")) == {speaker}


def test_no_repair_is_silent(warehouse: Path) -> None:
    for words in ("never knocked", "It went like this", "What keeps me awake", "no ladder that is long enough"):
        assert None not in said(warehouse, words, "repaired_from_quote_id")
    assert said(warehouse, "It went like this", "chain[-2].actor_name") == ["The Strait Gazette"]


def test_a_mangled_name_is_no_actor_of_its_own(warehouse: Path) -> None:
    query = "select name, aliases, evidence from actors where contains(name, 'ro') order by name"
    found = {name: (aliases, evidence) for name, aliases, evidence in select(warehouse, query)}
    aliases, evidence = found["Leontyn Brovinsky"]
    assert "Browinski" in str(aliases)
    assert evidence
    names = {str(name) for (name,) in select(warehouse, "select name from actors")}
    assert not names & {"Browinski", "Sergo Waltierow"}


def test_every_wording_is_the_origins_or_flagged(warehouse: Path) -> None:
    query = (
        "select count(*) filter (where not is_altered and not contains(origin.text, rtrim(quotes.content, ',.’'))) "
        "from utterance_quotes join quotes using (quote_id) join articles using (article_id), "
        "(select text from articles where raw_path = 'original.txt') as origin "
        "where derivation = 'rewrite' and directness in ('direct', 'partial')"
    )
    assert select(warehouse, query) == [(0,)]
    changes = "select changes from quote_variants where starts_with(wording, 'will end in tears') order by 1"
    assert select(warehouse, changes) == [("will end in tears before winter[-.-]",), (None,)]


def test_one_interview_is_one_utterance_and_the_same_words_elsewhere_another(warehouse: Path) -> None:
    query = (
        "select raw_path, utterance_id, origin_count from quotes join utterance_quotes using (quote_id) "
        "join utterances using (utterance_id) join articles using (article_id) "
        "where contains(quotes.content, 'before the snow is gone')"
    )
    found = {path: (utterance, origins) for path, utterance, origins in select(warehouse, query)}
    assert found["evening_bulletin.txt"] == found["original.txt"]
    assert found["original.txt"][1] == 2
    assert found["parliament_sketch.txt"][0] != found["original.txt"][0]
    assert found["parliament_sketch.txt"][1] == 1


@pytest.mark.parametrize("order", [FAMILY, FAMILY[::-1]])
def test_the_order_in_which_copies_come_does_not_show(warehouse: Path, tmp_path: Path, order: tuple[str, ...]) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    for name in (*order, "parliament_sketch.txt", "evening_bulletin.txt"):
        shutil.copy(TEXTS / name, raw / name)
        run_direct(raw, tmp_path / "warehouse")
    step_by_step = canonical(tmp_path / "warehouse", tmp_path / "a")
    at_once = canonical(warehouse, tmp_path / "b")
    for table in ("quotes", "utterances", "utterance_quotes", "actors", "actor_mentions"):
        assert step_by_step[f"{table}.parquet"] == at_once[f"{table}.parquet"], table


def test_analysts_may_part_what_looks_like_one_name(tmp_path: Path) -> None:
    judgements = tmp_path / "judgements.csv"
    judgements.write_text(
        "kind,left,right,author,decided_on,note\nnot_same_person,Browinski,Leontyn Brovinsky,ada,2031-03-01,cousins\n"
    )
    run_direct(TEXTS, tmp_path / "warehouse", judgements=judgements)
    assert select(tmp_path / "warehouse", "select state from judgements") == [("stands",)]
    names = {str(name) for (name,) in select(tmp_path / "warehouse", "select name from actors")}
    assert {"Browinski", "Leontyn Brovinsky"} <= names
