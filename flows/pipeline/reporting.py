"""The report at the end of a run: written by a process of its own, from the published version alone.

The engine that draws its plots, should it die, dies there: what was published stays, and the run ends as it would.
"""

import os
import subprocess
import sys
from pathlib import Path

import flows
from flows.pipeline.progress import warn
from flows.store.layout import Layout
from flows.store.reports import has_report, share_report

_SECONDS = 600


def report_on(warehouse: Path) -> str | None:
    """Have the report on the version that readers see written, unless it is there; return what went wrong, if it did.

    One line of warning says so: nothing that fails here changes what became of the run, and the next one tries again.
    """
    layout = Layout(warehouse)
    run_id = layout.database_link.resolve().stem.removeprefix("warehouse-")
    if not layout.database_link.exists() or has_report(layout, run_id):
        return None
    trouble = _write(warehouse)
    if trouble:
        trouble = f"the report could not be written ({trouble}); the warehouse is published all the same"
        warn(trouble)
    return trouble


def report_again(warehouse: Path, shows: str, run_id: str) -> None:
    """Have the report of a rollback be that of the run that it went back to, or write it if there is none."""
    try:
        is_shared = share_report(Layout(warehouse), shows, run_id)
    except OSError as error:
        warn(f"the report could not be put back ({error.strerror or error})")
        return
    if not is_shared:
        report_on(warehouse)


def _write(warehouse: Path) -> str | None:
    """Return what went wrong, or null."""
    # Wherever this package was imported from, the other process takes it from there too.
    beside = str(Path(str(flows.__path__[0])).parent)
    path = os.pathsep.join([beside, *filter(None, [os.environ.get("PYTHONPATH")])])
    words = [sys.executable, "-m", "flows.desk.cli", "report", "--warehouse", str(warehouse.resolve())]
    try:
        done = subprocess.run(
            words,
            env={**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8:backslashreplace"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"it took longer than {_SECONDS} s"
    except OSError as error:
        return error.strerror or str(error)
    if done.returncode == 0:
        return None
    said = done.stderr.decode("utf-8", "replace").strip().splitlines()
    return said[-1].removeprefix("wirecopy: ") if said else f"its process ended with {done.returncode}"
