"""Who is told when a run does not publish, with what, and that telling never changes what became of the run."""

import json
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from flows.base.errors import CheckFailed, UserError, WarehouseBusy
from flows.desk.cli import main
from flows.pipeline.alerts import Alert, Alerts, alerting, check_alerts
from flows.store.layout import Layout
from flows.store.lock import writer_lock
from flows.store.stopping import Stopped

HOSTILE = "$(touch owned); `touch owned` ' \" \n\0 | touch owned"
ALERT = Alert("failed", "run-000007", HOSTILE, "/news/warehouse", "flow")
NOTE = """
import json, os, sys
said = {name: value for name, value in os.environ.items() if name.startswith("WIRECOPY_")}
open(sys.argv[1], "w").write(json.dumps([said, json.load(sys.stdin), sys.argv[2:]]))
"""


class Listener(HTTPServer):
    """Keeps what is posted to it, and answers with a status."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.heard: list[dict[str, str]] = []
        self.status = 200

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/alert?key=secret"


class _Handler(BaseHTTPRequestHandler):
    server: Listener

    def do_POST(self) -> None:
        self.server.heard.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(self.server.status)
        self.send_header("Location", "http://127.0.0.1:9/elsewhere")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def listener() -> Iterator[Listener]:
    with Listener() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def call(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    """Call the command line in this process and return its exit code."""
    monkeypatch.setattr(sys, "argv", ["wirecopy", *arguments])
    with pytest.raises(SystemExit) as end:
        main()
    return int(end.value.code or 0)


def command(tmp_path: Path, *words: str) -> str:
    (tmp_path / "note.py").write_text(NOTE)
    return " ".join([sys.executable, str(tmp_path / "note.py"), str(tmp_path / "noted.json"), *words])


def test_a_command_gets_the_facts_as_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Alerts(command(tmp_path, "'two words'", "';'", "touch", "owned")).send(ALERT)
    environment, sent, words = json.loads((tmp_path / "noted.json").read_text())
    told = HOSTILE.replace("\0", "\ufffd")
    assert sent == {**ALERT._asdict(), "message": told}
    assert environment["WIRECOPY_MESSAGE"] == told
    assert set(environment) >= {f"WIRECOPY_{name}" for name in ("STATUS", "RUN_ID", "WAREHOUSE", "FLOW_RUN")}
    assert words == ["two words", ";", "touch", "owned"]
    assert not (tmp_path / "owned").exists()


def test_a_webhook_gets_the_facts_as_json(listener: Listener) -> None:
    Alerts(webhook=listener.address).send(ALERT)
    assert [heard["run_id"] for heard in listener.heard] == ["run-000007"]


@pytest.mark.parametrize("status", [302, 404, 500])
def test_a_webhook_that_refuses_costs_a_warning(
    status: int, listener: Listener, capsys: pytest.CaptureFixture[str]
) -> None:
    listener.status = status
    Alerts(webhook=listener.address).send(ALERT)
    said = capsys.readouterr().err
    assert said == f"wirecopy: the alert webhook at 127.0.0.1 was not told: status {status}\n"
    assert len(listener.heard) == 1


@pytest.mark.parametrize(
    "alerts",
    [
        Alerts(webhook="http://127.0.0.1:9/"),
        Alerts("/no/such/program"),
        Alerts("false"),
        Alerts(f"{sys.executable} -c 'raise SystemExit(3)'"),
    ],
)
def test_whoever_cannot_be_told_costs_a_line_and_no_more(alerts: Alerts, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ZeroDivisionError), alerting(alerts, Path("warehouse")):
        raise ZeroDivisionError
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 1
    assert said[0].startswith("wirecopy: the alert ")


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (CheckFailed("rows"), "check_failed"),
        (UserError("no"), "failed"),
        (OSError("disk"), "failed"),
        (Stopped(15), "stopped"),
        (SystemExit(1), "crashed"),
        (WarehouseBusy("held"), None),
        (KeyboardInterrupt(), None),
    ],
)
def test_what_ends_a_run_is_told_by_its_name_or_not_at_all(
    error: BaseException, status: str | None, listener: Listener
) -> None:
    with pytest.raises(type(error)), alerting(Alerts(webhook=listener.address), Path("warehouse")):
        raise error
    assert [heard["status"] for heard in listener.heard] == ([status] if status else [])


@pytest.mark.parametrize(
    "alerts",
    [
        Alerts(webhook="file:///etc/passwd"),
        Alerts(webhook="http://[::bad/"),
        Alerts(webhook="https://"),
        Alerts("'"),
        Alerts(""),
    ],
)
def test_what_can_tell_nobody_is_refused_at_the_start(alerts: Alerts) -> None:
    with pytest.raises(UserError, match="alert"):
        check_alerts(alerts)


def test_a_run_without_prefect_tells_why_it_failed(
    tmp_path: Path, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "one.txt").write_text("Harbour closed\n\nThe harbour of Skarn closed on Monday.\n")

    def full(*arguments: object) -> None:
        raise OSError(28, "No space left on device", str(tmp_path))

    monkeypatch.setattr("flows.pipeline.write_manifest", full)
    words = ["run", str(tmp_path / "raw"), "--warehouse", str(tmp_path / "wh"), "--direct", "--quiet"]
    assert call(monkeypatch, *words, "--workers", "1", "--alert-webhook", listener.address) == 2
    (told,) = listener.heard
    assert (told["status"], told["run_id"], told["flow_run"]) == ("failed", "run-000001", "")
    assert "No space left on device" in told["message"]
    assert told["warehouse"] == str(tmp_path / "wh")
    listener.heard.clear()
    with writer_lock(Layout(tmp_path / "wh")):
        assert call(monkeypatch, *words, "--alert-webhook", listener.address) == 4
    assert listener.heard == []
