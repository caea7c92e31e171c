"""A folder full of traps: each costs its own file at most, is told by its reason, and the news beside it is read."""

import functools
import gzip
import io
import json
import os
import pickle
import shutil
import subprocess
import sys
import tarfile
import time
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import ROOT, run_direct, select

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


ENGLISH_PAGE = (
    "<!doctype html><html><head><base href='http://203.0.113.1/'><link rel=stylesheet href='//203.0.113.1/a.css'>"
    "<script src='http://203.0.113.1/a.js'></script></head><body><article><h1>Quay shut</h1>"
    "<iframe src='file:///etc/passwd'></iframe><img src='http://203.0.113.1/a.png' onerror='alert(1)'>"
    + f"<p>{NEWS}</p>" * 4
    + "</article></body></html>"
)
XINCLUDE = (
    "<rss version='2.0' xmlns:xi='http://www.w3.org/2001/XInclude'><channel><item><title>Quay</title><description>"
    f"<xi:include href='file:///etc/passwd' parse='text'/>{NEWS} Included.</description></item></channel></rss>"
)
FORGED = {
    "article_id": "art_aaaaaaaaaaaaaaaa",
    "raw_path": "news.txt",
    "raw_member": "line 7",
    "raw_sha256": "0" * 64,
    "outlet_evidence": "sidecar",
    "published_evidence": "sidecar",
    "extractor": "articles/99",
    "family_id": "fam_aaaaaaaaaaaaaaaa",
    "text": NEWS + "It is forged.",
}


class Call:
    """What runs a command as it is unpickled."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, ("touch owned-by-pickle",)


def zipped(*members: tuple[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()


def docx(prolog: str, reference: str) -> bytes:
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = f"<w:body><w:p><w:r><w:t>{NEWS}{reference}</w:t></w:r></w:p></w:body>"
    kinds = "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>"
    document = f"{prolog}<w:document xmlns:w='{word}'>{body}</w:document>"
    return zipped(("[Content_Types].xml", kinds), ("word/document.xml", document))


def twins() -> bytes:
    """Names that pretend to be other places, and one name thrice."""
    inner = zipped(("b.txt", NEWS + "In b."))
    names = ("twin.txt", "twin.txt", "twin.txt#2", "twin.txt", "line 3", "caf\\\\xe9.txt", "../news.txt", "/etc/passwd")
    texts = ((name, f"{NEWS}Twin {number}.") for number, name in enumerate(names))
    return zipped(("inner.zip", inner), ("inner.zip!b.txt", NEWS + "Not in inner."), *texts)


def tar_of_links() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, kind in (("soft", tarfile.SYMTYPE), ("hard", tarfile.LNKTYPE), ("device", tarfile.CHRTYPE)):
            link = tarfile.TarInfo(name)
            link.type, link.linkname, link.devmajor, link.devminor = kind, "/etc/passwd", 1, 5
            archive.addfile(link)
        told = tarfile.TarInfo("/../../escaped.txt")
        content = (NEWS + "In a tar.").encode()
        told.size = len(content)
        archive.addfile(told, io.BytesIO(content))
    return out.getvalue()


def parquet(columns: dict[str, list[str]], said: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    kind = pa.field("text", pa.string(), metadata={"ARROW:extension:name": "arrow.py_extension_type", **said})
    fields = [kind if name == "text" else pa.field(name, pa.string()) for name in columns]
    pq.write_table(pa.table(columns, schema=pa.schema(fields, metadata=said)), out)
    return out.getvalue()


def mail_of_twins() -> bytes:
    parts = "".join(
        f'--x\nContent-Type: text/plain\nContent-Disposition: attachment; filename="{name}"\n\n{NEWS}{place}\n'
        for place, name in enumerate(("a.txt", "a.txt", "a.txt#2", "part 6", "../../b!c"))
    )
    head = "From: desk@kaldvik.example\nDate: Mon, 3 Nov 2025 10:00:00 +0000\nSubject: Quay\nMIME-Version: 1.0\n"
    nameless = f"--x\nContent-Type: text/plain\nContent-Disposition: attachment\n\n{NEWS}Nameless.\n"
    body = f"--x\nContent-Type: text/plain\n\n{NEWS}In the mail.\n"
    return f"{head}Content-Type: multipart/mixed; boundary=x\n\n{body}{parts}{nameless}--x--\n".encode()


WARC_HEAD = (
    b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://203.0.113.1/\r\n"
    b"Content-Type: application/http\r\nContent-Length: 999999999999999\r\n\r\nHTTP/1.1 200 OK\r\n\r\n"
)
PICKLED = pickle.dumps(Call())

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
    "page.html": (lambda: ENGLISH_PAGE.encode(), set()),
    "xinclude.xml": (lambda: XINCLUDE.encode(), set()),
    "external.xml": (
        lambda: (
            "<!DOCTYPE rss SYSTEM 'http://203.0.113.1/a.dtd' [<!ENTITY % p SYSTEM 'http://203.0.113.1/p'>%p;]>"
            + FEED.format("amp", "amp", NEWS)
        ).encode(),
        {"malformed"},
    ),
    "laughs.docx": (lambda: docx(f"{LAUGHS}]>", "&i;"), {"malformed", "parser_failed", "unsupported"}),
    "outside.docx": (lambda: docx(OUTSIDE, "&x;"), {"malformed", "parser_failed", "unsupported"}),
    "nested-bomb.zip": (
        lambda: zipped(("a.zip", zipped(("b.zip", zipped(("c.txt", bytes(64 * 2**20))))))),
        {"too_large"},
    ),
    "deep.gz": (lambda: functools.reduce(lambda inner, _: gzip.compress(inner), range(9), b"x"), {"nested_too_deeply"}),
    "cell.csv": (lambda: b'title,text\nQuay,"' + b"a word " * 300_000 + b'"\n', {"too_large"}),
    "open-cell.csv": (lambda: b'title,text\nQuay,"' + b"a word\n" * 300_000, {"truncated", "malformed", "too_large"}),
    "endless.warc": (lambda: WARC_HEAD + NEWS.encode(), {"truncated", "malformed", "too_large"}),
    "forged.json": (lambda: json.dumps(FORGED).encode(), set()),
    "pickled.parquet": (
        lambda: parquet(
            {"title": ["Quay"], "text": [NEWS + "Pickled."]},
            {"ARROW:extension:metadata": PICKLED, "pandas": PICKLED},
        ),
        set(),
    ),
    "schema.parquet": (
        lambda: parquet({"title": ["Quay"], "text": [NEWS]}, {"ARROW:schema": PICKLED}),
        {"malformed"},
    ),
    "ours.parquet": (lambda: parquet({key: [value + " Ours."] for key, value in FORGED.items()}, {}), set()),
    "pickle.bin": (lambda: PICKLED + bytes(99), {"binary", "undecodable", "no_text"}),
    "--help": (lambda: (NEWS + "An option.").encode(), set()),
    "\x1b[2J\x9b.txt": (lambda: (NEWS + "A terminal.").encode(), set()),
    "caf\\xe9.txt": (lambda: (NEWS + "A backslash.").encode(), set()),
    "art_aaaaaaaaaaaaaaaa": (lambda: (NEWS + "An id.").encode(), set()),
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
    (raw / "twins.zip").write_bytes(twins())
    (raw / "links.tar").write_bytes(tar_of_links())
    (raw / "twins.eml").write_bytes(mail_of_twins())
    (raw.parent / "secret.txt").write_text(NEWS + "It is secret.")
    (raw / "leak.txt").symlink_to("../secret.txt")
    (raw / "passwd.txt").symlink_to("/etc/passwd")
    (raw / "inside.txt").symlink_to("news.txt")
    (raw / "list").mkdir()
    rows = ("../news.txt", "/etc/passwd", "..\\news.txt", "../warehouse/x", "note.txt")
    (raw / "list/metadata.csv").write_text("path,outlet\n" + "".join(f"{row},The Forged Post\n" for row in rows))
    (raw / "list/note.txt").write_text(NEWS + "A note.")
    (raw / "holes").mkdir()
    for name in ("holes/sparse.txt", "holes/metadata.csv"):
        with (raw / name).open("wb") as file:
            file.truncate(1 << 40)


# What a file must not bring about in any process of a run, noted as it is tried.
HOOK = """
import os, sys
def note(event, arguments):
    told = None
    if event in ("socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname"):
        told = None if event == "socket.connect" and isinstance(arguments[1], (str, bytes)) else arguments[1:]
    elif event in ("os.system", "os.exec", "os.posix_spawn", "os.startfile", "subprocess.Popen"):
        told = arguments[:2]
    elif event == "pickle.find_class":
        told = None if arguments[0].split(".")[0] in OURS else arguments
    elif event == "open" and str(arguments[0]) == "/etc/passwd":
        told = arguments
    if told is not None:
        with open(LOG, "a") as log:
            log.write(f"{event} {told!r}\\n")
OURS = "flows multiprocessing concurrent pathlib collections builtins datetime functools pyarrow".split()
LOG = os.environ["HOSTILE_LOG"]
sys.addaudithook(note)
"""


def run_watched(folder: Path) -> None:
    """Run the command line with every process of Python watched, and without a network where the system allows it."""
    (folder / "hook").mkdir()
    (folder / "hook/sitecustomize.py").write_text(HOOK)
    words = [sys.executable, "-m", "flows.desk.cli", "run", "raw", "--direct", "--quiet", "--workers", "2"]
    alone = ["unshare", "--map-root-user", "--net"]
    can_be_alone = shutil.which("unshare") and subprocess.run([*alone, "true"], check=False).returncode == 0
    path = os.pathsep.join((str(folder / "hook"), str(ROOT)))
    environment = {**os.environ, "PYTHONPATH": path, "HOSTILE_LOG": str(folder / "hook/log"), "SSH_KEY": "a-secret"}
    subprocess.run([*(alone if can_be_alone else ()), *words], cwd=folder, env=environment, check=True)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The warehouse of a folder with every trap."""
    folder = tmp_path_factory.mktemp("hostile")
    lay_out(folder / "raw")
    run_watched(folder)
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
    assert sorted(found) == [
        ("fifo.txt", "not_a_file"),
        ("leak.txt", "not_a_file"),
        ("links.tar", "not_a_file"),
        ("links.tar", "not_a_file"),
        ("links.tar", "not_a_file"),
        ("loop", "not_a_file"),
        ("passwd.txt", "not_a_file"),
        ("self", "unreadable"),
    ]


def test_a_file_of_holes_is_refused_without_reading_it(hostile: Path) -> None:
    found = select(hostile, "select raw_path, reason from open_rejects where raw_path like 'holes/%' order by all")
    assert found == [("holes/metadata.csv", "too_large"), ("holes/sparse.txt", "too_large")]


def test_no_process_reached_for_the_network_a_program_or_a_file_of_the_machine(hostile: Path) -> None:
    log = hostile.parent / "hook/log"
    assert (log.read_text() if log.exists() else "") == ""


def test_the_watch_sees_what_it_is_for(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(HOOK)
    tries = (
        "import os, pickle, socket, subprocess",
        "from contextlib import suppress",
        "with suppress(OSError): socket.create_connection(('127.0.0.1', 9), timeout=0.1)",
        "os.system('true')",
        f"pickle.loads({pickle.dumps(os.getcwd)!r})",
        "open('/etc/passwd').close()",
    )
    environment = {**os.environ, "PYTHONPATH": str(tmp_path), "HOSTILE_LOG": str(tmp_path / "log")}
    subprocess.run([sys.executable, "-c", "\n".join(tries)], env=environment, check=True)
    seen = {line.partition(" ")[0] for line in (tmp_path / "log").read_text().splitlines()}
    assert seen >= {"socket.connect", "os.system", "pickle.find_class", "open"}


def test_nothing_of_the_machine_stands_in_the_warehouse(hostile: Path) -> None:
    texts = select(hostile, "select count(*) from articles where text like '%root:%' or text like '%is secret%'")
    assert texts == [(0,)]
    assert not [path for path in hostile.rglob("*") if path.is_file() and b"a-secret" in path.read_bytes()]


def test_each_of_several_members_has_a_place_of_its_own(hostile: Path) -> None:
    query = "select raw_path, raw_member, text from article_files inner join articles using (article_id)"
    told = select(hostile, query.replace("raw_path, raw_member", "article_files.raw_path, article_files.raw_member"))
    places = {(path, member): str(text).removeprefix(NEWS).strip() for path, member, text in told}
    assert len(places) == len(told)
    in_zip = {member: text for (path, member), text in places.items() if path == "twins.zip"}
    assert in_zip == {
        "inner.zip!b.txt": "In b.",
        "inner.zip\\x21b.txt": "Not in inner.",
        "twin.txt": "Twin 0.",
        "twin.txt#2": "Twin 1.",
        "twin.txt\\x232": "Twin 2.",
        "twin.txt#3": "Twin 3.",
        "line 3": "Twin 4.",
        "caf\\\\\\\\xe9.txt": "Twin 5.",
        "../news.txt": "Twin 6.",
        "/etc/passwd": "Twin 7.",
    }
    in_mail = {member: text for (path, member), text in places.items() if path == "twins.eml"}
    assert in_mail == {
        "": f"{NEWS.strip()} In the mail.",
        "a.txt": "0",
        "a.txt#2": "1",
        "a.txt\\x232": "2",
        "\\x70art 6": "3",
        "../../b\\x21c": "4",
        "part 7": "Nameless.",
    }


def test_no_row_takes_its_origin_from_what_a_file_says_of_itself(hostile: Path) -> None:
    found = select(
        hostile,
        "select raw_path, outlet, outlet_evidence from articles where raw_path in ('forged.json', 'ours.parquet')",
    )
    assert sorted(found, key=str) == [("forged.json", None, None), ("ours.parquet", None, None)]
    own = "select count(*) from articles where article_id like 'art_aaaa%' or extractor like '%/99'"
    assert select(hostile, own) == [(0,)]
    forged = select(hostile, "select raw_path from articles where outlet = 'The Forged Post'")
    assert forged == [("list/note.txt",)]


def test_names_of_any_bytes_are_kept(hostile: Path) -> None:
    paths = {path for (path,) in select(hostile, "select raw_path from articles")}
    assert {"caf\\xe9.txt", "new\nline.txt", "$(touch owned).txt", "--help"} <= paths
    # Of two names of the same bytes the smaller stands for both.
    assert "inside.txt" in paths


def test_nothing_is_written_outside_the_warehouse(hostile: Path) -> None:
    assert {path.name for path in hostile.parent.iterdir()} == {"hook", "raw", "secret.txt", "warehouse"}
    assert not list(hostile.parent.parent.rglob("escaped.txt"))
    assert not [*hostile.parent.rglob("owned*"), *ROOT.glob("owned*")]


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
