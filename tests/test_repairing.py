"""What is damaged is found and named, restored from what is left, and the tables are the same as before."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT, canonical, run_here, select

from flows.base.errors import CheckFailed, UserError
from flows.desk.cli import cli
from flows.store.layout import Layout
from flows.store.manifests import current_manifest, read_manifest

NAMES = (
    "courier/2024-03-14-port-ardle-sea-wall.html",
    "aggregators/coastline-3391.txt",
    "gazette/week-15.json",
    "inbox/empty.txt",
)


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    for name in NAMES:
        path = tmp_path / "raw" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / "raw" / name, path)
    return tmp_path / "raw"


@pytest.fixture
def warehouse(tmp_path: Path, raw: Path) -> Path:
    run_here(raw, tmp_path / "warehouse")
    return tmp_path / "warehouse"


def check(warehouse: Path) -> None:
    cli(["check", "--warehouse", str(warehouse)], standalone_mode=False)


def truncate(path: Path) -> None:
    content = path.read_bytes()
    path.chmod(0o644)
    path.unlink()
    path.write_bytes(content[: len(content) // 2])


def flip(path: Path) -> None:
    """Change one byte in the middle and leave the size as it was."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.chmod(0o644)
    path.unlink()
    path.write_bytes(bytes(content))


def remove(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize("harm", [truncate, flip, remove])
@pytest.mark.parametrize(
    "tables",
    [
        ("articles",),
        ("blocks",),
        ("articles", "blocks", "quotes"),
        ("quotes",),
        ("claims", "fingerprints"),
        ("sentences",),
        ("raw_files",),
        ("article_files", "rejects"),
        ("matches",),
        ("claim_members", "actors"),
    ],
    ids=lambda tables: " ".join(tables),
)
def test_a_damaged_part_is_named_and_restored(
    raw: Path, warehouse: Path, tmp_path: Path, tables: tuple[str, ...], harm: Callable[[Path], None]
) -> None:
    before = canonical(warehouse, tmp_path / "before")
    layout = Layout(warehouse)
    manifest = current_manifest(layout)
    harmed = [manifest.files(layout, table)[0] for table in tables]
    for path in harmed:
        harm(path)
    with pytest.raises(CheckFailed, match=harmed[0].name):
        check(warehouse)
    outcome = run_here(raw, warehouse, is_repair=True)
    assert {note.split(" was")[0].rpartition("/")[2] for note in outcome.mended} == {path.name for path in harmed}
    check(warehouse)
    assert canonical(warehouse, tmp_path / "after") == before
    assert not run_here(raw, warehouse).is_published


def test_nothing_damaged_is_told_by_silence_and_the_same_tables(raw: Path, warehouse: Path, tmp_path: Path) -> None:
    before = canonical(warehouse, tmp_path / "before")
    assert run_here(raw, warehouse, is_repair=True).mended == ()
    assert canonical(warehouse, tmp_path / "after") == before


@pytest.mark.parametrize("harm", [truncate, flip])
def test_a_damaged_published_file_is_built_anew_from_the_parts(
    raw: Path, warehouse: Path, tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    before = canonical(warehouse, tmp_path / "before")
    harm(Layout(warehouse).database_link.resolve())
    with pytest.raises((CheckFailed, UserError)):
        check(warehouse)
    outcome = run_here(raw, warehouse, is_repair=True)
    assert outcome.mended == ("the published warehouse.duckdb was not as it was written",)
    check(warehouse)
    assert canonical(warehouse, tmp_path / "after") == before


def test_where_parts_and_published_files_are_damaged_the_raw_files_are_read_again(
    raw: Path, warehouse: Path, tmp_path: Path
) -> None:
    before = canonical(warehouse, tmp_path / "before")
    layout = Layout(warehouse)
    for path in (layout.database_link.resolve(), *current_manifest(layout).files(layout, "articles")):
        truncate(path)
    for path in layout.parquet_link.rglob("*.parquet"):
        truncate(path)
    outcome = run_here(raw, warehouse, is_repair=True)
    assert any("read again from their raw files" in note for note in outcome.mended)
    check(warehouse)
    assert canonical(warehouse, tmp_path / "after") == before


@pytest.mark.parametrize("harm", [truncate, flip, remove])
@pytest.mark.parametrize("which", ["manifest", "manifest_twin"])
def test_a_manifest_of_which_one_file_is_damaged_is_whole_again_after_the_next_run(
    raw: Path, warehouse: Path, which: str, harm: Callable[[Path], None]
) -> None:
    layout = Layout(warehouse)
    run_id = current_manifest(layout).run_id
    path = layout.manifest(run_id) if which == "manifest" else layout.manifest_twin(run_id)
    content = path.read_bytes()
    harm(path)
    assert not run_here(raw, warehouse).is_published
    assert path.read_bytes() == content


def test_with_both_files_of_a_manifest_damaged_the_run_before_it_counts_and_what_came_since_is_read_again(
    raw: Path, warehouse: Path, tmp_path: Path
) -> None:
    (raw / "pier.txt").write_text("Pier closed\n\nThe pier closed on Monday, the harbour master said.\n")
    second = run_here(raw, warehouse).run_id
    before = canonical(warehouse, tmp_path / "before")
    layout = Layout(warehouse)
    flip(layout.manifest(second))
    flip(layout.manifest_twin(second))
    with pytest.raises(UserError, match="wirecopy repair"):
        run_here(raw, warehouse)
    assert select(warehouse, "select count(*) from raw_files where raw_path = 'pier.txt'") == [(1,)]
    run_here(raw, warehouse, is_repair=True)
    check(warehouse)
    assert canonical(warehouse, tmp_path / "after") == before


def test_a_manifest_that_says_something_else_than_was_written_is_not_believed(raw: Path, warehouse: Path) -> None:
    layout = Layout(warehouse)
    run_id = current_manifest(layout).run_id
    path = layout.manifest(run_id)
    path.write_text(path.read_text().replace('"rows": 1', '"rows": 2'))
    layout.manifest_twin(run_id).unlink()
    with pytest.raises(UserError, match="damaged"):
        read_manifest(layout, run_id)
