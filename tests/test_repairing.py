"""What is damaged is found and named, restored from what is left, and the tables are the same as before."""

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import MILL, PIER, canonical, copy_few, run_here, select

from flows.base.errors import CheckFailed, UserError
from flows.desk.cli import cli
from flows.pipeline.runlog import read_log
from flows.store.layout import Layout
from flows.store.manifests import current_manifest, read_manifest


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    return copy_few(tmp_path / "raw")


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


@pytest.mark.parametrize(
    ("tables", "harm"),
    [
        (("articles",), truncate),
        (("blocks",), flip),
        (("articles", "blocks", "quotes"), remove),
        (("quotes",), flip),
        (("claims", "fingerprints"), truncate),
        (("sentences",), remove),
        (("raw_files",), flip),
        (("article_files", "rejects"), truncate),
        (("matches",), flip),
        (("claim_members", "actors"), remove),
    ],
    ids=lambda given: " ".join(given) if isinstance(given, tuple) else given.__name__,
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


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A raw folder, its warehouse after two runs, and the canonical export."""
    folder = tmp_path_factory.mktemp("kept")
    (folder / "raw").mkdir()
    (folder / "raw" / "pier.txt").write_text(PIER)
    run_here(folder / "raw", folder / "warehouse")
    (folder / "raw" / "mill.txt").write_text(MILL)
    run_here(folder / "raw", folder / "warehouse")
    canonical(folder / "warehouse", folder / "tables")
    return folder


def harm_at_random(warehouse: Path, chance: random.Random) -> list[str]:
    """Flip a bit each in some files, or cut one; return what of these a check has to name."""
    layout = Layout(warehouse)
    live = {part.file for _, part in current_manifest(layout).live()}
    versions = {
        path for path in layout.versions.rglob("*") if path.is_file() and path.suffix in (".duckdb", ".parquet")
    }
    named = sorted({*versions, *layout.manifests.iterdir(), layout.run_log, *(warehouse / name for name in live)})
    others = [path for path in warehouse.rglob("*") if path.is_file() and path not in named and not path.is_symlink()]
    harmed = chance.sample(named, chance.randint(1, 3))
    for path in [*harmed, *chance.sample(sorted(others), min(1, len(others)))]:
        content = bytearray(path.read_bytes())
        if content:
            content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        if chance.random() < 0.3:
            del content[chance.randrange(len(content) + 1) :]
        path.chmod(0o644)
        path.unlink()
        path.write_bytes(content)
    return [path.name for path in harmed if path != layout.run_log]


@pytest.mark.parametrize("seed", range(int(os.environ.get("HISTORIES", "4"))))
def test_whatever_is_damaged_wherever_is_found_and_mended(kept: Path, tmp_path: Path, seed: int) -> None:
    warehouse = Path(shutil.copytree(kept / "warehouse", tmp_path / "warehouse", symlinks=True))
    harmed = harm_at_random(warehouse, random.Random(seed))
    if harmed:
        with pytest.raises((CheckFailed, UserError)):
            check(warehouse)
    run_here(kept / "raw", warehouse, is_repair=True)
    check(warehouse)
    wanted = {path.name: path.read_bytes() for path in (kept / "tables").iterdir()}
    assert canonical(warehouse, tmp_path / "tables") == wanted, harmed
    assert not run_here(kept / "raw", warehouse).is_published


def test_a_damaged_log_of_runs_is_named_and_restored_from_what_is_published(kept: Path, tmp_path: Path) -> None:
    warehouse = Path(shutil.copytree(kept / "warehouse", tmp_path / "warehouse", symlinks=True))
    layout = Layout(warehouse)
    whole = read_log(layout)
    lines = layout.run_log.read_bytes().splitlines()
    layout.run_log.write_bytes(b"\xff\xfe" + lines[0] + b"\n" + lines[1].replace(b'"status"', b'"statue"') + b"\n5\n")
    with pytest.raises(CheckFailed, match=r"runs\.jsonl line 1.*runs\.jsonl line 2.*runs\.jsonl line 3"):
        check(warehouse)
    outcome = run_here(kept / "raw", warehouse, is_repair=True)
    assert outcome.mended == ("runs.jsonl was damaged",)
    assert outcome.run_id == "run-000003"
    assert [row["run_id"] for row in read_log(layout)] == ["run-000001", "run-000002", "run-000003"]
    assert read_log(layout)[0] == whole[0]
    check(warehouse)


def test_an_earlier_version_that_cannot_be_read_is_named_and_no_longer_kept(kept: Path, tmp_path: Path) -> None:
    warehouse = Path(shutil.copytree(kept / "warehouse", tmp_path / "warehouse", symlinks=True))
    layout = Layout(warehouse)
    flip(layout.database("run-000001"))
    flip(layout.manifest_twin("run-000002"))
    with pytest.raises(CheckFailed, match=r"run-000002\.json\.twin, warehouse\.duckdb of run-000001"):
        check(warehouse)
    outcome = run_here(kept / "raw", warehouse, is_repair=True)
    assert outcome.mended == ("the earlier version run-000001 was damaged, and is no longer kept",)
    check(warehouse)


@pytest.mark.parametrize("table", ["raw_files", "article_files", "rejects"])
def test_where_the_ledger_and_what_was_published_of_it_are_damaged_every_file_is_read_again(
    raw: Path, warehouse: Path, tmp_path: Path, table: str
) -> None:
    before = canonical(warehouse, tmp_path / "before")
    layout = Layout(warehouse)
    for path in (layout.database_link.resolve(), *current_manifest(layout).files(layout, table)):
        truncate(path)
    for path in layout.parquet_link.rglob("*.parquet"):
        truncate(path)
    run_here(raw, warehouse, is_repair=True)
    check(warehouse)
    assert canonical(warehouse, tmp_path / "after") == before
