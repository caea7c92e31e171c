"""Quality of copy families on labelled documents, as they are and damaged, beside articles that are nobody's copies.

python -m benchmarks.families LABELLED [--damage KIND|all] [--negatives FILE ...] [--half 0|1] [--seed N] [--worst N]

LABELLED: a JSON Lines file, or a folder with dev.jsonl, of {"id", "family", "set", "text"}. The stages are those of a
run: parsing as plain text, quotes, fingerprints, candidates by SQL, matches, families. With --damage up to four members
a family are taken, every other one damaged. --negatives: JSON Lines with a text each, every one a family of its own.
--half takes one half of the families, so that what was tuned on the other can be tested. The local stages' tables are
cached in the temporary folder by texts and code.
"""

import argparse
import hashlib
import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import duckdb
import pyarrow as pa
import pyarrow.feather

import flows
from benchmarks.agreement import Agreement, score_labels
from benchmarks.damage import DAMAGES
from flows.base.schemas import local
from flows.base.schemas.corpus import MATCHES
from flows.formats.read import read_records
from flows.formats.records import Record
from flows.pipeline.job import CandidatesConfig
from flows.stages.articles import Parsed, parse_article
from flows.stages.families import assign_families
from flows.stages.fingerprints import extract_fingerprints
from flows.stages.matches import drop_unlike, score_pairs
from flows.stages.quotes import extract_quotes
from flows.store.engine import run_sql

SEED = 11
MEMBERS = 4
_NEGATIVES = "negatives"
# What the cached tables depend on.
_LOCAL_CODE = ("base", "formats", "lexicons", "stages/articles", "stages/quotes", "stages/fingerprints")


class Document(NamedTuple):
    """A labelled document; `family` is its true one."""

    id: str
    family: str
    set: str
    text: str


class Prints(NamedTuple):
    """The local tables of some documents, and the article that each document (by id) became."""

    articles: pa.Table
    quotes: pa.Table
    sentences: pa.Table
    fingerprints: pa.Table
    article_of: dict[str, str]


class Findings(NamedTuple):
    """What the corpus stages say: the compared pairs, and the family of each document."""

    matches: pa.Table
    family_of: dict[str, str]


def read_labelled(place: Path) -> list[Document]:
    """Return the labelled documents of a file or folder."""
    path = place / "dev.jsonl" if place.is_dir() else place
    rows = map(json.loads, filter(str.strip, path.read_text("utf-8").splitlines()))
    return [Document(row["id"], row["family"], row["set"], row["text"]) for row in rows]


def read_negatives(paths: Iterable[Path]) -> list[Document]:
    """Return every text of the files as a document that is its own family; equal texts are one."""
    texts = [
        (f"{path.stem}#{number}", json.loads(line)["text"])
        for path in paths
        for number, line in enumerate(filter(str.strip, path.read_text("utf-8").split("\n")))
    ]
    return [Document(name, f"negative {_digest(text.strip())}", _NEGATIVES, text) for name, text in texts]


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def take_half(documents: Iterable[Document], half: int) -> list[Document]:
    """Return the documents of one half of the families, 0 or 1, halved by a hash of the family's name."""
    return [one for one in documents if int(_digest(one.family), 16) % 2 == half]


def damage_documents(documents: Sequence[Document], kind: str, seed: int) -> list[Document]:
    """Return up to four members of each family, every other one damaged; what is spliced in is of another family."""
    chance = random.Random(f"{seed} {kind}")
    families: dict[str, list[Document]] = {}
    for document in documents:
        families.setdefault(document.family, []).append(document)
    damaged = []
    for members in families.values():
        for number, one in enumerate(chance.sample(members, min(MEMBERS, len(members)))):
            other = chance.choice(documents)
            while other.family == one.family:
                other = chance.choice(documents)
            text = DAMAGES[kind](one.text, other.text, chance) if number % 2 else one.text
            damaged.append(one._replace(text=text))
    return damaged


def _code_version() -> str:
    root = Path(flows.__path__[0])
    found = {file for part in _LOCAL_CODE for place in root.glob(part) for file in (place, *place.rglob("*"))}
    return _digest(*(file.read_text("utf-8") for file in sorted(found) if file.suffix in (".py", ".txt")))


def make_prints(documents: Sequence[Document], cache: Path) -> Prints:
    """Return the local tables of the documents, from the cache where they were made before."""
    folder = cache / _digest(_code_version(), *(one.id + one.text for one in documents))[:24]
    names = ("articles", "quotes", "sentences", "fingerprints", "article_of")
    if not folder.is_dir():
        folder.mkdir(parents=True)
        for name, table in zip(names, _extract(documents), strict=True):
            pyarrow.feather.write_feather(table, str(folder / name), compression="uncompressed")
    tables = {name: pyarrow.feather.read_table(str(folder / name)) for name in names}
    places = tables.pop("article_of").to_pydict()
    return Prints(**tables, article_of=dict(zip(places["id"], places["article_id"], strict=True)))


def _extract(documents: Sequence[Document]) -> tuple[pa.Table, ...]:
    found: dict[str, Parsed] = {}
    places = {}
    for document in documents:
        for record in read_records(document.text.encode("utf-8", "surrogatepass")):
            if isinstance(record, Record) and isinstance(parsed := parse_article(record), Parsed):
                places[document.id] = parsed.article["article_id"]
                found[places[document.id]] = parsed
    articles = local.ARTICLES.of(one.article for one in found.values())
    blocks = local.BLOCKS.of(block for one in found.values() for block in one.blocks)
    quotes, _ = extract_quotes(articles, blocks)
    sentences, keys = extract_fingerprints(articles, blocks, quotes, local.CLAIMS.empty())
    return articles, quotes, sentences, keys, pa.table({"id": list(places), "article_id": list(places.values())})


def join_prints(parts: Sequence[Prints]) -> Prints:
    """Return the tables of several lots of documents together, each article once."""
    seen: set[str] = set()
    lots = []
    for part in parts:
        ids = part.articles["article_id"].to_pylist()
        fresh = pa.array([one for one in ids if one not in seen], pa.string())
        seen.update(ids)
        lots.append([table.filter(pa.compute.is_in(table["article_id"], fresh)) for table in part[:4]])
    tables = (pa.concat_tables(column) for column in zip(*lots, strict=True))
    places = {key: value for part in parts for key, value in part.article_of.items()}
    return Prints(**dict(zip(Prints._fields, tables, strict=False)), article_of=places)


def find_families(prints: Prints) -> Findings:
    """Return what the corpus stages of a run make of the documents, every one standing for itself.

    A run lets one near copy stand for the others: it compares fewer pairs of them, and no others.
    """
    config = CandidatesConfig()
    ids = sorted(prints.articles["article_id"].to_pylist())
    representatives = pa.table({"article_id": ids, "article_no": range(len(ids)), "is_new": [True] * len(ids)})
    with duckdb.connect() as con:
        con.execute("attach ':memory:' as stored")
        con.register("prints", prints.fingerprints)
        con.execute("create table stored.fingerprints as from prints")
        con.execute("create table stored.common_word_pairs (key bigint)")
        limits = {"min_shared": config.min_shared, "min_share": config.min_share, "slice": 0, "slices": 1}
        shared = run_sql(con, "steps/candidate_pairs", {"representatives": representatives}, limits)
        pairs = drop_unlike(shared, run_sql(con, "steps/word_keys", {"pairs": shared}), config.min_words)
    scored = score_pairs(pairs, prints.articles, prints.sentences, prints.quotes)
    matches = scored.append_column("found_by", pa.array(["word_pairs"] * scored.num_rows)).select(MATCHES.names)
    members, _, _ = assign_families(prints.articles, matches, prints.sentences)
    family_of = dict(zip(members["article_id"].to_pylist(), members["family_id"].to_pylist(), strict=True))
    return Findings(matches, {key: family_of[article] for key, article in prints.article_of.items()})


def _line(name: str, score: Agreement) -> str:
    return (
        f"{name:<22} families {score.clusters_true:>4} pairs {score.pairs_true:>5}  "
        f"P {score.precision:.4f} R {score.recall:.4f} F1 {score.f1:.4f} ARI {score.ari:.4f}  "
        f"largest {score.largest} ({score.largest_true})  mixed {score.mixed}\n"
    )


def _quantile(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))] if values else float("nan")


def _margins(documents: Sequence[Document], prints: Prints, found: Findings) -> Iterator[str]:
    """Yield how many true pairs are candidates, and how true and wrong pairs score."""
    family = {prints.article_of[one.id]: one.family for one in documents if one.id in prints.article_of}
    rows = found.matches.select(["article_a", "article_b", "score", "decision"]).to_pylist()
    right = [row for row in rows if family[row["article_a"]] == family[row["article_b"]]]
    wrong = [row for row in rows if family[row["article_a"]] != family[row["article_b"]]]
    sizes = Counter(family.values())
    every = sum(size * (size - 1) // 2 for size in sizes.values())
    kept = sum(row["decision"] == "same_family" for row in right)
    taken = sum(row["decision"] == "same_family" for row in wrong)
    true_scores, wrong_scores = ([row["score"] for row in some] for some in (right, wrong))
    yield f"    pairs of one family: {len(right)} of {every} compared, {kept} matched; "
    yield "scores at 0.1, 1, 5, 50 per cent "
    yield " ".join(f"{_quantile(true_scores, share):.2f}" for share in (0.001, 0.01, 0.05, 0.5)) + "\n"
    yield f"    pairs of two families: {len(wrong)} compared, {taken} matched; "
    yield "scores at 95, 99, 99.9 per cent, highest "
    yield " ".join(f"{_quantile(wrong_scores, share):.2f}" for share in (0.95, 0.99, 0.999, 1.0)) + "\n"


def _worst(documents: Sequence[Document], found: Findings, count: int) -> Iterator[str]:
    mixes: dict[str, Counter[str]] = {}
    parts: dict[str, Counter[str]] = {}
    for one in documents:
        said = found.family_of.get(one.id, one.id)
        mixes.setdefault(said, Counter())[one.family] += 1
        parts.setdefault(one.family, Counter())[said] += 1
    for title, table in (("mixed", mixes), ("split", parts)):
        worst = sorted((counts for counts in table.items() if len(counts[1]) > 1), key=lambda one: -one[1].total())
        yield from (f"    {title} {name}: {dict(counts.most_common(5))}\n" for name, counts in worst[:count])


def measure(folder: Path, kinds: Iterable[str]) -> dict[str, float]:
    """Return precision, F1 and index of pairs by kind of damage, on `folder`/families, with quotes/ as negatives."""
    labelled = read_labelled(folder / "families")
    negatives = read_negatives(folder / "quotes" / f"polnear_{name}.jsonl" for name in ("dev", "tune"))
    measures: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as cache:
        for kind in kinds:
            documents = labelled if kind == "none" else damage_documents(labelled, kind, SEED)
            found = find_families(join_prints([make_prints(some, Path(cache)) for some in (documents, negatives)]))
            score = score_labels({one.id: one.family for one in [*documents, *negatives]}, found.family_of)
            parts = {"precision": score.precision, "f1": score.f1, "ari": score.ari}
            measures |= {f"families {kind} {name}": round(value, 4) for name, value in parts.items()}
    return measures


def main() -> None:
    """Print a line for each kind of damage and each set, and the margins."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("labelled", type=Path)
    parser.add_argument("--damage", choices=["none", "all", *DAMAGES], default="none")
    parser.add_argument("--negatives", type=Path, nargs="*", default=[])
    parser.add_argument("--half", type=int, choices=[0, 1])
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--worst", type=int, default=0)
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "wirecopy-families")
    asked = parser.parse_args()
    labelled = read_labelled(asked.labelled)
    if asked.half is not None:
        labelled = take_half(labelled, asked.half)
    negatives = read_negatives(asked.negatives)
    for kind in ["none", *DAMAGES] if asked.damage == "all" else [asked.damage]:
        begin = time.monotonic()
        documents = labelled if kind == "none" else damage_documents(labelled, kind, asked.seed)
        prints = join_prints([make_prints(some, asked.cache) for some in (documents, negatives) if some])
        found = find_families(prints)
        every = [*documents, *negatives]
        for name in ("all", *sorted({one.set for one in every})):
            truth = {one.id: one.family for one in every if name in ("all", one.set)}
            sys.stdout.write(_line(f"{kind} {name}", score_labels(truth, found.family_of)))
        sys.stdout.writelines(_margins(every, prints, found))
        sys.stdout.writelines(_worst(every, found, asked.worst))
        sys.stdout.write(f"    {time.monotonic() - begin:.0f} seconds\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
