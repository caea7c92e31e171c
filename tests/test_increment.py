"""Publishing what changed: a version made from the one before has the very rows of one made from the parts alone."""

import re
import shutil
from contextlib import closing
from pathlib import Path
from random import Random

import pyarrow as pa
import pytest
from conftest import run_direct

from benchmarks.planted import Plan, generate
from flows import pipeline
from flows.base.schemas.ledger import RUNS
from flows.base.schemas.published import PUBLISHED_TABLES
from flows.store import publish
from flows.store.engine import STORED_VIEWS, Connection, open_published, open_stored, sql_names, sql_text
from flows.store.increment import NEARBY, PLAIN, TOUCHED, Step, find_changes
from flows.store.layout import Layout
from flows.store.manifests import Manifest, current_manifest
from flows.store.parts import STORED, read_parts, write_part
from flows.store.publish import PublishConfig, build_version, export_canonical

ALWAYS = PublishConfig(least_rows=0, most_changed=100, most_room=100)
_STORED = re.compile(r"\bstored\.(\w+)")


def rows_of(database: Path, folder: Path) -> dict[str, bytes]:
    with open_published(database) as con:
        export_canonical(con, folder)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


class Compared:
    """Builds each version twice, from the one before and from the parts alone, and holds their rows together."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.bases: list[str | None] = []

    def build(self, con: Connection, layout: Layout, run_id: str, run_log: pa.Table, step: Step) -> None:
        with closing(open_stored(layout, step.after)) as anew:
            publish._write_tables(anew, self.folder / f"{run_id}.duckdb", run_log)
        build_version(con, layout, run_id, run_log, step, ALWAYS)
        wanted = rows_of(self.folder / f"{run_id}.duckdb", self.folder / f"{run_id}-anew")
        found = rows_of(layout.database(run_id), self.folder / f"{run_id}-increment")
        assert [name for name in wanted if wanted[name] != found[name]] == []


@pytest.fixture
def compared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Compared:
    """A pipeline that compares each version; how often one was made from another is counted."""
    (tmp_path / "compared").mkdir()
    compared = Compared(tmp_path / "compared")
    monkeypatch.setattr(pipeline, "build_version", compared.build)
    find = publish._find_basis

    def noting(*arguments: object) -> str | None:
        compared.bases.append(find(*arguments))  # type: ignore[arg-type]
        return compared.bases[-1]

    monkeypatch.setattr(publish, "_find_basis", noting)
    return compared


def act(rng: Random, raw: Path, texts: list[str], decided: list[str]) -> None:
    """Add, change, remove or repeat files, or add or withdraw a judgement: what a day brings."""
    files = sorted(path for path in raw.iterdir() if path.suffix == ".txt")
    for _ in range(rng.randint(1, 3)):
        (raw / f"{rng.randrange(10**9)}.txt").write_text(rng.choice(texts), encoding="utf-8")
    if files and rng.random() < 0.5:
        path = rng.choice(files)
        path.write_text(path.read_text("utf-8") + "\nThe mayor said that 312 boats were lost.\n", encoding="utf-8")
    if files and rng.random() < 0.3:
        rng.choice(files).unlink()
    if len(files) > 1 and rng.random() < 0.6:
        left, right = rng.sample(files, 2)
        kind = rng.choice(["same_family", "not_same_family", "withdrawn"])
        other = "" if kind == "withdrawn" else right.name
        decided.append(f"{kind},{left.name},{other},A. Reader,2024-05-01,")
    elif decided and rng.random() < 0.5:
        decided.pop()
    header = "kind,left,right,author,decided_on,note"
    (raw.parent / "judgements.csv").write_text("\n".join([header, *decided]) + "\n", encoding="utf-8")


@pytest.mark.parametrize("seed", [1, 2])
def test_after_any_history_a_version_made_from_the_one_before_has_the_rows_of_one_made_anew(
    tmp_path: Path, compared: Compared, seed: int
) -> None:
    rng, decided = Random(seed), list[str]()
    texts = [article.text for article in generate(Plan(24, seed, copies=0.6))]
    raw = tmp_path / "raw"
    raw.mkdir()
    for _ in range(4):
        act(rng, raw, texts, decided)
        run_direct(raw, tmp_path / "warehouse")
    assert compared.bases[0] is None
    assert all(basis is not None for basis in compared.bases[1:])
    assert len(compared.bases) == 4
    assert not list((tmp_path / "warehouse" / "versions").glob(".building*"))


def test_a_published_file_that_somebody_changed_is_no_basis(tmp_path: Path, compared: Compared) -> None:
    raw, layout = tmp_path / "raw", Layout(tmp_path / "warehouse")
    raw.mkdir()
    (raw / "one.txt").write_text("Pier closed\n\nThe pier closed on Monday, the mayor said.\n", encoding="utf-8")
    run_direct(raw, layout.root)
    published = layout.database_link.resolve()
    published.chmod(0o644)
    published.write_bytes(published.read_bytes() + b"more")
    (raw / "two.txt").write_text("Road open\n\nThe road opened on Friday, the mayor said.\n", encoding="utf-8")
    run_direct(raw, layout.root)
    assert compared.bases == [None, None]


def test_whatever_a_published_table_is_made_of_is_laid_aside() -> None:
    names = [f"schema/{table.name}" for table in PUBLISHED_TABLES] + [f"steps/{view}" for view in STORED_VIEWS]
    read = {name for text in names for name in _STORED.findall(sql_text(text))} - set(STORED_VIEWS)
    assert read == {*NEARBY, *PLAIN}
    assert sql_names("nearby") == sorted(NEARBY)
    assert sql_names("touched") == sorted({*TOUCHED, "links"})


def altered(layout: Layout, manifest: Manifest, table: str, rng: Random) -> Manifest:
    """Return the manifest with a fifth of the rows of a stored table gone, and in another fifth the values mixed up."""
    schema = STORED[table]
    rows = read_parts(layout, table, manifest.parts.get(table, ())).to_pylist()
    rng.shuffle(rows)
    share = -(-len(rows) // 5)
    mixed, kept = rows[share : 2 * share], rows[share:]
    for name in schema.names:
        if name not in schema.key:
            values = [row[name] for row in mixed]
            rng.shuffle(values)
            for row, value in zip(mixed, values, strict=True):
                row[name] = value
    parts = write_part(
        layout, table, schema.of(sorted(kept, key=lambda row: [row[key] for key in schema.key])), "mixed"
    )
    return manifest.replacing(table, parts)


@pytest.mark.parametrize("table", [*NEARBY, "matches"])
def test_whatever_changes_in_a_stored_table_all_published_rows_that_hang_on_it_change(
    tmp_path: Path, sample_warehouse: Path, table: str
) -> None:
    layout = Layout(tmp_path / "warehouse")
    shutil.copytree(sample_warehouse, layout.root, symlinks=True)
    before = current_manifest(layout)
    after = altered(layout, before, table, Random(table))
    target, anew = tmp_path / "increment.duckdb", tmp_path / "anew.duckdb"
    with closing(open_stored(layout, after)) as con:
        publish._write_tables(con, anew, RUNS.empty())
    with closing(open_stored(layout, after)) as con:
        find_changes(con, layout, Step(before, after))
        shutil.copyfile(layout.database(before.run_id), target)
        publish._write_changes(con, target, RUNS.empty())
    wanted, found = rows_of(anew, tmp_path / "a"), rows_of(target, tmp_path / "b")
    assert [name for name in wanted if wanted[name] != found[name]] == []
