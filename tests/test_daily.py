"""The Prefect flow does what the plain pipeline does, on a server of its own, task by task."""

import html
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT
from markdown_it import MarkdownIt

from flows.store.engine import open_published
from flows.store.layout import Layout

SAMPLE_ARTICLES = len(json.loads((ROOT / "tests/fixtures/sample/expected.json").read_text("utf-8"))["articles"])
# One process with its own Prefect home: the flow, and then what the server knows of it.
SCRIPT = """
import json, sys
from pathlib import Path
from flows.daily import daily
from flows.pipeline.progress import NoWatch
import flows.daily as module

module._watches.append(NoWatch())
first = daily(sys.argv[1], sys.argv[2], 4, 1)
second = daily(sys.argv[1], sys.argv[2], 4, 1)

from prefect.client.orchestration import get_client
with get_client(sync_client=True) as client:
    tasks = [run.name for run in client.read_task_runs()]
    artifacts = sorted(artifact.key for artifact in client.read_artifacts())
print(json.dumps([first.is_published, second.is_published, tasks, artifacts]))
"""


def test_the_flow_runs_without_a_server_configured_and_writes_tasks_and_artifacts(tmp_path: Path) -> None:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PREFECT_")}
    environment |= {"PREFECT_HOME": str(tmp_path / "prefect"), "PYTHONPATH": str(ROOT)}
    warehouse = tmp_path / "warehouse"
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(ROOT / "raw"), str(warehouse)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stderr == ""
    is_published, is_published_again, tasks, artifacts = json.loads(done.stdout.splitlines()[-1])
    assert (is_published, is_published_again) == (True, False)
    assert {"parse 0", "parse 1", "quotes 0", "claims 0", "families 0", "checks and publish 0"} <= set(tasks)
    assert {"wirecopy-progress", "wirecopy-report", "wirecopy-run", "wirecopy-tables"} <= set(artifacts)
    with open_published(Layout(warehouse).database_link) as con:
        assert con.execute("select count(*) from articles").fetchall() == [(SAMPLE_ARTICLES,)]


def test_the_schedule_is_refused_in_one_line_when_it_is_no_cron_expression(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "flows.desk.cli", "serve", str(ROOT / "raw"), "--cron", "every day"],
        env={**os.environ, "PREFECT_HOME": str(tmp_path), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 2
    assert "cron" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "![](http://203.0.113.1/a.png)",
        "`a` | b",
        "# head",
        "&lt;b>",
    ],
)
def test_words_out_of_files_are_no_markup_on_the_pages_of_prefect(text: str) -> None:
    from flows.daily import _plain

    shown = MarkdownIt().enable("table").render(f"- {_plain(text)}")
    inside = re.sub(r"^<ul>\n<li>|</li>\n</ul>\n$", "", shown)
    assert "<" not in inside
    assert html.unescape(inside) == text
