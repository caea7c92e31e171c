"""Where exports go: whole or not at all, over nothing but an earlier export, and never into the warehouse."""

import os
import re
import stat
from pathlib import Path

import pytest

from flows.base.errors import UserError
from flows.desk.export.placing import find_place
from flows.desk.export.writing import Request, export
from flows.desk.reading import open_warehouse


def write(warehouse: Path, target: Path, form: str = "csv", is_forced: bool = False) -> None:
    with open_warehouse(warehouse) as con:
        export(con, warehouse, Request(target, form, ("families", "articles"), is_forced), lambda rows: None)


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.mark.parametrize("form", ["csv", "sqlite"])
def test_what_is_there_is_refused_and_replaced_only_when_forced(
    sample_warehouse: Path, tmp_path: Path, form: str
) -> None:
    write(sample_warehouse, tmp_path / "out", form)
    before = tree(tmp_path)
    with pytest.raises(UserError, match=re.escape("is there already. Name another ")):
        write(sample_warehouse, tmp_path / "out", form)
    (tmp_path / ("out/families.csv" if form == "csv" else "out")).write_text("altered")
    write(sample_warehouse, tmp_path / "out", form, is_forced=True)
    assert tree(tmp_path) == before


def test_metadata_of_another_database_are_not_overwritten(sample_warehouse: Path, tmp_path: Path) -> None:
    (tmp_path / "news.metadata.json").write_text("mine")
    with pytest.raises(UserError, match=r"news\.metadata\.json is there already"):
        write(sample_warehouse, tmp_path / "news.sqlite", "sqlite")
    assert tree(tmp_path) == {"news.metadata.json": b"mine"}


def test_an_empty_folder_is_taken(sample_warehouse: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    write(sample_warehouse, tmp_path / "out")
    assert (tmp_path / "out/datapackage.json").is_file()


@pytest.mark.parametrize("noted", [None, "{}", '{"$schema": "other", "name": "wirecopy-", "resources": []}', "[1]"])
def test_a_folder_that_no_export_made_is_never_replaced(
    sample_warehouse: Path, tmp_path: Path, noted: str | None
) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out/thesis.txt").write_text("years of work")
    if noted:
        (tmp_path / "out/datapackage.json").write_text(noted)
    before = tree(tmp_path)
    with pytest.raises(UserError, match="holds what no export wrote"):
        write(sample_warehouse, tmp_path / "out", is_forced=True)
    assert tree(tmp_path) == before


def test_a_file_put_into_an_export_is_not_lost(sample_warehouse: Path, tmp_path: Path) -> None:
    write(sample_warehouse, tmp_path / "out")
    (tmp_path / "out/notes.txt").write_text("mine")
    with pytest.raises(UserError, match=r"holds what no export wrote \(notes\.txt\)"):
        write(sample_warehouse, tmp_path / "out", is_forced=True)


def test_nothing_is_written_into_the_warehouse(sample_warehouse: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(sample_warehouse)
    for target in (sample_warehouse, sample_warehouse / "warehouse.duckdb", link / "out", sample_warehouse / "x/../y"):
        for form in ("csv", "sqlite"):
            with pytest.raises(UserError, match="lies in the warehouse"):
                write(sample_warehouse, target, form, is_forced=True)


def test_file_and_folder_are_told_apart(sample_warehouse: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(UserError, match="is no folder"):
        write(sample_warehouse, tmp_path / "file", "csv", is_forced=True)
    with pytest.raises(UserError, match="is a folder, and this format makes one file"):
        write(sample_warehouse, tmp_path, "sqlite", is_forced=True)
    with pytest.raises(UserError, match=r"is no folder\. Make it"):
        write(sample_warehouse, tmp_path / "missing/out", "csv")


def test_a_link_is_replaced_and_not_what_it_leads_to(sample_warehouse: Path, tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("x")
    (tmp_path / "out.sqlite").symlink_to("precious")
    write(sample_warehouse, tmp_path / "out.sqlite", "sqlite", is_forced=True)
    assert (tmp_path / "precious").read_text() == "x"
    assert not (tmp_path / "out.sqlite").is_symlink()


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet", "jsonld", "sqlite"])
def test_what_is_stopped_leaves_nothing_and_harms_nothing(sample_warehouse: Path, tmp_path: Path, form: str) -> None:
    def stop(rows: int) -> None:
        raise KeyboardInterrupt

    for target, is_forced in ((tmp_path / "new", False), (tmp_path / "old", True)):
        with open_warehouse(sample_warehouse) as con:
            if is_forced:
                export(con, sample_warehouse, Request(target, form), lambda rows: None)
            before = tree(tmp_path)
            with pytest.raises(KeyboardInterrupt):
                export(con, sample_warehouse, Request(target, form, (), is_forced), stop)
        assert tree(tmp_path) == before
        assert sorted(path.name for path in tmp_path.iterdir()) == sorted({name.split("/")[0] for name in before})


def test_nobody_else_may_write_what_was_exported_whatever_the_umask(sample_warehouse: Path, tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        write(sample_warehouse, tmp_path / "out")
        write(sample_warehouse, tmp_path / "out.sqlite", "sqlite")
    finally:
        os.umask(before)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.rglob("*")}
    assert modes.pop("out") == 0o755
    assert set(modes.values()) == {0o644}


def test_the_place_is_found_without_touching_anything(tmp_path: Path) -> None:
    assert find_place(tmp_path / "a", tmp_path / "warehouse", True, False) == tmp_path.resolve() / "a"
    assert list(tmp_path.iterdir()) == []
