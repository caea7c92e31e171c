"""What tests share: a quiet run in this process, and the sample's warehouse, built once."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from flows.pipeline import Outcome, run_pipeline
from flows.pipeline.job import DirectConductor, Job
from flows.pipeline.progress import NoWatch
from flows.store.engine import hush_binding_at_exit
from flows.store.workers import WorkerLimits

# Fixed examples and no clock: a test that passes here passes on a slower machine.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")

hush_binding_at_exit()

ROOT = Path(__file__).parent.parent
Runner = Callable[..., Outcome]


def run_direct(raw: Path, warehouse: Path, workers: int = 1, **options: object) -> Outcome:
    """Run the pipeline without Prefect."""
    job = Job(raw, warehouse, workers=WorkerLimits(count=workers), **options)  # type: ignore[arg-type]
    return run_pipeline(job, DirectConductor(workers, NoWatch()))


@pytest.fixture(scope="session")
def sample_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The warehouse of the sample in raw/."""
    warehouse = tmp_path_factory.mktemp("sample") / "warehouse"
    run_direct(ROOT / "raw", warehouse, workers=2)
    return warehouse
