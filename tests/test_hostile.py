"""A folder full of traps: each costs its own file at most, is told by its reason, and the news beside it is read."""

import gzip
import io
import os
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import run_direct, select

from flows.formats.encodings import Decoded
from flows.formats.plain import read_plain
from flows.formats.records import Record
from flows.pipeline import batches
from flows.pipeline.parse_job import ParsedBatch, ParseTask, parse_files

NEWS = "The quay at Kaldvik stays shut, the harbour master said on Monday. Nobody was hurt.\n"
LAUGHS = "<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY {new} '{f'&{old};' * 10}'>" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
OUTSIDE = "<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"
FEED = "<rss version='2.0'><channel><title>&{};</title><item><description>&{}; {}</description></item></channel></rss>"


def bomb_in_zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../../escaped.txt", NEWS + "It lies outside.")
        archive.writestr("bomb.txt", bytes(64 * 2**20))
    return out.getvalue()


# name -> content, and the reasons it may be rejected for: none where it must give an article.
TRAPS: dict[str, tuple[Callable[[], bytes], set[str]]] = {
    "bomb.gz": (lambda: gzip.compress(bytes(64 * 2**20)), {"too_large"}),
    "bomb.zip": (bomb_in_zip, {"too_large"}),
    "unclosed.html": (
        lambda: b"<html><body>" + b"<p>" * 100_000 + NEWS.encode(),
        {"too_large", "no_text", "not_an_article"},
    ),
    "nested.html": (
        lambda: b"<html><body>" + b"<div>" * 100_000 + NEWS.encode(),
        {"too_large", "no_text", "not_an_article", "parser_failed"},
    ),
    "nested.json": (lambda: b'{"text":' + b"[" * 100_000, {"malformed"}),
    "laughs.xml": (lambda: f"{LAUGHS}]>{FEED.format('i', 'i', NEWS)}".encode(), {"malformed"}),
    "outside.xml": (lambda: f"{OUTSIDE}{FEED.format('x', 'x', NEWS)}".encode(), {"malformed"}),
    "one-line.txt": (lambda: NEWS.strip().encode() * 600_000, {"too_large"}),
    "nul.txt": (lambda: b"The quay\0 stays shut\0.", {"binary"}),
    "random.bin": (lambda: bytes(range(256)) * 64, {"binary", "undecodable"}),
    "surrogate.json": (
        lambda: b'{"title": "Quay \\ud800 shut", "text": "%s It is \\udfff so."}' % NEWS.strip().encode(),
        set(),
    ),
    "utf16.txt": (lambda: (NEWS + "In two bytes.\n").encode("utf-16-le"), set()),
    "cut.gz": (lambda: gzip.compress(NEWS.encode() * 9)[:-9], {"truncated"}),
    "formula.json": (lambda: b'{"title": "=cmd|\' /C calc\'!A0", "text": "%s A sum."}' % NEWS.strip().encode(), set()),
    "sql.json": (
        lambda: b'{"title": "\'); drop table articles; --", "text": "%s A drop."}' % NEWS.strip().encode(),
        set(),
    ),
    "new\nline.txt": (lambda: (NEWS + "A line.").encode(), set()),
    "$(touch owned).txt": (lambda: (NEWS + "A shell.").encode(), set()),
}


def lay_out(raw: Path) -> None:
    raw.mkdir()
    for name, (content, _) in TRAPS.items():
        (raw / name).write_bytes(content())
    Path(os.fsdecode(os.fsencode(raw) + b"/caf\xe9.txt")).write_bytes((NEWS + "A byte.").encode())
    os.mkfifo(raw / "fifo.txt")
    (raw / "loop").symlink_to(raw)
    (raw / "self").symlink_to(raw / "self")
    (raw / "news.txt").write_text(NEWS)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The warehouse of a folder with every trap."""
    folder = tmp_path_factory.mktemp("hostile")
    lay_out(folder / "raw")
    run_direct(folder / "raw", folder / "warehouse", workers=2)
    return folder / "warehouse"


@pytest.mark.parametrize("name", TRAPS)
def test_each_trap_gives_its_article_or_its_reason(hostile: Path, name: str) -> None:
    reasons = TRAPS[name][1]
    path = name.replace("'", "''")
    found = {reason for (reason,) in select(hostile, f"select reason from open_rejects where raw_path = '{path}'")}
    articles = select(hostile, f"select count(*) from article_files where raw_path = '{path}'")
    assert found <= reasons, found
    is_news = not reasons or name in ("bomb.zip", "unclosed.html")
    assert articles == [(int(is_news),)]
    assert found or is_news


def test_what_is_no_file_is_told_and_not_followed(hostile: Path) -> None:
    found = select(hostile, "select raw_path, reason from open_rejects where reason in ('not_a_file', 'unreadable')")
    assert sorted(found) == [("fifo.txt", "not_a_file"), ("loop", "not_a_file"), ("self", "unreadable")]


def test_names_of_any_bytes_are_kept(hostile: Path) -> None:
    paths = {path for (path,) in select(hostile, "select raw_path from articles")}
    assert {"caf\\xe9.txt", "new\nline.txt", "$(touch owned).txt", "news.txt"} <= paths


def test_nothing_is_written_outside_the_warehouse(hostile: Path) -> None:
    assert {path.name for path in hostile.parent.iterdir()} == {"raw", "warehouse"}
    assert not list(hostile.parent.parent.rglob("escaped.txt"))
    assert not list(hostile.parent.rglob("owned*"))


def test_titles_that_are_commands_elsewhere_are_kept_verbatim(hostile: Path) -> None:
    titles = {title for (title,) in select(hostile, "select headline from articles where headline is not null")}
    assert {"=cmd|' /C calc'!A0", "'); drop table articles; --", "Quay \ufffd shut"} <= titles


def test_a_parser_that_hangs_is_ended_and_the_rest_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "a.txt").write_text(NEWS)
    (raw / "hangs.txt").write_text(NEWS + "It hangs.")
    (raw / "z.txt").write_text(NEWS + "It ends.")
    monkeypatch.setattr(batches, "parse_files", hang_over_one)
    run_direct(raw, tmp_path / "warehouse", seconds_per_file=3.0)
    assert select(tmp_path / "warehouse", "select raw_path, reason from open_rejects") == [("hangs.txt", "timed_out")]
    assert select(tmp_path / "warehouse", "select count(*) from articles") == [(2,)]


def hang_over_one(task: ParseTask) -> ParsedBatch:
    """Parse as ever in a process in which one text never ends."""

    def hanging(decoded: Decoded, sha256: str) -> Record:
        if "It hangs." in decoded.text:
            time.sleep(600)
        return read_plain(decoded, sha256)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("flows.formats.read.read_plain", hanging)
        return parse_files(task)
