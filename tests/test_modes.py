"""Who may read and write what a run makes: nobody but its user may write, and the umask decides who may read."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from conftest import run_direct, select

from flows.store.layout import closed_to_writing

NEWS = "The quay at Kaldvik stays shut, the harbour master said on Monday. Nobody was hurt.\n"


@contextmanager
def umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


def modes(warehouse: Path) -> dict[str, int]:
    return {
        str(path.relative_to(warehouse)): path.lstat().st_mode & 0o777
        for path in (warehouse, *warehouse.rglob("*"))
        if not path.is_symlink()
    }


@pytest.mark.parametrize(("mask", "most_file", "most_folder"), [(0, 0o644, 0o755), (0o077, 0o600, 0o700)])
def test_what_a_run_makes_is_never_more_open_than_it_should_be(
    tmp_path: Path, mask: int, most_file: int, most_folder: int
) -> None:
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw/a.txt").write_text(NEWS)
    with umask(mask):
        run_direct(tmp_path / "raw", tmp_path / "warehouse")
    found = modes(tmp_path / "warehouse")
    for path, mode in found.items():
        most = most_folder if (tmp_path / "warehouse" / path).is_dir() else most_file
        assert mode & ~most == 0, (path, oct(mode))
    published = next(mode for path, mode in found.items() if path.endswith(".duckdb"))
    assert published == 0o444 & ~mask
    assert select(tmp_path / "warehouse", "select count(*) from articles") == [(1,)]


def test_the_umask_is_as_before_afterwards_and_a_stricter_one_holds() -> None:
    with umask(0o027):
        with closed_to_writing():
            assert os.umask(0o027) == 0o027
        assert os.umask(0o027) == 0o027
