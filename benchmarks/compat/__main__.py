"""Readers of DuckDB 1.4, 1.5 and this version, and its command line, poll a warehouse while runs publish.

    python -m benchmarks.compat

Then a client of each version opens the published file for writing, and every version reads what is left. Installs the
pinned versions into .venv/compat-… first. Exit code 1 if a reader met an error or saw what was never published.
"""

import json
import subprocess
import sys
import tempfile
import threading
import time
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from benchmarks.compat.readers import (
    POLL,
    Look,
    Reader,
    find_faults,
    publish_changes,
    reading,
    wait_for,
    whole_states,
)
from flows.pipeline import Outcome, run_pipeline
from flows.pipeline.job import DirectConductor, Job
from flows.pipeline.progress import NoWatch
from flows.store.layout import Layout
from flows.store.versions import is_intact
from flows.store.workers import WorkerLimits

ROOT = Path(__file__).parent.parent.parent
# A name, and what pip installs for it.
PYTHONS = {"duckdb-1.4": "duckdb==1.4.5", "duckdb-1.5": "duckdb==1.5.6"}
COMMAND_LINES = {"cli-1.4": "duckdb-cli==1.4.4", "cli-1.5": "duckdb-cli==1.5.6"}
ROUNDS = 4
QUERY = (
    "select (select max(run_id) from runs) as run, (select count(*) from articles) as articles, "
    "(select count(*) from quotes) as quotes, (select count(*) from claims) as claims, "
    "(select count(*) from segments) as segments"
)
CLIENTS = {
    "few rows, killed": "c.execute('delete from articles'); os.kill(os.getpid(), 9)",
    "few rows, closed": "c.execute('delete from articles'); c.close()",
    "many rows, closed": "c.execute('create table big as from range(9000000) select md5(range::varchar)'); c.close()",
}


@click.command()
def main() -> None:
    """Install, poll, write as a client, and print a line for each."""
    places = {name: install(name, what) for name, what in {**PYTHONS, **COMMAND_LINES}.items()}
    pythons = {name: str(places[name] / "python") for name in PYTHONS} | {"duckdb-2.0": sys.executable}
    with tempfile.TemporaryDirectory() as folder:
        faults = poll(Path(folder), pythons, {name: str(places[name] / "duckdb") for name in COMMAND_LINES})
        write(Path(folder) / "warehouse", pythons)
    for fault in faults[:20]:
        click.echo(f"FAULT {fault}")
    sys.exit(1 if faults else 0)


def install(name: str, what: str) -> Path:
    """Return the folder of programs of the environment with this package, made if it is not there yet."""
    place = ROOT / ".venv" / f"compat-{name}"
    programs = place / "bin"
    if not (place / what).exists():
        venv.create(place, with_pip=True, clear=True)
        pip = [str(programs / "python"), "-m", "pip", "--disable-pip-version-check", "--quiet", "install", what]
        subprocess.run(pip, check=True)
        for shell in programs.glob("duckdb"):
            # The package of 1.4 lacks the bit.
            shell.chmod(0o755)
        (place / what).touch()
    return programs


def poll(folder: Path, pythons: dict[str, str], shells: dict[str, str]) -> list[str]:
    """Let all of them look at a warehouse while runs publish, print how it went, and return the faults."""
    raw, warehouse = folder / "raw", folder / "warehouse"
    raw.mkdir()
    (raw / "first.txt").write_text("The quay opened.\n\n“We are glad,” said the harbour master, Lene Vos.\n")
    publish(raw, warehouse)
    commands = {(name, how): [python, str(POLL)] for name, python in pythons.items() for how in ("file", "parquet")}
    commands |= {("duckdb-1.4", "session"): [pythons["duckdb-1.4"], str(POLL)]}
    with reading(commands, folder, warehouse) as readers, asking(shells, warehouse) as asked:
        publish_changes(raw, lambda: publish(raw, warehouse), ROUNDS)
        counted = {(reader.name, reader.how): len(reader.looks()) for reader in readers}
        wait_for(lambda: all(has_looked(reader, counted[reader.name, reader.how] + 1) for reader in readers))
        states = whole_states(warehouse)
    faults = find_faults(readers, states)
    for reader in readers:
        looks = reader.looks()
        seen = len({str(look.get("counts")) for look in looks})
        slowest = max(look["seconds"] for look in looks)
        click.echo(
            f"{reader.name:11} {reader.how:8} {len(looks):4} looks, {seen} versions seen, slowest {slowest:.2f} s"
        )
    for name, looks in asked.items():
        wrong = [look for look in looks if not is_published(look, states)]
        faults += [f"{name}: {look}" for look in wrong]
        seen = len({look.get("run") for look in looks})
        click.echo(f"{name:11} readonly {len(looks):4} looks, {seen} versions seen")
    return faults


def has_looked(reader: Reader, times: int) -> bool:
    """Tell whether a reader has looked more often than that, or ended."""
    return len(reader.looks()) > times or reader.process.poll() is not None


def publish(raw: Path, warehouse: Path) -> Outcome:
    """Run the pipeline, keeping every version."""
    job = Job(raw, warehouse, keep=99, workers=WorkerLimits(count=1))
    return run_pipeline(job, DirectConductor(1, NoWatch()))


@contextmanager
def asking(shells: dict[str, str], warehouse: Path) -> Iterator[dict[str, list[Look]]]:
    """Call the command lines again and again beside the block, and give what they answered, by name."""
    done = threading.Event()
    answers: dict[str, list[Look]] = {name: [] for name in shells}

    def ask() -> None:
        while not done.is_set():
            for name, shell in shells.items():
                call = [shell, "-readonly", "-json", str(Layout(warehouse).database_link), "-c", QUERY]
                got = subprocess.run(call, capture_output=True, text=True, check=False)
                answers[name].append(json.loads(got.stdout)[0] if got.returncode == 0 else {"error": got.stderr})
            time.sleep(0.1)

    asker = threading.Thread(target=ask)
    asker.start()
    try:
        yield answers
    finally:
        done.set()
        asker.join()


def is_published(look: Look, states: dict[str, Look]) -> bool:
    """Tell whether a command line's answer is of one version."""
    counts = states.get(look.get("run", ""), {"counts": {}})["counts"]
    return bool(counts) and all(look[name] == counts[name] for name in look if name != "run")


def write(warehouse: Path, pythons: dict[str, str]) -> None:
    """Open the published file for writing with each version, and print what that did to readers and to the file."""
    layout = Layout(warehouse)
    for name, python in pythons.items():
        for what, work in CLIENTS.items():
            before = shown(layout, pythons)
            run_id = layout.database_link.resolve().stem.removeprefix("warehouse-")
            script = f"import os, duckdb; c = duckdb.connect({str(layout.database_link)!r}); {work}"
            subprocess.run([python, "-c", script], capture_output=True, check=False)
            same = "the same" if shown(layout, pythons) == before else "OTHER ROWS"
            told = "as published" if is_intact(layout, run_id) else "altered, and told so"
            click.echo(f"{name} writes {what}: readers see {same}; the file is {told}")
            publish(warehouse.parent / "raw", warehouse)
            mended = "the same" if shown(layout, pythons).items() >= before.items() else "OTHER ROWS"
            click.echo(f"{'':10} after the next run: {mended}")


def shown(layout: Layout, pythons: dict[str, str]) -> dict[str, str]:
    """Return what readers of each version see through the link: the rows of some tables."""
    script = "import duckdb, sys; print(duckdb.connect(sys.argv[1], read_only=True).execute(sys.argv[2]).fetchall())"
    query = QUERY.replace("(select max(run_id) from runs) as run, ", "")
    return {
        name: subprocess.run(
            [python, "-c", script, str(layout.database_link), query], capture_output=True, text=True, check=False
        ).stdout
        for name, python in pythons.items()
    }


if __name__ == "__main__":
    main()
