"""The ten most likely mistakes: each gets a message that says what is wrong and then names the way out."""

import io
import os
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT, run_here
from test_cli import ask

from flows.store.layout import Layout
from flows.store.lock import writer_lock

PAGE = (ROOT / "docs/mistakes.md").read_text("utf-8")
STORY = "The pier closed on Monday.\n\nNobody was hurt, the harbour master Lene Vos said.\n"
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(60)
# Takes the words after wirecopy; gives the exit code, and all that was written on one line.
Caller = Callable[..., tuple[int, str]]


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Caller:
    """Call the command line in an empty folder and return its exit code, and all that it wrote on one line."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")

    def called(*arguments: str) -> tuple[int, str]:
        code, out, err = ask(monkeypatch, capsys, *arguments)
        return code, " ".join((out + err).split())

    return called


def test_1_a_mistyped_raw_folder(call: Caller, tmp_path: Path) -> None:
    (tmp_path / "clippings").mkdir()
    code, said = call("run", "clipings", "--direct")
    assert code == 2
    assert "clipings does not exist. Did you mean clippings?" in said


def test_2_a_raw_folder_without_articles(call: Caller, tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    code, said = call("run", "--direct")
    assert code == 0
    assert "holds no files" in said
    assert "name another folder: wirecopy run FOLDER" in said
    for number in range(3):
        (tmp_path / f"raw/{number}.jpg").write_bytes(PICTURE + bytes([number]))
    code, said = call("run", "--direct", "--workers", "1")
    assert code == 0
    assert "No file gave an article. binary: Pictures and programs hold no text" in said


def test_3_the_warehouse_for_the_raw_folder(call: Caller, tmp_path: Path) -> None:
    (tmp_path / "warehouse").mkdir()
    code, said = call("run", "warehouse", "--direct")
    assert code == 2
    assert "is the warehouse itself. Name another folder" in said


@pytest.mark.parametrize("command", ["status", "sql claims", "check", "explain a b"])
def test_4_reading_before_any_run(command: str, call: Caller) -> None:
    code, said = call(*command.split())
    assert code == 2
    assert "holds no published warehouse. Make one: wirecopy run RAW" in said


def test_5_a_wrong_table_or_column(call: Caller, sample_warehouse: Path) -> None:
    at = ("--warehouse", str(sample_warehouse))
    for asked, meant in (
        ("artcles", "Did you mean articles"),
        ("from artcles", 'Did you mean "articles'),
        ("select headlne from articles", 'Candidate bindings: "headline"'),
    ):
        code, said = call("sql", asked, *at)
        assert code == 2
        assert meant in said


def test_6_two_runs_at_once(call: Caller, tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    (tmp_path / "warehouse").mkdir()
    with writer_lock(Layout(tmp_path / "warehouse")):
        code, said = call("run", "--direct")
    assert code == 4
    assert f"process {os.getpid()}" in said


def test_7_a_warehouse_that_cannot_be_written(call: Caller, tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    (tmp_path / "a-file").write_text("")
    code, said = call("run", "--direct", "--warehouse", "a-file/warehouse")
    assert code == 2
    assert "cannot be written" in said
    assert "--warehouse" in said


def test_8_a_csv_whose_text_has_another_name(call: Caller, tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    rows = "".join(f'{number},2024-03-14,Pier closed,"{STORY.strip()}"\n' for number in range(3))
    (tmp_path / "raw/export.csv").write_text(f"nr,date,title,zzq\n{rows}")
    code, said = call("run", "--direct", "--workers", "1")
    assert code == 0
    assert "No file gave an article. no_text: No field was taken for the article's text: name its column" in said


def test_9_what_is_locked_or_wants_an_extra(call: Caller, tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw/pier.txt").write_text(STORY)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.txt", STORY)
    locked = bytearray(packed.getvalue())
    # The flag for "encrypted" (APPNOTE 4.4.4), in the member's own header and in the directory.
    locked[6] |= 1
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "raw/locked.zip").write_bytes(locked)
    code, said = call("run", "--direct", "--workers", "1")
    assert code == 0
    assert "encrypted: Take the password off these files, and run again." in said


def test_10_the_warehouse_of_a_folder_above(call: Caller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw/pier.txt").write_text(STORY)
    run_here(tmp_path / "raw", tmp_path / "warehouse")
    monkeypatch.chdir(tmp_path / "raw")
    code, said = call("status")
    assert code == 2
    assert f"Did you mean --warehouse {tmp_path / 'warehouse'}?" in said
    shutil.copyfile(ROOT / "flows/desk/project/wirecopy.toml", tmp_path / "wirecopy.toml")
    assert call("status")[0] == 0


def test_the_page_tells_of_every_one_of_them() -> None:
    listed = [int(number) for number in re.findall(r"^## (\d+)\. ", PAGE, re.MULTILINE)]
    here = [int(number) for number in re.findall(r"^def test_(\d+)_", Path(__file__).read_text("utf-8"), re.MULTILINE)]
    assert listed == here == list(range(1, 11))
