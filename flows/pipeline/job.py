"""What a run is asked to do, what it works with, and who carries its steps out."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple, Protocol, TypeVar

from flows.formats.limits import ReadLimits
from flows.pipeline.rejects import Retry
from flows.pipeline.volumes import VolumesConfig
from flows.stages.families import FamiliesConfig
from flows.stages.groups import GroupsConfig
from flows.stages.matches import MatchesConfig
from flows.stages.utterances import UtterancesConfig
from flows.store.journal import Journal
from flows.store.layout import Layout
from flows.store.lock import Held
from flows.store.manifests import Manifest
from flows.store.settings import Settings
from flows.store.versions import VERSIONS_KEPT
from flows.store.workers import LocalWorkers, WorkerLimits, Workers

Result = TypeVar("Result")


@dataclass(frozen=True)
class CandidatesConfig:
    """What is compared at all.

    Two articles: word pairs in common, and their share of those of the lesser side; the share of their content words in
    common of those of the lesser side and of both together, added up. Two articles in two languages: numbers with a
    name or number near them in common, and their share of those of the lesser side. `near_share`: so much of the word
    pairs of both together have two articles in common that one stands for the other. From `large_corpus` articles on, a
    pair of words that stands in more than `most_articles` makes no candidates. Two claims: threes of names, numbers and
    other concepts in common; of all claims that have such a three the first `claim_hubs` are held against the others.
    """

    min_shared: int = 3
    min_share: float = 0.06
    min_words: float = 0.5
    anchor_keys: int = 3
    anchor_share: float = 0.06
    near_share: float = 0.6
    large_corpus: int = 2_000
    most_articles: int = 100
    claim_keys: int = 1
    claim_hubs: int = 20


@dataclass(frozen=True)
class Job:
    """What the user asked for: RAW into a warehouse, with limits. A batch has at most these many files and bytes.

    `judgements` is the file with the analysts' decisions; null means judgements.csv beside RAW, if there is one.
    `redo` names the stages that are done over for every article, or says outdated: see pipeline/redoing.py.
    `is_repair`: check every stored byte first, and mend what is damaged. `retry` says which rejected files are read
    again though they did not change. With `accept_volumes` a collapse is published. Of the published versions the last
    `keep` are kept. `settings` is what a wirecopy.toml says. `has_report`: whoever carries the job out has a report
    written after it.
    """

    raw: Path
    warehouse: Path
    judgements: Path | None = None
    batch_files: int = 500
    batch_bytes: int = 64 << 20
    pairs_per_batch: int = 5_000
    articles_per_batch: int = 10_000
    seconds_per_file: float = 60.0
    read: ReadLimits = field(default_factory=ReadLimits)
    workers: WorkerLimits = field(default_factory=WorkerLimits)
    candidates: CandidatesConfig = field(default_factory=CandidatesConfig)
    matches: MatchesConfig = field(default_factory=MatchesConfig)
    families: FamiliesConfig = field(default_factory=FamiliesConfig)
    utterances: UtterancesConfig = field(default_factory=UtterancesConfig)
    groups: GroupsConfig = field(default_factory=GroupsConfig)
    redo: tuple[str, ...] = ()
    is_repair: bool = False
    retry: Retry | None = None
    volumes: VolumesConfig = field(default_factory=VolumesConfig)
    accept_volumes: bool = False
    keep: int = VERSIONS_KEPT
    settings: Settings = field(default_factory=Settings)
    has_report: bool = True


class Redo(NamedTuple):
    """The stages that are done over for every article, what depends on them among them.

    `lots` names lots of which more is: the first stage to be done over for each.
    """

    stages: frozenset[str] = frozenset()
    lots: Mapping[str, str] = {}

    def __bool__(self) -> bool:
        return bool(self.stages or self.lots)


class Run(NamedTuple):
    """A run under way: it holds the warehouse. `base` is what stands committed, mended or upgraded if need be.

    `redo` is what is done over, `journal` what earlier attempts at this run have done, `mended` says what was damaged.
    `mark` begins the name of every part: the run id, and a token that no earlier attempt at this run has.
    """

    job: Job
    run_id: str
    mark: str
    layout: Layout
    base: Manifest
    workers: Workers
    journal: Journal
    held: Held
    redo: Redo = Redo()
    mended: tuple[str, ...] = ()

    @property
    def is_due(self) -> bool:
        """Tell whether there is work even if no raw file is news."""
        return bool(self.redo) or self.job.is_repair


# Opens the workers of a job for as long as it holds the warehouse at the layout.
OpenWorkers = Callable[[Job, Layout], AbstractContextManager[Workers]]
# What a worker process is forked with: most of a short job's time would go into these imports.
PRELOADED = ("flows.pipeline.parse_job", "flows.pipeline.extract_jobs", "flows.pipeline.corpus_jobs")


def open_local_workers(job: Job, layout: Layout) -> AbstractContextManager[Workers]:
    """Return as many worker processes on this machine as the job allows."""
    return LocalWorkers(job.workers, PRELOADED)


class Conductor(Protocol):
    """Carries out the steps of a run: plainly, or as Prefect tasks."""

    def each(self, stage: str, work: Callable[[int], Result], sizes: Sequence[int]) -> list[Result]:
        """Return [work(0), work(1), …], done in any order; a size says how many items that batch has."""

    def once(self, stage: str, work: Callable[[], Result]) -> Result:
        """Return work()."""


class Watch(Protocol):
    """Whoever wants to see how a run goes on."""

    def show(self, stage: str, done: int, total: int) -> None:
        """Take note that so many items of a stage are done."""


@dataclass(frozen=True)
class DirectConductor:
    """Carries the steps out with threads that hand their work to the worker processes."""

    threads: int
    watch: Watch

    def each(self, stage: str, work: Callable[[int], Result], sizes: Sequence[int]) -> list[Result]:
        """Return [work(0), work(1), …]; the first error ends the run."""
        self.watch.show(stage, 0, sum(sizes))
        results: list[Result] = []
        with ThreadPoolExecutor(self.threads) as pool:
            for number, result in enumerate(pool.map(work, range(len(sizes)))):
                results.append(result)
                self.watch.show(stage, sum(sizes[: number + 1]), sum(sizes))
        return results

    def once(self, stage: str, work: Callable[[], Result]) -> Result:
        """Return work()."""
        self.watch.show(stage, 0, 1)
        result = work()
        self.watch.show(stage, 1, 1)
        return result


def make_job(  # noqa: PLR0913
    raw: Path,
    warehouse: Path,
    batch_files: int,
    workers: int | None,
    judgements: Path | None = None,
    redo: Iterable[str] = (),
    *,
    is_repair: bool = False,
    accept_volumes: bool = False,
    settings: Settings | None = None,
) -> Job:
    """Return the job that a caller asks for in these words, its paths made absolute."""
    limits = WorkerLimits() if workers is None else WorkerLimits(count=workers)
    decided = judgements.absolute() if judgements else None
    job = Job(
        raw.absolute(),
        warehouse.absolute(),
        decided,
        batch_files=batch_files,
        workers=limits,
        redo=tuple(redo),
        is_repair=is_repair,
        accept_volumes=accept_volumes,
    )
    return job if settings is None else _configured(job, settings)


def _configured(job: Job, settings: Settings) -> Job:
    """Return the job with the settings, and with the thresholds and limits among them that they name."""
    scores = {name: getattr(settings, name) for name in ("threshold", "short_threshold") if getattr(settings, name)}
    families = FamiliesConfig(settings.least_average) if settings.least_average else job.families
    limits = job.workers
    if settings.worker_memory_gib:
        limits = replace(limits, memory_bytes=settings.worker_memory_gib << 30)
    return replace(job, settings=settings, matches=replace(job.matches, **scores), families=families, workers=limits)
