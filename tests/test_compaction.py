"""Many small runs leave few files, and the same tables as one run."""

from pathlib import Path

import pytest
from conftest import canonical, run_here

from flows.store import compaction
from flows.store.layout import Layout
from flows.store.manifests import current_manifest


def write(raw: Path, number: int) -> None:
    raw.mkdir(exist_ok=True)
    said = f"“We saw {number + 2} cracks,” harbour master Ada Venn said."
    (raw / f"pier-{number}.txt").write_text(f"Pier {number} closed\n\nPier {number} closed on Monday. {said}\n")


def test_small_lots_are_laid_together_and_no_row_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compaction, "MANY_LOTS", 3)
    raw, warehouse = tmp_path / "raw", tmp_path / "warehouse"
    lots = []
    for number in range(6):
        write(raw, number)
        run_here(raw, warehouse)
        lots.append(len(current_manifest(Layout(warehouse)).lots()))
    assert lots == [1, 2, 1, 2, 1, 2]
    run_here(raw, warehouse, redo=("claims",))
    run_here(raw, tmp_path / "at-once")
    assert canonical(warehouse, tmp_path / "a") == canonical(tmp_path / "at-once", tmp_path / "b")


def test_no_lot_grows_without_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compaction, "MANY_LOTS", 3)
    monkeypatch.setattr(compaction, "FULL_LOT", 2)
    raw, warehouse = tmp_path / "raw", tmp_path / "warehouse"
    for number in range(3):
        write(raw, number)
        run_here(raw, warehouse)
    sizes = [lot["articles"][0].rows for lot in current_manifest(Layout(warehouse)).lots().values()]
    assert sorted(sizes) == [1, 2]
