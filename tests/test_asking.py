"""Asking a model: only when told to, patiently, with a key that is stored nowhere; runs take the answers offline."""

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from conftest import ROOT, canonical, run_direct, select

from flows.base.errors import UserError
from flows.desk.cli import cli
from flows.desk.reading import open_warehouse
from flows.pipeline.answers import read_answers
from flows.pipeline.asking import Asked, ModelConfig, ask_model, requests_about
from flows.store.layout import Layout

KEY = "sk-seven-winches"
FERRY = "Ila Brandt runs the port of Vell.\n\nShe bought nine cranes on Tuesday, and the ferry sank off the old pier.\n"
MILL = "Olan Petrik owns the mill.\n\nHe shut it in March after the boiler had burst.\n"
CLAIMS = [
    {"paragraph": 1, "content": "Ila Brandt runs the port of Vell"},
    {"paragraph": 2, "content": "after the boiler had burst", "normalized": None},
    {"paragraph": 2, "content": "the ferry sank off the new pier"},
]


class Server(ThreadingHTTPServer):
    """A model that answers as `script` says, the last entry for ever: a reply, an HTTP status, seconds of silence."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.script: list[str | int | float] = [json.dumps({"claims": CLAIMS})]
        self.seen: list[tuple[str, str | None, dict[str, Any]]] = []
        self.hurry = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.seen.append((self.path, self.headers["Authorization"], body))
        script = self.server.script
        said = script.pop(0) if len(script) > 1 else script[0]
        if isinstance(said, float):
            self.server.hurry.wait(said)
            return
        self.send_response(said if isinstance(said, int) else 200)
        whole = {"choices": [{"message": {"role": "assistant", "content": said}}]}
        answer = f"wrong key {KEY}" if isinstance(said, int) else json.dumps(whole)
        self.send_header("Content-Length", str(len(answer.encode())))
        self.end_headers()
        self.wfile.write(answer.encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with Server() as one:
        threading.Thread(target=one.serve_forever, args=(0.01,), daemon=True).start()
        yield one
        one.hurry.set()
        one.shutdown()


@pytest.fixture(scope="module")
def read_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two articles and their warehouse."""
    folder = tmp_path_factory.mktemp("asked")
    (folder / "raw").mkdir()
    (folder / "raw" / "ferry.txt").write_text(FERRY)
    (folder / "raw" / "mill.txt").write_text(MILL)
    run_direct(folder / "raw", folder / "warehouse")
    return folder


@pytest.fixture
def folder(read_once: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(read_once, tmp_path / "asked", symlinks=True))


def ask(folder: Path, server: Server, limit: int | None = None, redo: bool = False, **config: Any) -> Asked:  # noqa: ANN401
    given = {"key": KEY, "wait_seconds": 0.0, **config}
    with open_warehouse(folder / "warehouse") as con:
        return ask_model(con, Layout(folder / "warehouse"), ModelConfig(server.url, "toy", **given), limit, redo)


def run(folder: Path) -> bool:
    return run_direct(folder / "raw", folder / "warehouse").is_published


def verdicts(folder: Path) -> list[tuple[object, ...]]:
    query = "select verdict, reason, count(*) from proposals group by all order by all"
    return select(folder / "warehouse", query)


def test_a_model_is_asked_in_the_form_of_the_api_and_told_which_paragraphs(folder: Path, server: Server) -> None:
    assert ask(folder, server) == Asked(2, 0, 0)
    path, _, body = server.seen[0]
    assert path == "/v1/chat/completions"
    assert (body["model"], body["temperature"], body["response_format"]) == ("toy", 0, {"type": "json_object"})
    asked = sorted(seen[2]["messages"][1]["content"] for seen in server.seen)
    assert asked == [f"[1] {text.strip()}".replace("\n\n", "\n\n[2] ") for text in (FERRY, MILL)]


def test_a_run_takes_what_stands_in_the_text_and_tells_of_the_rest(folder: Path, server: Server) -> None:
    before = select(folder / "warehouse", "select * from claims order by claim_id")
    ask(folder, server)
    assert run(folder)
    assert verdicts(folder)[-1] == ("refused", "not_found", 4)
    made = select(folder / "warehouse", "select claim_id from proposals where verdict = 'claim'")
    found = "select claim_id from claims where extractor = 'proposals/1:toy' and rule = 'proposed'"
    assert select(folder / "warehouse", found) == made
    own = [row[0] for row in select(folder / "warehouse", "select claim_id from claims where rule <> 'proposed'")]
    assert sorted(map(str, own)) == [row[0] for row in before]


def test_nothing_is_asked_twice_unless_told_to(folder: Path, server: Server) -> None:
    assert ask(folder, server, limit=1) == Asked(1, 0, 0)
    assert ask(folder, server) == Asked(1, 0, 1)
    assert ask(folder, server) == Asked(0, 0, 2)
    assert len(server.seen) == 2
    server.script = ["no claims here"]
    assert ask(folder, server, redo=True) == Asked(2, 0, 0)
    assert {answer.replies for answer in read_answers(Layout(folder / "warehouse")).values()} == {("no claims here",)}


def test_a_second_run_finds_nothing_new_and_asks_nobody(folder: Path, server: Server) -> None:
    ask(folder, server)
    assert run(folder)
    count = len(server.seen)
    assert not run(folder)
    assert len(server.seen) == count


def test_the_same_files_and_answers_give_the_same_tables_whatever_came_first(
    folder: Path, server: Server, tmp_path: Path
) -> None:
    ask(folder, server)
    run(folder)
    fresh = tmp_path / "fresh"
    shutil.copytree(folder / "raw", fresh / "raw")
    (fresh / "warehouse").mkdir()
    shutil.copy(Layout(folder / "warehouse").model_answers, fresh / "warehouse")
    run(fresh)
    expected = canonical(folder / "warehouse", tmp_path / "a")
    assert canonical(fresh / "warehouse", tmp_path / "b") == expected


def test_without_its_answers_a_warehouse_is_as_if_no_model_had_been_asked(
    folder: Path, read_once: Path, server: Server, tmp_path: Path
) -> None:
    ask(folder, server)
    run(folder)
    Layout(folder / "warehouse").model_answers.unlink()
    assert run(folder)
    assert canonical(folder / "warehouse", tmp_path / "a") == canonical(read_once / "warehouse", tmp_path / "b")


def test_answers_about_a_version_that_is_past_change_no_table_but_their_own(
    folder: Path, read_once: Path, server: Server, tmp_path: Path
) -> None:
    plain = Path(shutil.copytree(read_once, tmp_path / "plain", symlinks=True))
    ask(folder, server)
    for one in (folder, plain):
        (one / "raw" / "mill.txt").write_text(MILL.replace("boiler", "furnace"))
        run(one)
    told = "select count(distinct article_id) from proposals"
    assert select(folder / "warehouse", told) == [(1,)]
    Layout(folder / "warehouse").model_answers.unlink()
    assert run(folder)
    assert canonical(folder / "warehouse", tmp_path / "a") == canonical(plain / "warehouse", tmp_path / "b")


def test_answers_hold_for_an_article_whose_file_is_gone(folder: Path, server: Server) -> None:
    ask(folder, server)
    (folder / "raw" / "mill.txt").unlink()
    run(folder)
    articles = select(folder / "warehouse", "select distinct article_id from proposals")
    assert len(articles) == 2


@pytest.mark.parametrize("status", [429, 500, 503])
def test_what_may_pass_is_tried_again(folder: Path, server: Server, status: int) -> None:
    server.script = [status, status, json.dumps({"claims": CLAIMS})]
    assert ask(folder, server, limit=1) == Asked(1, 0, 0)
    assert len(server.seen) == 3


def test_a_server_without_json_mode_is_asked_without_it(folder: Path, server: Server) -> None:
    server.script = [400, json.dumps({"claims": CLAIMS})]
    assert ask(folder, server, limit=1) == Asked(1, 0, 0)
    assert "response_format" not in server.seen[1][2]


def test_silence_costs_the_article_its_answer_and_no_more(folder: Path, server: Server) -> None:
    server.script = [30.0, 30.0, json.dumps({"claims": CLAIMS})]
    assert ask(folder, server, tries=2, timeout_seconds=0.2) == Asked(1, 1, 0)
    assert ask(folder, server) == Asked(1, 0, 1)


def test_a_server_that_is_not_there_ends_it_with_one_line(folder: Path, server: Server) -> None:
    server.script = [500]
    with pytest.raises(UserError, match="gives no answers: HTTP 500"):
        ask(folder, server, tries=1, most_failures=2)


@pytest.mark.parametrize("url", ["", "localhost:8080/v1", "ftp://127.0.0.1/v1", "http://", "http://[", "http:///v1"])
def test_what_is_no_address_is_the_users_mistake(folder: Path, url: str) -> None:
    with (
        open_warehouse(folder / "warehouse") as con,
        pytest.raises(UserError, match="no http address"),
    ):
        ask_model(con, Layout(folder / "warehouse"), ModelConfig(url, "toy"))


def test_a_wrong_key_ends_it_at_once_and_is_not_shown(folder: Path, server: Server) -> None:
    server.script = [401]
    with pytest.raises(UserError) as error:
        ask(folder, server)
    assert len(server.seen) == 1
    assert KEY not in str(error.value)


def test_the_key_goes_to_the_server_and_nowhere_else(folder: Path, server: Server) -> None:
    assert KEY not in repr(ModelConfig(server.url, "toy", KEY))
    environment = {"WIRECOPY_MODEL_URL": server.url, "WIRECOPY_MODEL": "toy", "WIRECOPY_MODEL_KEY": KEY}
    called = CliRunner().invoke(cli, ["propose", "--warehouse", str(folder / "warehouse")], env=environment)
    assert called.exit_code == 0, called.output
    assert "2 articles answered" in called.output
    run(folder)
    assert {seen[1] for seen in server.seen} == {f"Bearer {KEY}"}
    assert KEY not in called.output
    kept = [path for path in folder.rglob("*") if path.is_file()]
    assert not [path for path in kept if KEY.encode() in path.read_bytes()]


@pytest.mark.parametrize("reply", ["", "{", "```json\n[]\n", "\ud800", '{"claims": [{"content": "\\ud800"}]}'])
def test_whatever_a_model_says_a_run_goes_through(folder: Path, server: Server, reply: str) -> None:
    server.script = [reply]
    ask(folder, server)
    run(folder)
    assert select(folder / "warehouse", "select count(*) from claims where rule = 'proposed'") == [(0,)]
    assert not run(folder)


def test_the_beginning_of_a_line_that_a_killed_writer_left_is_no_answer(folder: Path, server: Server) -> None:
    layout = Layout(folder / "warehouse")
    layout.model_answers.write_bytes(b'{"article_id": "art_')
    assert read_answers(layout) == {}
    ask(folder, server)
    assert len(read_answers(layout)) == 2


def test_a_damaged_line_ends_the_run_with_its_number(folder: Path) -> None:
    Layout(folder / "warehouse").model_answers.write_text("{}\n")
    with pytest.raises(UserError, match="line 1, is damaged"):
        run(folder)


def test_long_articles_are_asked_about_in_pieces() -> None:
    text = "\n\n".join(["One two three.", "x" * 50, "Four."])
    blocks = [(0, 14), (16, 66), (68, 73)]
    row = {"text": text, "blocks": [{"kind": "paragraph", "char_start": a, "char_end": b} for a, b in blocks]}
    assert list(requests_about(row, 30)) == ["[1] One two three.", f"[2] {'x' * 30}", "[3] Four."]


def test_without_a_model_there_is_no_propose(folder: Path) -> None:
    environment = {name: "" for name in ("WIRECOPY_MODEL_URL", "WIRECOPY_MODEL", "WIRECOPY_MODEL_KEY")}
    called = CliRunner().invoke(cli, ["propose", "--warehouse", str(folder / "warehouse")], env=environment)
    assert isinstance(called.exception, UserError)
    assert "no model is configured" in str(called.exception)


def test_a_run_loads_no_client_and_opens_no_socket(tmp_path: Path) -> None:
    """Even where the environment names a model."""
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "ferry.txt").write_text(FERRY)
    watch = (
        "import sys, socket\n"
        "def refuse(event, args):\n"
        "    inet = event == 'socket.connect' and isinstance(args[1], tuple)\n"
        "    assert not inet and event != 'socket.getaddrinfo', (event, args)\n"
        "sys.addaudithook(refuse)\n"
        "from flows.desk.cli import cli\n"
        "cli(['run', 'raw', '--direct', '--quiet', '--workers', '1'], standalone_mode=False)\n"
        "assert not {'httpx', 'flows.pipeline.asking'} & set(sys.modules)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "WIRECOPY_MODEL_URL": "http://127.0.0.1:9/v1"}
    command = [sys.executable, "-c", watch]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
