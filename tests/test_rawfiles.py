"""Whatever lies under RAW is listed, and nothing there can stop the listing."""

import hashlib
import os
from pathlib import Path

import pytest

from flows.base.errors import UserError
from flows.formats.records import Refusal
from flows.store import rawfiles
from flows.store.rawfiles import Opened, check_raw_folder, find_raw_files, opened


def listed(raw: Path) -> dict[str, str | None]:
    files = find_raw_files(raw, raw / "warehouse")
    return {file.raw_path: file.refusal.reason if file.refusal else None for file in files}


def test_files_of_all_subfolders_are_listed_by_posix_path(tmp_path: Path) -> None:
    for name in ("b.txt", "a/c d.txt", "a/é.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    assert list(listed(tmp_path)) == ["a/c d.txt", "a/é.txt", "b.txt"]


def test_hidden_files_and_the_warehouse_itself_are_passed_over(tmp_path: Path) -> None:
    for name in (".DS_Store", ".git/x", "warehouse/y", "z.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    assert list(listed(tmp_path)) == ["z.txt"]


def test_what_is_no_regular_file_is_refused_and_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    assert listed(tmp_path) == {"dangling": "unreadable", "loop": "not_a_file", "pipe": "not_a_file"}


def test_a_name_that_is_no_utf8_is_stored_with_its_bytes(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    try:
        Path(os.fsdecode(path)).write_text("x")
    except OSError:
        pytest.skip("this file system takes only UTF-8 names")
    assert list(listed(tmp_path)) == ["caf\\xe9.txt"]


def test_a_name_that_only_looks_like_stored_bytes_is_another(tmp_path: Path) -> None:
    (tmp_path / "caf\\xe9.txt").write_text("x")
    assert list(listed(tmp_path)) == ["caf\\\\xe9.txt"]


@pytest.mark.parametrize("at_once", [4, 64])
def test_a_file_is_opened_with_its_hash_and_size_whether_held_in_memory_or_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(rawfiles, "_AT_ONCE", at_once)
    (tmp_path / "file").write_bytes(b"x" * 11)
    with opened(tmp_path / "file") as found:
        assert isinstance(found, Opened)
        assert (found.sha256, found.size_bytes) == (hashlib.sha256(b"x" * 11).hexdigest(), 11)
        assert found.content.read() == b"x" * 11


def test_a_file_that_is_gone_is_refused(tmp_path: Path) -> None:
    with opened(tmp_path / "gone") as found:
        assert isinstance(found, Refusal)
        assert found.reason == "unreadable"


@pytest.mark.parametrize("name", ["missing", "file"])
def test_a_raw_folder_that_is_none_is_the_users_mistake(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(UserError, match="wirecopy run FOLDER"):
        check_raw_folder(tmp_path / name)


def test_a_link_is_followed_inside_of_the_folder_and_not_out_of_it(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    (raw / "sub").mkdir(parents=True)
    (raw / "warehouse").mkdir()
    for place in ("raw/a.txt", "b.txt", "raw/warehouse/c.txt"):
        (tmp_path / place).write_text("x")
    (raw / "sub/inside").symlink_to("../a.txt")
    (raw / "outside").symlink_to("../b.txt")
    (raw / "sub/over-another").symlink_to("../outside")
    (raw / "ours").symlink_to("warehouse/c.txt")
    os.link(tmp_path / "b.txt", raw / "hard")
    wanted = {"a.txt": None, "hard": None, "sub/inside": None}
    refused = dict.fromkeys(("ours", "outside", "sub/over-another"), "not_a_file")
    assert listed(raw) == {**wanted, **refused}
    (tmp_path / "link").symlink_to(raw)
    assert listed(tmp_path / "link") == {**wanted, **refused}


def test_a_file_of_holes_is_refused_and_one_of_bytes_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rawfiles, "_FREE_BYTES", 1 << 20)
    with (tmp_path / "holes").open("wb") as file:
        file.truncate(1 << 40)
    (tmp_path / "whole").write_bytes(os.urandom(2 << 20))
    assert listed(tmp_path) == {"holes": "too_large", "whole": None}


def test_a_pipe_that_comes_in_the_place_of_a_file_stops_nothing(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with opened(tmp_path / "pipe") as found:
        assert isinstance(found, Refusal)
    assert rawfiles.file_sha256(tmp_path / "pipe") is None
