"""Whatever the order, the batches, the workers and what happened on the way: the canonical export is the same bytes."""

import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from conftest import FAIR, MILL, PIER, InProcess, canonical, run_direct, run_here
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.pipeline import run_pipeline
from flows.pipeline.history import roll_back
from flows.pipeline.job import DirectConductor, Job
from flows.pipeline.progress import NoWatch
from flows.store.layout import Layout
from flows.store.manifests import committed_runs
from flows.store.workers import WorkerLimits

EXAMPLES = int(os.environ.get("HISTORIES", "3"))
FILES = {
    "a/pier.txt": PIER,
    "a/pier-again.txt": PIER.replace("The pier closed", "On the coast, the pier closed"),
    "b/mill.txt": MILL,
    "b/same-mill.txt": MILL,
    "c/fair.txt": FAIR,
    "c/empty.txt": "",
}
STAGES = ("discover", "candidates", "families", "actors", "groups", "checks and publish")
# What happens in a history: a run, one that is killed before a stage, a stage done over, a rollback and a run.
EVENTS = st.one_of(
    st.just(("run", "")),
    st.tuples(st.just("kill"), st.sampled_from(STAGES)),
    st.tuples(st.just("redo"), st.sampled_from(("quotes", "families", "actors"))),
    st.just(("rollback", "")),
)


class Dying(DirectConductor):
    """Ends the run, as a kill does, before a stage."""

    def before(self, stage: str) -> "Dying":
        object.__setattr__(self, "deadly", stage)
        return self

    def once(self, stage: str, work: Callable[[], Any]) -> Any:  # noqa: ANN401
        if stage == self.deadly:  # type: ignore[attr-defined]
            raise KeyboardInterrupt
        return super().once(stage, work)

    def each(self, stage: str, work: Callable[[int], Any], sizes: Sequence[int]) -> list[Any]:
        if stage == self.deadly:  # type: ignore[attr-defined]
            raise KeyboardInterrupt
        return super().each(stage, work, sizes)


@pytest.fixture(scope="module")
def at_once(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The canonical export of one run over all files."""
    folder = tmp_path_factory.mktemp("at-once")
    add(folder / "raw", FILES)
    run_here(folder / "raw", folder / "warehouse")
    return canonical(folder / "warehouse", folder / "tables")


def add(raw: Path, names: Sequence[str] | dict[str, str]) -> None:
    for name in names:
        (raw / name).parent.mkdir(parents=True, exist_ok=True)
        (raw / name).write_text(FILES[name], encoding="utf-8")


def happen(event: tuple[str, str], raw: Path, warehouse: Path, batch_files: int) -> None:
    kind, stage = event
    if kind == "kill":
        job = Job(raw, warehouse, batch_files=batch_files, workers=WorkerLimits(count=1))
        with pytest.raises(KeyboardInterrupt):
            run_pipeline(job, Dying(1, NoWatch()).before(stage), lambda job, layout: InProcessFor(job))
    elif kind == "redo":
        run_here(raw, warehouse, batch_files=batch_files, redo=(stage,))
    else:
        if kind == "rollback" and (runs := committed_runs(Layout(warehouse))):
            roll_back(warehouse, runs[0])
        run_here(raw, warehouse, batch_files=batch_files)


class InProcessFor(InProcess):
    """Workers of a job that are this very process, opened and closed."""

    def __init__(self, job: Job) -> None:
        super().__init__(job.workers)

    def __enter__(self) -> "InProcessFor":
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing was opened."""


@settings(max_examples=EXAMPLES)
@given(
    order=st.permutations(sorted(FILES)),
    cuts=st.lists(st.integers(1, len(FILES) - 1), max_size=2),
    events=st.lists(EVENTS, min_size=3, max_size=3),
    batch_files=st.integers(1, 4),
)
def test_any_history_of_additions_with_whatever_happened_gives_the_same_bytes(
    at_once: dict[str, bytes],
    order: list[str],
    cuts: list[int],
    events: list[tuple[str, str]],
    batch_files: int,
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        raw, warehouse = Path(folder) / "raw", Path(folder) / "warehouse"
        bounds = [0, *sorted(set(cuts)), len(order)]
        for start, end, event in zip(bounds, bounds[1:], events, strict=False):
            add(raw, order[start:end])
            # A run that finds nothing new may end before the stage at which it was to be killed.
            happen(event, raw, warehouse, batch_files)
        run_here(raw, warehouse, batch_files=batch_files)
        assert canonical(warehouse, Path(folder) / "tables") == at_once
        assert not run_here(raw, warehouse).is_published


@settings(max_examples=max(1, EXAMPLES // 3))
@given(workers=st.integers(2, 3), batch_files=st.integers(1, 3), order=st.permutations(sorted(FILES)))
def test_worker_processes_in_any_number_give_the_same_bytes(
    at_once: dict[str, bytes], workers: int, batch_files: int, order: list[str]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        raw, warehouse = Path(folder) / "raw", Path(folder) / "warehouse"
        add(raw, order)
        run_direct(raw, warehouse, workers=workers, batch_files=batch_files)
        assert canonical(warehouse, Path(folder) / "tables") == at_once
        shutil.rmtree(raw)
