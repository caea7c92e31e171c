"""Carry a run's steps out as Prefect tasks, and without Prefect once it is gone. Importing this imports Prefect."""

from collections.abc import Callable, Sequence
from contextvars import copy_context
from dataclasses import dataclass, field
from typing import Generic, TypeVar
from uuid import UUID

from prefect import Task
from prefect.artifacts import update_progress_artifact
from prefect.futures import PrefectFuture, wait

from flows.pipeline.job import DirectConductor, Watch
from flows.pipeline.progress import warn
from flows.tasks import as_task

Result = TypeVar("Result")

# Stages of a run, for the progress artifact.
_STAGES = (
    "discover",
    "parse",
    "quotes",
    "claims",
    "fingerprints",
    "sketches",
    "near copies",
    "common word pairs",
    "candidates",
    "matches",
    "families",
    "storing families",
    "utterances",
    "actors",
    "claim keys",
    "claims within",
    "claims across",
    "groups",
    "checks and publish",
)


@dataclass
class Link:
    """The link to Prefect's server. Once it is lost, nothing more is asked of it: the data come first."""

    is_lost: bool = False

    def lose(self, error: BaseException) -> None:
        """Go on without the server, and say so once."""
        if not self.is_lost:
            self.is_lost = True
            warn(f"Prefect's server was lost ({describe(error)}): the run goes on without it.")

    def ask(self, question: Callable[[], Result]) -> Result | None:
        """Return the server's answer, null if it gives none."""
        if self.is_lost:
            return None
        try:
            return question()
        except Exception as error:
            self.lose(error)
            return None


def describe(error: BaseException) -> str:
    """Return the kind of error and the first line of what it says."""
    return ": ".join([type(error).__name__, *str(error).splitlines()[:1]])


@dataclass
class _Kept(Generic[Result]):
    """The work of a stage, which does no batch again that is done, and knows its own errors from Prefect's."""

    work: Callable[[int], Result]
    results: dict[int, Result] = field(default_factory=dict)
    errors: dict[int, Exception] = field(default_factory=dict)

    def __call__(self, number: int) -> Result:
        if number not in self.results:
            self.errors.pop(number, None)
            try:
                self.results[number] = self.work(number)
            except Exception as error:
                self.errors[number] = error
                raise
        return self.results[number]


@dataclass(frozen=True)
class PrefectConductor:
    """Carries the steps out as Prefect tasks, which get the number of a batch and never a table.

    Where not the work fails but Prefect does, `direct` carries out what is left.
    """

    watch: Watch
    direct: DirectConductor
    link: Link
    artifact: UUID | None

    def each(self, stage: str, work: Callable[[int], Result], sizes: Sequence[int]) -> list[Result]:
        """Return [work(0), work(1), …], a task run each."""
        kept = _Kept(work)
        if not self.link.is_lost:
            try:
                return self._as_tasks(stage, kept, sizes)
            except Exception as error:
                self._blame(error, kept)
        return self.direct.each(stage, kept, sizes)

    def _as_tasks(self, stage: str, work: Callable[[int], Result], sizes: Sequence[int]) -> list[Result]:
        self.watch.show(stage, 0, sum(sizes))
        step = _task(stage, work)
        futures: list[PrefectFuture[Result]] = []
        results: list[Result] = []
        try:
            for number in range(len(sizes)):
                futures.append(step.submit(number))
            for number, future in enumerate(futures):
                results.append(future.result())
                self.watch.show(stage, sum(sizes[: number + 1]), sum(sizes))
        finally:
            # No task may outlive the run that holds the warehouse.
            wait(futures)
        self._note(stage)
        return results

    def once(self, stage: str, work: Callable[[], Result]) -> Result:
        """Return work(), one task run."""
        kept = _Kept(lambda number: work())
        if not self.link.is_lost:
            self.watch.show(stage, 0, 1)
            try:
                result = _task(stage, kept)(0)
            except Exception as error:
                self._blame(error, kept)
            else:
                self.watch.show(stage, 1, 1)
                self._note(stage)
                return result
        return self.direct.once(stage, lambda: kept(0))

    def _blame(self, error: Exception, work: _Kept[Result]) -> None:
        """Raise the error of the work, if it has one; else it is Prefect that failed."""
        for own in work.errors.values():
            raise own
        self.link.lose(error)

    def _note(self, stage: str) -> None:
        progress = 100 * (_STAGES.index(stage) + 1) / len(_STAGES)
        if self.artifact is not None:
            artifact = self.artifact
            self.link.ask(lambda: update_progress_artifact(artifact, progress=progress))


def _task(stage: str, work: Callable[[int], Result]) -> Task[[int], Result]:
    def step(batch: int) -> Result:
        return work(batch)

    return as_task(step, stage, f"{stage} {{batch}}")


@dataclass(frozen=True)
class ClusterConductor(PrefectConductor):
    """Carries the steps out with threads that hand their jobs to a cluster, where each is a Prefect task."""

    def each(self, stage: str, work: Callable[[int], Result], sizes: Sequence[int]) -> list[Result]:
        """Return [work(0), work(1), …]; the first error ends the run."""
        # The flow that the task runs belong to is known by context, which a thread does not inherit.
        context = copy_context()
        results = self.direct.each(stage, lambda n: context.copy().run(work, n), sizes)
        self._note(stage)
        return results
