"""How a step or a job becomes a Prefect task. Importing this imports Prefect."""

from collections.abc import Callable
from typing import Any, TypeVar

from prefect import Task
from prefect.cache_policies import NO_CACHE

Given = TypeVar("Given")
Result = TypeVar("Result")


def as_task(function: Callable[[Given], Result], name: str, run_name: str | None = None) -> Task[[Given], Result]:
    """Return a task that is tried again when the disk or the network fails, and never cached: the warehouse is."""
    return Task(
        fn=function,
        name=name,
        task_run_name=run_name,
        cache_policy=NO_CACHE,
        retries=2,
        retry_delay_seconds=2,
        retry_condition_fn=_is_passing_fault,
        persist_result=False,
    )


def _is_passing_fault(task: Any, run: Any, state: Any) -> bool:  # noqa: ANN401
    return isinstance(state.result(raise_on_failure=False), OSError)
