"""A copy in another language goes through a whole run: found, judged, placed in its family, explained."""

import json
from pathlib import Path

import pytest
from conftest import canonical, run_direct, select
from copies import FOLDER

from flows.desk.explain.explanation import PairExplanation, explain_pair
from flows.desk.explain.verdict import candidate_rule, needed, verdict
from flows.store.engine import open_published
from flows.store.layout import Layout

# Days of publication; of the renderings the English one is the original.
DAYS = {
    "english": "2024-09-14",
    "spanish": "2024-09-16",
    "german": "2024-09-15",
    "german_other": "2024-10-02",
    "spanish_same_event": "2024-09-15",
}


def _write(raw: Path, *names: str) -> None:
    raw.mkdir(exist_ok=True)
    for name in names:
        title, _, body = (FOLDER / "languages" / f"{name}.txt").read_text("utf-8").partition("\n")
        record = {"title": title, "text": body.replace("\n", "\n\n"), "date": DAYS[name], "publisher": f"Outlet {name}"}
        (raw / f"{name}.json").write_text(json.dumps(record), "utf-8")


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The English original, its two renderings, and two other stories on the same people."""
    folder = tmp_path_factory.mktemp("renderings")
    _write(folder / "raw", *DAYS)
    run_direct(folder / "raw", folder / "warehouse")
    return folder / "warehouse"


def _explain(warehouse: Path, one: str, other: str) -> PairExplanation:
    ids = {path: article for path, article in select(warehouse, "select raw_path, article_id from articles")}
    with open_published(Layout(warehouse).database_link) as con:
        return explain_pair(con, str(ids[f"{one}.json"]), str(ids[f"{other}.json"]))


def test_renderings_are_one_family_and_other_stories_stay_apart(warehouse: Path) -> None:
    query = """
        select articles.raw_path, articles.language, articles.derivation, articles.order_basis
        from articles inner join families on articles.family_id = families.family_id where families.article_count > 1
    """
    rows = select(warehouse, query)
    assert sorted(rows) == [
        ("english.json", "en", "original", "date"),
        ("german.json", "de", "translation", "date"),
        ("spanish.json", "es", "translation", "date"),
    ]


def test_they_are_found_by_anchors_and_compared_by_them(warehouse: Path) -> None:
    facts = "found_by, decision, anchors_in_order > 0.7, len(evidence) > 8, score > 0.75"
    rows = select(warehouse, f"select {facts} from matches where anchors_in_order is not null")
    assert rows == [("anchors", "same_family", True, True, True)] * 3
    others = select(warehouse, "select distinct found_by, decision from matches where anchors_in_order is null")
    assert others == [("word_pairs", "distinct")]


def test_a_rendering_is_rewritten_from_its_original_and_nothing_in_it_copied(warehouse: Path) -> None:
    query = """
        select articles.raw_path, segments.kind, sum(segments.char_end - segments.char_start) as letters
        from segments inner join articles on segments.article_id = articles.article_id group by all
    """
    letters = {(path, kind): count for path, kind, count in select(warehouse, query)}
    assert not any(kind == "copied" for _, kind in letters)
    assert letters["english.json", "added"] > 900  # type: ignore[operator]
    for name in ("german.json", "spanish.json"):
        assert letters[name, "rewritten"] > 5 * letters.get((name, "added"), 0)  # type: ignore[operator]


def test_explain_tells_names_and_numbers_and_what_other_stories_lack(warehouse: Path) -> None:
    found = _explain(warehouse, "english", "spanish")
    assert verdict(found).startswith("Merged: A and B are one family")
    assert "reaches 0.60, the least for a rendering in another language" in verdict(found)
    assert [part.feature for part in found.compared.parts] == [
        "anchors_in_order",
        "names_contained",
        "numbers_contained",
    ]
    assert found.stored is not None
    assert found.stored["score"] == pytest.approx(found.compared.score)
    assert len(found.compared.sentences) == len(found.stored["evidence"])
    assert "as their languages differ" in candidate_rule(found)
    apart = _explain(warehouse, "english", "german_other")
    assert apart.status == "never_compared"
    assert not apart.candidate.is_candidate
    assert "(too few: 3 needed)" in candidate_rule(apart)
    assert "is lacking" in needed(apart.compared, apart.settings.matches)


def test_any_history_of_renderings_ends_in_the_tables_of_one_run(tmp_path: Path, warehouse: Path) -> None:
    for names in (("german", "german_other"), ("spanish_same_event", "spanish"), ("english",)):
        _write(tmp_path / "raw", *names)
        run_direct(tmp_path / "raw", tmp_path / "grown")
    assert canonical(tmp_path / "grown", tmp_path / "a") == canonical(warehouse, tmp_path / "b")


def test_a_quotation_and_its_renderings_are_one_utterance(warehouse: Path) -> None:
    query = """
        select utterances.content, count(*)
        from utterance_quotes inner join utterances on utterance_quotes.utterance_id = utterances.utterance_id
        group by all having count(*) > 1 order by 1
    """
    # Reported speech is found in the renderings too.
    assert select(warehouse, query) == [
        ("We had just brought in the best harvest since 2009,", 3),
        ("a dryer of the make Calorex was being examined", 2),
        ("the 212 pupils would be taught in the town hall from Monday", 2),
    ]
