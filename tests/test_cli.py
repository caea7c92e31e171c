"""The command line as a user and as a script meets it: answers, exit codes, one clear line for a mistake."""

import json
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import ROOT

from flows.desk.cli import main
from flows.desk.tables import FORMATS
from flows.pipeline.progress import warn
from flows.store.memory import bounded_memory

WIRECOPY = [sys.executable, "-m", "flows.desk.cli"]


def call(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "COLUMNS": "120", "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [*WIRECOPY, *arguments], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )


def ask(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Call the command line in this process and return its exit code, output and errors."""
    monkeypatch.setattr(sys, "argv", ["wirecopy", *arguments])
    code = 0
    try:
        main()
    except SystemExit as end:
        code = int(end.code or 0) if not isinstance(end.code, str) else 1
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_a_folder_is_read_from_any_directory_and_a_second_run_says_nothing_is_new(tmp_path: Path) -> None:
    (tmp_path / "clips").mkdir()
    (tmp_path / "clips/a.txt").write_text("The pier closed on Monday. Nobody was hurt, the harbour master said.\n")
    first = call("run", "clips", "--warehouse", "wh", "--direct", "--quiet", cwd=tmp_path)
    assert (first.returncode, first.stdout, first.stderr) == (0, "", "")
    second = call("run", "clips", "--warehouse", "wh", "--direct", cwd=tmp_path)
    assert second.returncode == 0
    assert "Nothing new among 1 files" in second.stdout


def test_status_lists_tables_runs_and_rejects(
    sample_warehouse: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = ask(monkeypatch, capsys, "status", "--warehouse", str(sample_warehouse))
    assert code == 0
    for word in ("articles", "run-000001", "inbox/empty.txt", "bad_compression"):
        assert word in out


def test_sql_answers_a_query_a_view_and_a_table(
    sample_warehouse: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    at = ("--warehouse", str(sample_warehouse))
    for asked in ("claims_by_origin", "articles", "select count(*) as n from quotes"):
        code, out, _ = ask(monkeypatch, capsys, "sql", asked, *at)
        assert code == 0
        assert "row" in out
    code, out, _ = ask(monkeypatch, capsys, "sql", "select 1 as n", "--format", "json", *at)
    assert json.loads(out) == [{"n": 1}]


def test_a_result_goes_to_a_file(
    sample_warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    at = ("--warehouse", str(sample_warehouse), "--output", str(tmp_path / "out"))
    for form in FORMATS:
        code, out, _ = ask(monkeypatch, capsys, "sql", "rejects", "--format", form, *at)
        assert (code, out) == (0, "")
        assert (tmp_path / "out").stat().st_size > 100


def test_check_passes_on_a_sound_warehouse(
    sample_warehouse: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ask(monkeypatch, capsys, "check", "--warehouse", str(sample_warehouse))[0] == 0


MISTAKES = {
    "a folder that is not there": (["run", "nowhere", "--direct"], "does not exist"),
    "a file for a folder": (["run", "a-file", "--direct"], "is a file, not a folder"),
    "the warehouse for RAW": (["run", "q", "--direct", "--warehouse", "q"], "q is the warehouse itself"),
    "RAW in the warehouse": (["run", "q/in", "--direct", "--warehouse", "./q"], "q/in lies in the warehouse q"),
    "RAW in the warehouse, on a schedule": (["serve", "q/in", "--cron", "0 * * * *", "--warehouse", "q"], "lies in"),
    "no warehouse": (["status", "--warehouse", "nowhere"], "holds no published warehouse"),
    "no such view": (["sql", "clams"], "no table or view 'clams'"),
    "a mistyped query": (["sql", "select * from artcles"], "artcles"),
    "a write": (["sql", "drop table articles"], "read-only"),
    "a file read through SQL": (["sql", "select * from read_text('/etc/hostname')"], "disabled by configuration"),
    "no such command": (["rnu"], "Did you mean 'run'?"),
    "no such option": (["run", "--dirct"], "--direct"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_gets_one_clear_line_and_exit_code_2(
    name: str,
    sample_warehouse: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    arguments, message = MISTAKES[name]
    monkeypatch.chdir(tmp_path)
    Path("a-file").write_text("x")
    Path("q/in").mkdir(parents=True)
    at = [] if "--warehouse" in arguments or arguments[0] == "rnu" else ["--warehouse", str(sample_warehouse)]
    code, _, err = ask(monkeypatch, capsys, *arguments, *at)
    assert code == 2
    assert message in err
    assert "Traceback" not in err


def test_a_run_while_another_holds_the_warehouse_is_refused_with_exit_code_4(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from flows.store.layout import Layout
    from flows.store.lock import writer_lock

    (tmp_path / "raw").mkdir()
    (tmp_path / "wh").mkdir()
    with writer_lock(Layout(tmp_path / "wh")):
        code, _, err = ask(
            monkeypatch, capsys, "run", str(tmp_path / "raw"), "--warehouse", str(tmp_path / "wh"), "--direct"
        )
    assert code == 4
    assert f"process {os.getpid()}" in err


def test_an_answer_that_no_memory_holds_is_refused(
    sample_warehouse: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("flows.desk.reading._MOST_BYTES", 1 << 20)
    at = ("--warehouse", str(sample_warehouse))
    code, _, err = ask(monkeypatch, capsys, "sql", "from range(1000000000000)", *at)
    assert code == 2
    assert "Ask for less" in err


def test_a_process_that_answers_a_query_cannot_take_all_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    before = resource.getrlimit(resource.RLIMIT_AS)
    monkeypatch.setattr("flows.store.memory.machine_bytes", lambda: 2 << 30)
    with bounded_memory(), pytest.raises(MemoryError):
        bytearray(8 << 30)
    assert resource.getrlimit(resource.RLIMIT_AS) == before


def test_unsafe_lets_a_query_read_files_and_help_says_what_it_does(
    sample_warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "x.csv").write_text("a\n17\n")
    query = f"from '{tmp_path}/x.csv'"
    assert ask(monkeypatch, capsys, "sql", query, "--warehouse", str(sample_warehouse))[0] == 2
    code, out, _ = ask(monkeypatch, capsys, "sql", "--unsafe", query, "--warehouse", str(sample_warehouse))
    assert code == 0
    assert "17" in out
    told = " ".join(ask(monkeypatch, capsys, "sql", "--help")[1].split())
    assert "The warehouse stays read-only" in told


def test_ctrl_c_ends_a_long_query_at_once(sample_warehouse: Path) -> None:
    query = "select count(*) from range(1000000000) a, range(1000000000) b where a.range + b.range = 7"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    words = [*WIRECOPY, "sql", query, "--warehouse", str(sample_warehouse)]
    asked = subprocess.Popen(words, env=environment, stderr=subprocess.PIPE, text=True)
    handles = Path(f"/proc/{asked.pid}/fd")
    while asked.poll() is None and not any(os.path.realpath(one).endswith(".duckdb") for one in handles.iterdir()):
        time.sleep(0.05)
    time.sleep(0.3)
    asked.send_signal(signal.SIGINT)
    _, err = asked.communicate(timeout=20)
    assert asked.returncode == 130
    assert "Traceback" not in err


@pytest.mark.parametrize("words", [["sql", "from claims"], ["status"], ["ask", "proof"], ["trace", "run-000001"]])
def test_who_reads_no_further_has_made_no_mistake(sample_warehouse: Path, words: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [*WIRECOPY, *words, "--warehouse", str(sample_warehouse)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=writing,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


def test_words_out_of_files_steer_no_terminal_in_messages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = ask(monkeypatch, capsys, "run", str(tmp_path / "\x1b[2Jno\x9bwhere"), "--direct")
    assert code == 2
    assert not {"\x1b", "\x9b"} & set(err)
    warn("a\x1b[2Jb\nwirecopy: run-000009 published")
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert "\x1b" not in err


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_warehouse_that_may_not_be_written_is_the_users_to_mend(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "raw").mkdir()
    tmp_path.chmod(0o500)
    code, _, err = ask(
        monkeypatch, capsys, "run", str(tmp_path / "raw"), "--warehouse", str(tmp_path / "wh"), "--direct"
    )
    tmp_path.chmod(0o700)
    assert code == 2
    assert "cannot be written" in err


@pytest.mark.parametrize("command", [[], ["run"], ["status"], ["sql"], ["explain"], ["check"], ["serve"]])
def test_help_teaches(command: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = ask(monkeypatch, capsys, *command, "--help")
    assert code == 0
    assert "wirecopy" in out


def test_reading_never_imports_prefect() -> None:
    code = "import sys, flows.desk.cli; sys.exit('prefect' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
