"""What tests share: a quiet run in this process, and the sample's warehouse, built once."""

import os
import shutil
import signal
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import pytest
from hypothesis import settings

from benchmarks.torture.scenes import InProcess
from flows.pipeline import Outcome, run_pipeline
from flows.pipeline.job import DirectConductor, Job
from flows.pipeline.progress import NoWatch
from flows.store.engine import hush_binding_at_exit, open_published
from flows.store.layout import Layout
from flows.store.publish import export_canonical
from flows.store.workers import WorkerLimits

# Fixed examples and no clock: a test that passes here passes on a slower machine.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")

hush_binding_at_exit()
# The report of a run costs seconds, and is asked for where it is what is tested.
os.environ.setdefault("WIRECOPY_REPORT", "0")
# Under nohup the signal is ignored, by us and by every process that a test starts.
signal.signal(signal.SIGHUP, signal.SIG_DFL)

__all__ = ["InProcess"]

ROOT = Path(__file__).parent.parent
Runner = Callable[..., Outcome]
PIER = "The pier closed on Monday.\n\nNobody was hurt, the harbour master Lene Vos said.\n"
MILL = "The mill at Ostham burned down.\n\n“It went up in an hour,” said the miller, Piet Daal.\n"
FAIR = "The fair opened on Friday.\n\nSome 300 people came, the mayor Ida Rook said.\n"


def run_direct(raw: Path, warehouse: Path, workers: int = 1, **options: object) -> Outcome:
    """Run the pipeline without Prefect."""
    job = Job(raw, warehouse, workers=WorkerLimits(count=workers), **options)  # type: ignore[arg-type]
    return run_pipeline(job, DirectConductor(workers, NoWatch()))


# Two copies of one story, one other, and a file that gives no article.
FEW = (
    "courier/2024-03-14-port-ardle-sea-wall.html",
    "aggregators/coastline-3391.txt",
    "gazette/week-15.json",
    "inbox/empty.txt",
)


def copy_few(raw: Path) -> Path:
    """Copy these few files of the sample into a folder, and return it."""
    for name in FEW:
        (raw / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / "raw" / name, raw / name)
    return raw


def run_here(raw: Path, warehouse: Path, **options: object) -> Outcome:
    """Run the pipeline in this process alone."""
    job = Job(raw, warehouse, workers=WorkerLimits(count=1), **options)  # type: ignore[arg-type]
    conductor = DirectConductor(1, NoWatch())
    return run_pipeline(job, conductor, lambda job, layout: nullcontext(InProcess(job.workers)))


def select(warehouse: Path, query: str) -> list[tuple[object, ...]]:
    """Return the rows of a query on the published warehouse."""
    with open_published(Layout(warehouse).database_link) as con:
        return con.execute(query).fetchall()


def canonical(warehouse: Path, folder: Path) -> dict[str, bytes]:
    """Return the canonical export of the published warehouse, by file name."""
    with open_published(Layout(warehouse).database_link) as con:
        export_canonical(con, folder)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture(scope="session")
def sample_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The warehouse of the sample in raw/."""
    warehouse = tmp_path_factory.mktemp("sample") / "warehouse"
    run_direct(ROOT / "raw", warehouse, workers=2)
    return warehouse


@pytest.fixture(scope="session")
def past(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Runs 1 (two articles), 2 (three), 3 (nothing new) and 4 (one changed, one gone), with their raw folder beside."""
    folder = tmp_path_factory.mktemp("past")
    raw = folder / "raw"
    raw.mkdir()
    (raw / "pier.txt").write_text(PIER)
    (raw / "mill.txt").write_text(MILL)
    run_direct(raw, folder / "warehouse")
    (raw / "fair.txt").write_text(FAIR)
    run_direct(raw, folder / "warehouse")
    run_direct(raw, folder / "warehouse")
    (raw / "pier.txt").write_text(PIER.replace("Monday", "Tuesday"))
    (raw / "mill.txt").unlink()
    run_direct(raw, folder / "warehouse")
    return folder
