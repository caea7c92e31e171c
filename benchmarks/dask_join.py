"""The candidate join on a Dask cluster, both ways: the same SQL per slice of articles, or Dask's own join.

python -m benchmarks.dask_join 50000     needs pip install 'dask[dataframe]' beside the extra dask

Two worker processes of one thread each, a fresh pair for each way, over the same Parquet files of (article, key).
Prints seconds, CPU seconds of both workers, the greatest memory of one, and candidates with a checksum of them: both
ways must agree.
"""

import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from distributed import Client, LocalCluster

KEYS = 150
FILES = 16
SLICES = 16
VOCABULARY = 4_000_000
MIN_SHARED = 4
MIN_SHARE = 0.08

Found = tuple[int, int]

# One row: how many pairs of articles, the lesser number in this slice, share enough keys; and a checksum of them.
SLICE_SQL = """
with postings as (select article, key from read_parquet($files)),
arrivals as (select article, key from postings where article % $slices = $slice),
shared as (
    select a.article as a, b.article as b, count(*) as shared
    from arrivals as a inner join postings as b on a.key = b.key
    where a.article < b.article
    group by all
    having shared >= $least
)
select count(*), coalesce(sum((a * 1000003 + b * 31 + shared) % 1000000007), 0) from shared
"""


def write_keys(folder: Path, articles: int) -> list[str]:
    """Write the keys of so many articles, in families of 1 to 20; return the files.

    Popularity falls with rank as 1 / (rank + 20,000): like word pairs, of which the common ones are left out.
    """
    random = np.random.default_rng(7)
    weights = 1.0 / (np.arange(VOCABULARY) + 20_000)
    cumulated = np.cumsum(weights / weights.sum())
    keys = np.searchsorted(cumulated, random.random((articles, KEYS))).astype(np.int64)
    family = np.cumsum(random.random(articles) < 0.4)
    origin = np.searchsorted(family, family)
    copied = random.random((articles, KEYS)) < 0.6
    keys = np.where(copied, keys[origin], keys)
    paths = []
    for number, rows in enumerate(np.array_split(np.arange(articles), FILES)):
        table = pa.table({"article": np.repeat(rows, KEYS), "key": keys[rows].ravel()})
        path = folder / f"keys-{number:02d}.parquet"
        pq.write_table(table.group_by(["article", "key"]).aggregate([]), path)
        paths.append(str(path))
    return paths


def find_in_slice(files: list[str], number: int) -> Found:
    """Return the count and checksum of the candidates whose lesser article is in this slice."""
    given = {"files": files, "slices": SLICES, "slice": number, "least": max(MIN_SHARED, MIN_SHARE * KEYS)}
    with duckdb.connect(config={"threads": 1}) as con:
        con.execute("set enable_progress_bar = false")
        count, checksum = con.execute(SLICE_SQL, given).fetchall()[0]
    return int(count), int(checksum)


def by_sql(client: Client, files: list[str]) -> Found:
    """Run the SQL once a slice, each in a Dask task."""
    futures = client.map(find_in_slice, [files] * SLICES, range(SLICES), pure=False)
    found: list[Found] = client.gather(futures)  # type: ignore[no-untyped-call]
    return sum(count for count, _ in found), sum(checksum for _, checksum in found)


def by_dask(client: Client, files: list[str]) -> Found:
    """Run Dask's own merge on the keys and its own group by."""
    import dask.dataframe as dd

    keys = dd.read_parquet(files)
    pairs = keys.merge(keys, on="key", suffixes=("_a", "_b"))
    pairs = pairs[pairs.article_a < pairs.article_b]
    shared = pairs.groupby(["article_a", "article_b"]).size(split_out=FILES)
    rows = shared[shared >= max(MIN_SHARED, MIN_SHARE * KEYS)].compute().reset_index(name="shared")
    checksum = ((rows.article_a * 1000003 + rows.article_b * 31 + rows["shared"]) % 1000000007).sum()
    return len(rows), int(checksum)


def used() -> tuple[float, int]:
    """Return the CPU seconds that this process has taken and its greatest resident memory in MiB."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss >> 10


def measure(name: str, way: Callable[[Client, list[str]], Found], files: list[str]) -> None:
    """Print what a way takes and finds."""
    own = {"n_workers": 2, "threads_per_worker": 1, "memory_limit": "6GB", "dashboard_address": ":0"}
    with LocalCluster(**own) as cluster, Client(cluster) as client:  # type: ignore[no-untyped-call]
        before = sum(cpu for cpu, _ in client.run(used).values())
        begin = time.perf_counter()
        count, checksum = way(client, files)
        seconds = time.perf_counter() - begin
        after = client.run(used).values()
    cpu, peak = sum(cpu for cpu, _ in after) - before, max(peak for _, peak in after)
    sys.stdout.write(f"{name:12} {seconds:7.1f} s {cpu:7.1f} CPU-s {peak:6} MiB {count:10,} candidates {checksum}\n")


def main() -> None:
    """Measure both ways on so many articles."""
    articles = int(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        files = write_keys(Path(folder), articles)
        joined = "select count(*) from read_parquet($f) as a inner join read_parquet($f) as b using (key)"
        rows = duckdb.execute(joined, {"f": files}).fetchall()[0][0]
        sys.stdout.write(f"{articles:,} articles, {rows:,} rows before grouping\n")
        measure("SQL slices", by_sql, files)
        measure("Dask", by_dask, files)


if __name__ == "__main__":
    main()
