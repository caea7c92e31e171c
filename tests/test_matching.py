"""What is compared follows from the articles there are, however and whenever they came."""

import random
from collections.abc import Sequence
from pathlib import Path

import pytest
from conftest import canonical, run_direct, select
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.pipeline import matching
from flows.pipeline.corpus_jobs import score_pairs_job
from flows.pipeline.job import CandidatesConfig
from flows.store.layout import Layout
from flows.store.manifests import current_manifest
from flows.store.parts import read_parts

# From eight articles on there is a table of common word pairs, of those that stand in more than three of them.
SMALL = CandidatesConfig(large_corpus=8, most_articles=3)
LARGE = CandidatesConfig()
STORIES = (
    "The ferry to Skerrow stopped at noon on Tuesday. Captain Ida Brandt found 14 cracked bolts in the ramp. "
    "The harbour office ordered a steel frame from Ostham. Carriers now drive around the bay, which takes 90 minutes.",
    "A bakery in Quillmouth burned down on Friday night. Nobody was hurt, fire chief Oren Vask said. The ovens had "
    "been checked in March. Neighbours collected 3,200 crowns for the family by Sunday evening.",
    "Councillors in Ostham voted 9 to 4 for a toll on the old bridge. Mayor Lena Tarn called the vote a relief. "
    "Drivers pay two crowns from June. A petition against the toll has 1,800 names so far.",
)
ENDS = ("Read more on our pages.", "Tides are on page nine.", "The next bulletin follows at six.", "Weather: windy.")


def _copies(count: int) -> list[str]:
    """Return near copies and excerpts of the stories, no two alike, by a fixed seed."""
    chosen = random.Random(5)
    made: dict[str, None] = {}
    while len(made) < count:
        sentences = chosen.choice(STORIES).split(". ")
        kept = sentences[: chosen.choice((2, 3, 4, 4, 4))]
        made[". ".join(kept).rstrip(".") + f".\n\n{chosen.choice(ENDS)} No {chosen.randrange(1000)}."] = None
    return list(made)


def _write(raw: Path, texts: Sequence[str]) -> None:
    raw.mkdir(exist_ok=True)
    for number, text in enumerate(texts, len(list(raw.iterdir()))):
        (raw / f"{number:03d}.txt").write_text(f"Report number {number}\n\n{text}\n", "utf-8")


def _stored(warehouse: Path, table: str) -> list[dict[str, object]]:
    layout = Layout(warehouse)
    found: list[dict[str, object]] = read_parts(
        layout, table, current_manifest(layout).parts.get(table, ())
    ).to_pylist()
    return found


@settings(max_examples=2, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cuts=st.lists(st.integers(1, 13), min_size=1, max_size=2, unique=True).map(sorted), chance=st.randoms())
def test_any_history_of_near_copies_ends_in_the_tables_of_one_run(
    tmp_path_factory: pytest.TempPathFactory, cuts: list[int], chance: random.Random
) -> None:
    texts = _copies(14)
    chance.shuffle(texts)
    folder = tmp_path_factory.mktemp("history")
    for start, end in zip([0, *cuts], [*cuts, len(texts)], strict=True):
        _write(folder / "raw", texts[start:end])
        run_direct(folder / "raw", folder / "grown")
    run_direct(folder / "raw", folder / "at-once")
    assert canonical(folder / "grown", folder / "a") == canonical(folder / "at-once", folder / "b")
    for table in ("matches", "near_copies"):
        assert _stored(folder / "grown", table) == _stored(folder / "at-once", table)


def test_near_copies_are_compared_with_one_that_stands_for_them(tmp_path: Path) -> None:
    _write(tmp_path / "raw", [f"{STORIES[0]}\n\n{ENDS[0]} No {number}." for number in range(13)])
    run_direct(tmp_path / "raw", tmp_path / "warehouse")
    assert select(tmp_path / "warehouse", "select max(article_count) from families") == [(13,)]
    assert select(tmp_path / "warehouse", "select count(*) from matches") < [(27,)]
    (representative,) = {row["representative_id"] for row in _stored(tmp_path / "warehouse", "near_copies")}
    ids = [article for (article,) in select(tmp_path / "warehouse", "select article_id from articles")]
    assert representative in ids


def test_the_table_of_common_word_pairs_stays_until_it_is_made_anew(tmp_path: Path) -> None:
    texts = _copies(14)
    _write(tmp_path / "raw", texts[:7])
    run_direct(tmp_path / "raw", tmp_path / "grown", candidates=SMALL)
    assert _stored(tmp_path / "grown", "common_word_pairs") == []
    _write(tmp_path / "raw", texts[7:10])
    run_direct(tmp_path / "raw", tmp_path / "grown", candidates=SMALL)
    first = _stored(tmp_path / "grown", "common_word_pairs")
    assert all(row["article_count"] > SMALL.most_articles for row in first)  # type: ignore[operator]
    _write(tmp_path / "raw", texts[10:])
    run_direct(tmp_path / "raw", tmp_path / "grown", candidates=SMALL)
    assert _stored(tmp_path / "grown", "common_word_pairs") == first
    run_direct(tmp_path / "raw", tmp_path / "grown", candidates=SMALL, redo=("families",))
    run_direct(tmp_path / "raw", tmp_path / "at-once", candidates=SMALL)
    assert _stored(tmp_path / "grown", "common_word_pairs") == _stored(tmp_path / "at-once", "common_word_pairs")
    assert canonical(tmp_path / "grown", tmp_path / "a") == canonical(tmp_path / "at-once", tmp_path / "b")


def test_redoing_families_changes_nothing_that_does_not_depend_on_the_table(tmp_path: Path) -> None:
    _write(tmp_path / "raw", _copies(8))
    run_direct(tmp_path / "raw", tmp_path / "warehouse")
    before = canonical(tmp_path / "warehouse", tmp_path / "a")
    run_direct(tmp_path / "raw", tmp_path / "warehouse", redo=("families",))
    assert canonical(tmp_path / "warehouse", tmp_path / "b") == before


def _die_over_pairs(folder: Path, share: int, pairs: object, config: object) -> object:
    if pairs.num_rows > 1:  # type: ignore[attr-defined]
        raise MemoryError
    return score_pairs_job(folder, share, pairs, config)  # type: ignore[arg-type]


def test_a_process_that_dies_over_pairs_costs_no_pair_that_can_be_compared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write(tmp_path / "raw", _copies(8))
    run_direct(tmp_path / "raw", tmp_path / "calm")
    monkeypatch.setattr(matching, "score_pairs_job", _die_over_pairs)
    run_direct(tmp_path / "raw", tmp_path / "deadly")
    assert canonical(tmp_path / "calm", tmp_path / "a") == canonical(tmp_path / "deadly", tmp_path / "b")
