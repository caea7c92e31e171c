"""Copy families from end to end on a generated corpus, in two worker processes: speed, memory and agreement.

python -m benchmarks.scale [--wire COPIES] [--furnished SHARE] [--seed SEED] [ARTICLES ...]

Parsed articles lie ready; the clock starts with their fingerprints and stops when families and segments are written,
through the very functions of a run. Beside it rensa does what its README shows on the same texts in the same run, where
it is installed: word 5-grams made by the caller, MinHash, LSH, a flag for each article.
"""

import argparse
import importlib
import multiprocessing
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import pyarrow as pa

from benchmarks.agreement import Agreement, score_clusters
from benchmarks.planted import Plan, Planted, generate
from benchmarks.processes import PeakMemory, Took, measured
from flows.base.ids import article_id, bytes_sha256
from flows.base.schemas.local import ARTICLES, BLOCKS
from flows.base.text import lines
from flows.pipeline.corpus import form_families, settle_families
from flows.pipeline.draft import Draft, find_touched, ids
from flows.pipeline.extract_jobs import extract_fingerprints_job
from flows.pipeline.job import DirectConductor, Job, Run
from flows.pipeline.matching import match_articles
from flows.pipeline.progress import NoWatch
from flows.store.engine import open_stored
from flows.store.journal import Journal
from flows.store.layout import Layout
from flows.store.lock import Held
from flows.store.manifests import EMPTY
from flows.store.parts import Part, write_part
from flows.store.workers import LocalWorkers, WorkerLimits

WORKERS = 2
# As many as the run itself puts into a lot.
LOT = 2_000
Result = TypeVar("Result")
Parts = dict[str, list[Part]]


@dataclass
class Clock:
    """A conductor that notes what each stage takes."""

    conductor: DirectConductor = field(default_factory=lambda: DirectConductor(WORKERS, NoWatch()))
    took: dict[str, Took] = field(default_factory=dict)

    def each(self, stage: str, work: Callable[[int], Result], sizes: Sequence[int]) -> list[Result]:
        """Return what the conductor makes of it, and note the time."""
        return self._timed(stage, lambda: self.conductor.each(stage, work, sizes))

    def once(self, stage: str, work: Callable[[], Result]) -> Result:
        """Return what the conductor makes of it, and note the time."""
        return self._timed(stage, lambda: self.conductor.once(stage, work))

    def rest(self, stage: str, work: Callable[[], Result]) -> Result:
        """Return work(), and note as this stage what the stages inside it leave."""
        before = dict(self.took)
        took, result = measured(work)
        inside = [self.took[name] for name in self.took if name not in before]
        wall, cpu = sum(one.wall for one in inside), sum(one.cpu for one in inside)
        self.took[stage] = Took(took.wall - wall, took.cpu - cpu)
        return result

    def _timed(self, stage: str, work: Callable[[], Result]) -> Result:
        took, result = measured(work)
        before = self.took.get(stage, Took(0.0, 0.0))
        self.took[stage] = Took(before.wall + took.wall, before.cpu + took.cpu)
        return result


class Truth(NamedTuple):
    """What is known of an article: its family, and how it was made."""

    family: int
    kind: str


class Found(NamedTuple):
    """The family of each article, and how many pairs were compared, by what they were found by."""

    families: dict[str, str]
    pairs: dict[str, int]


class Measure(NamedTuple):
    """What a size gave: seconds by stage, all together, mebibytes, agreement; rensa's time if it is installed.

    `joined` says for each kind of copy which share of them stands in the family of its original.
    """

    articles: int
    pairs: dict[str, int]
    stages: dict[str, Took]
    total: Took
    megabytes: float
    agreement: Agreement
    joined: dict[str, float]
    rensa: Took | None


def _id_of(article: Planted) -> str:
    # Copies may be alike to the letter; as records of a feed they differ by their number.
    return article_id(_sha256(article))


def _sha256(article: Planted) -> str:
    return bytes_sha256(f"{article.number}\n{article.text}".encode())


def _column(column: pa.Field, values: dict[str, list[Any]], count: int) -> pa.Array:
    """Return the values of a column, or so many times what a column that is never null holds for nothing."""
    empty: Any = None
    if not column.nullable:
        kind = column.type
        empty = "" if pa.types.is_string(kind) else [] if pa.types.is_list(kind) else False
        empty = 0 if pa.types.is_integer(kind) else empty
    return pa.array(values.get(column.name, [empty] * count), type=column.type)


def make_tables(articles: Sequence[Planted]) -> tuple[pa.Table, pa.Table]:
    """Return the tables articles and blocks as parsing leaves them: a headline, and each further line a paragraph."""
    values: dict[str, list[Any]] = {
        "article_id": [_id_of(article) for article in articles],
        "raw_sha256": [_sha256(article) for article in articles],
        "text": [article.text for article in articles],
        "headline": [article.text.partition("\n")[0] for article in articles],
        "outlet": [article.outlet for article in articles],
        "published_on": [article.published_on for article in articles],
        "language": ["en"] * len(articles),
        "word_count": [len(article.text.split()) for article in articles],
    }
    schema = ARTICLES.arrow
    rows = pa.table([_column(column, values, len(articles)) for column in schema], schema=schema)
    blocks = [
        (key, number, "paragraph" if number else "headline", *span)
        for key, article in zip(values["article_id"], articles, strict=True)
        for number, span in enumerate(lines(article.text))
    ]
    columns = zip(*blocks, strict=True)
    arrays = [pa.array(column, type=one.type) for column, one in zip(columns, BLOCKS.arrow, strict=True)]
    return rows, pa.table(arrays, schema=BLOCKS.arrow)


def _lots(articles: Iterable[Planted]) -> Iterator[list[Planted]]:
    return (list(lot) for _, lot in groupby(articles, lambda article: article.number // LOT))


def write_corpus(layout: Layout, plan: Plan) -> tuple[list[Parts], dict[str, Truth]]:
    """Write the articles as parsing would, and return the parts of each lot and what is known of each article."""
    lots: list[Parts] = []
    truth: dict[str, Truth] = {}
    for number, lot in enumerate(_lots(generate(plan))):
        tables = dict(zip(("articles", "blocks"), make_tables(lot), strict=True))
        lots.append({name: write_part(layout, name, rows, f"lot-{number:05d}") for name, rows in tables.items()})
        truth |= {_id_of(article): Truth(article.family, article.kind) for article in lot}
    return lots, truth


def find_families(run: Run, lots: list[Parts], articles: Iterable[str], clock: Clock) -> Found:
    """Return what the steps of a run find in everything at once."""

    def fingerprint(number: int) -> Parts:
        made: Parts = run.workers.call(extract_fingerprints_job, run.layout, f"lot-{number:05d}", lots[number])
        return {**lots[number], **made}

    made = clock.each("fingerprints", fingerprint, [LOT] * len(lots))
    manifest = run.base
    for number, parts in enumerate(made):
        manifest = manifest.adding_lot(f"lot-{number:05d}", parts)
    everything = ids(articles)

    def settle() -> Found:
        with closing(open_stored(run.layout, manifest)) as con:
            touched = find_touched(everything["article_id"].to_pylist(), [], everything)
            matched, touched = match_articles(Draft(run, con, manifest), touched, clock)
            formed = form_families(matched, touched, clock)
            clock.once("storing families", lambda: settle_families(matched, touched, formed))
            families = con.sql("select article_id, family_id from stored.family_members").fetchall()
            pairs = con.sql(
                "select found_by, count(*) from stored.matches group by found_by order by found_by"
            ).fetchall()
            return Found(dict(families), dict(pairs))

    return clock.rest("reading, storing", settle)


def open_run(folder: Path, workers: LocalWorkers) -> Run:
    """Return a run over an empty warehouse in the folder."""
    layout = Layout(folder)
    layout.make_folders()
    job = Job(folder / "raw", folder, workers=workers.limits)
    journal = Journal(layout, EMPTY.run_id)
    journal.open()
    return Run(job, "run-000001", "run-000001", layout, EMPTY, workers, journal, Held(lambda: None))


def score_families(truth: dict[str, Truth], families: dict[str, str]) -> tuple[Agreement, dict[str, float]]:
    """Return the agreement, and for each kind of copy the share that stands with its original."""
    articles = sorted(truth)
    agreement = score_clusters([truth[key].family for key in articles], [families.get(key, key) for key in articles])
    original = {truth[key].family: families.get(key, key) for key in articles if truth[key].kind == "original"}
    total = Counter(truth[key].kind for key in articles)
    joined = Counter(truth[key].kind for key in articles if families.get(key, key) == original[truth[key].family])
    return agreement, {kind: joined[kind] / total[kind] for kind in sorted(total) if kind != "original"}


def run_rensa(texts: Iterable[str]) -> Took | None:
    """Return what rensa takes for the texts: word 5-grams, signatures, a flag for each; null where it is missing."""
    try:
        rensa = importlib.import_module("rensa")
    except ImportError:
        return None

    def shingles(text: str) -> list[str]:
        words = text.lower().split()
        return [" ".join(words[start : start + 5]) for start in range(max(1, len(words) - 4))]

    def flag() -> list[bool]:
        matrix = rensa.RMinHash.digest_matrix_from_token_sets([shingles(text) for text in held], num_perm=128, seed=42)
        index = rensa.RMinHashLSH(threshold=0.8, num_perm=128, num_bands=8)
        flags: list[bool] = index.query_duplicate_flags_matrix_one_shot(matrix)
        return flags

    held = list(texts)
    took, _ = measured(flag)
    return took


def measure(plan: Plan) -> Measure:
    """Return what the plan takes, from fingerprints to families."""
    with tempfile.TemporaryDirectory() as place:
        limits = WorkerLimits(count=WORKERS)
        with LocalWorkers(limits, ["flows.pipeline.extract_jobs", "flows.pipeline.corpus_jobs"]) as workers:
            run = open_run(Path(place), workers)
            lots, truth = write_corpus(run.layout, plan)
            clock = Clock()
            with PeakMemory() as peak:
                total, found = measured(lambda: find_families(run, lots, truth, clock))
        rensa = run_rensa(article.text for article in generate(plan))
    scores = score_families(truth, found.families)
    return Measure(plan.count, found.pairs, clock.took, total, peak.megabytes, *scores, rensa)


def _lines(found: Measure) -> Iterator[str]:
    """Yield what was measured as lines to read."""
    count, all_, agreement = found.articles, found.total, found.agreement
    yield (
        f"{count:>9,} articles  {count / all_.wall:>6,.0f} /s  {count / all_.cpu:>6,.0f} /CPU-s  "
        f"{found.megabytes:>7,.0f} MB  P {agreement.precision:.4f}  R {agreement.recall:.4f}  "
        f"ARI {agreement.ari:.4f}  largest {agreement.largest:,}"
    )
    for stage, took in found.stages.items():
        rate = f"{count / took.wall:>10,.0f} articles/s" if took.wall > 0.005 else ""
        yield f"          {stage:<18} {took.wall:>8.1f} s {took.cpu:>8.1f} CPU-s {rate}"
    if found.rensa:
        ratio, cpu_ratio = found.rensa.wall / all_.wall, found.rensa.cpu / all_.cpu
        yield (
            f"          rensa              {found.rensa.wall:>8.1f} s {found.rensa.cpu:>8.1f} CPU-s "
            f"{count / found.rensa.wall:>10,.0f} articles/s; ours {ratio:.3f} of its speed, {cpu_ratio:.3f} by CPU-s"
        )
    yield "          pairs compared: " + ", ".join(f"{pairs:,} by {name}" for name, pairs in found.pairs.items())
    yield "          joined of " + ", ".join(f"{kind} {share:.3f}" for kind, share in found.joined.items())


def main() -> None:
    """Print a few lines for each size; each is measured in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=int, nargs="*", default=[10_000])
    parser.add_argument("--wire", type=int, default=0, metavar="COPIES", help="one more story with so many copies")
    parser.add_argument("--furnished", type=float, default=Plan.furnished, metavar="SHARE", help="with outlets' lines")
    parser.add_argument("--seed", type=int, default=Plan.seed)
    asked = parser.parse_args()
    for count in asked.articles:
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
            found = pool.submit(measure, Plan(count, asked.seed, asked.wire, furnished=asked.furnished)).result()
        sys.stdout.writelines(f"{line}\n" for line in _lines(found))
        sys.stdout.flush()


if __name__ == "__main__":
    main()
