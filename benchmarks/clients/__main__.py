"""Every line of docs/browsing.md is run for real, in an environment with the pinned clients.

    python -m benchmarks.clients

Publishes the sample into a new folder, installs benchmarks/clients.txt into .venv/clients, and says of each line
whether it did what it should. Exit code 1 if one did not.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

import click

from benchmarks.clients.page import PAGE, ROOT, Line, call, lines
from flows.pipeline import run_pipeline
from flows.pipeline.job import DirectConductor, Job
from flows.pipeline.progress import NoWatch
from flows.store.workers import WorkerLimits

PINS = ROOT / "benchmarks" / "clients.txt"
# A name, an address in JSON-LD, its terms in schema.org: read by a library that knows them all.
LINKED = """
import rdflib
from rdflib.namespace import SDO
graph = rdflib.Graph().parse("linked.jsonld", format="json-ld")
terms = {term for triple in graph for term in triple if str(term).startswith(str(SDO))}
unknown = sorted(term for term in terms if term.removeprefix(str(SDO)) not in SDO)
assert len(graph) > 3000 and not unknown, (len(graph), unknown)
print(len(graph), "triples,", len(terms), "terms of schema.org")
"""
EXTRA = (
    Line("JSON-LD", "console", "wirecopy export linked.jsonld --format jsonld"),
    Line("JSON-LD", "python", LINKED),
)


@click.command()
def main() -> None:
    """Install, publish the sample, run each line, and print a line for each."""
    programs = install()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        publish(folder)
        environment = surroundings(folder, programs)
        told = [(line, attempt(line, folder, environment)) for line in (*lines(PAGE.read_text("utf-8")), *EXTRA)]
    freeze = subprocess.run([programs / "pip", "freeze"], capture_output=True, text=True, check=True)
    pinned = {pin.split("==")[0] for pin in PINS.read_text("utf-8").split()}
    click.echo(", ".join(pin for pin in freeze.stdout.split() if pin.split("==")[0] in pinned))
    sys.exit(1 if any(fault for _, fault in told) else 0)


def install() -> Path:
    """Return the folder of programs of the clients' environment, made if its pins are not those of the file."""
    place = ROOT / ".venv" / "clients"
    mark = place / hashlib.sha256(PINS.read_bytes()).hexdigest()
    if not mark.exists():
        venv.create(place, with_pip=True, clear=True)
        pip = [str(place / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "--quiet"]
        subprocess.run([*pip, "install", "-r", str(PINS)], check=True)
        mark.touch()
    return place / "bin"


def publish(folder: Path) -> None:
    """Publish the sample as folder/warehouse, and put a copy of the docs beside it: marimo writes beside notebooks."""
    job = Job(ROOT / "raw", folder / "warehouse", workers=WorkerLimits(count=1))
    run_pipeline(job, DirectConductor(1, NoWatch()))
    shutil.copytree(ROOT / "docs", folder / "docs")


def surroundings(folder: Path, programs: Path) -> dict[str, str]:
    """Return the environment in which a user has the clients, and this checkout's wirecopy, on the path."""
    own = folder / "bin"
    own.mkdir()
    shim = own / "wirecopy"
    shim.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m flows.desk.cli "$@"\n')
    shim.chmod(0o755)
    return {"PATH": f"{own}:{programs}:{os.environ['PATH']}", "HOME": str(folder), "LANG": "C.UTF-8"}


def attempt(line: Line, folder: Path, environment: dict[str, str]) -> str:
    """Run a line, print how it went, and return what went wrong: nothing where its program is not there (R)."""
    words, given = call(line)
    shown = line.text.strip().splitlines()[0][:70]
    if shutil.which(words[0], path=environment["PATH"]) is None:
        click.echo(f"not here  {line.heading:24} {shown}")
        return "" if line.language == "r" else "not installed"
    begun = time.monotonic()
    done = subprocess.run(
        words, input=given, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=120
    )
    fault = "" if done.returncode == 0 else done.stderr.strip() or f"exit code {done.returncode}"
    for name in words[words.index("-o") + 1 :] if "-o" in words else ():
        fault = fault or ("" if (folder / name).is_file() else f"{name} was not written")
    click.echo(f"{'FAILED' if fault else 'runs':9} {line.heading:24} {shown} ({time.monotonic() - begun:.1f} s)")
    if fault:
        click.echo(fault)
    return fault


if __name__ == "__main__":
    main()
