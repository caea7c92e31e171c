"""A warehouse of every schema ever released opens: an older one is upgraded by the next run, a newer one refused.

Each lies in tests/fixtures/warehouses as the wirecopy of its time made it from the raw files beside it.
"""

import json
import shutil
import tarfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import canonical, run_here, select

from flows.base.errors import UserError
from flows.desk.cli import cli
from flows.store import manifests
from flows.store.layout import Layout
from flows.store.manifests import OLDEST_VERSION, SCHEMA_VERSION, current_manifest

WAREHOUSES = Path(__file__).parent / "fixtures" / "warehouses"
VERSIONS = range(OLDEST_VERSION, SCHEMA_VERSION + 1)


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    return Path(shutil.copytree(WAREHOUSES / "raw", tmp_path / "raw"))


def unpacked(version: int, folder: Path) -> Path:
    with tarfile.open(WAREHOUSES / f"schema-{version}.tar.xz") as archive:
        archive.extractall(folder, filter="data")
    return folder / f"v{version}"


@pytest.mark.parametrize("version", VERSIONS)
def test_a_warehouse_of_each_schema_can_be_read_and_is_upgraded_by_a_run(
    raw: Path, tmp_path: Path, version: int
) -> None:
    warehouse = unpacked(version, tmp_path)
    assert select(warehouse, "select count(*) from articles") == [(2,)]
    outcome = run_here(raw, warehouse)
    assert outcome.is_published == (version < SCHEMA_VERSION)
    assert current_manifest(Layout(warehouse)).schema_version == SCHEMA_VERSION
    run_here(raw, warehouse, redo=("outdated",))
    run_here(raw, tmp_path / "fresh")
    assert canonical(warehouse, tmp_path / "a") == canonical(tmp_path / "fresh", tmp_path / "b")
    assert not run_here(raw, warehouse).is_published


@pytest.mark.parametrize("version", VERSIONS)
def test_the_desk_reads_a_warehouse_of_each_schema_as_it_stands(version: int, tmp_path: Path) -> None:
    warehouse = unpacked(version, tmp_path)
    for line in (
        "status",
        "runs",
        "trace run-000001",
        "ask corroboration",
        f"report --output {tmp_path / 'page.html'}",
    ):
        done = CliRunner().invoke(cli, [*line.split(), "--warehouse", str(warehouse)])
        assert done.exit_code == 0, f"{line}: {done.output}{done.exception!r}"
    assert current_manifest(Layout(warehouse)).schema_version == version


def test_what_is_outdated_is_done_over_with_the_upgrade_where_it_is_asked_for(raw: Path, tmp_path: Path) -> None:
    warehouse = unpacked(OLDEST_VERSION, tmp_path)
    run_here(raw, warehouse, redo=("outdated",))
    run_here(raw, tmp_path / "fresh")
    assert canonical(warehouse, tmp_path / "a") == canonical(tmp_path / "fresh", tmp_path / "b")


def test_an_upgrade_needs_no_raw_file_but_those_that_are_there(raw: Path, tmp_path: Path) -> None:
    warehouse = unpacked(OLDEST_VERSION, tmp_path)
    before = select(warehouse, "select text from articles order by article_id")
    shutil.rmtree(raw)
    raw.mkdir()
    run_here(raw, warehouse)
    assert select(warehouse, "select text from articles order by article_id") == before
    assert select(warehouse, "select count(*) > 0 from quotes where article_id in (select article_id from articles)")


@pytest.mark.parametrize("version", [OLDEST_VERSION - 1, SCHEMA_VERSION + 1])
def test_a_schema_that_is_not_known_is_refused_with_the_reason_and_stays_readable(
    raw: Path, tmp_path: Path, version: int
) -> None:
    warehouse = unpacked(OLDEST_VERSION, tmp_path)
    (path,) = Layout(warehouse).manifests.glob("*.json")
    content = {**json.loads(path.read_text()), "schema_version": version}
    path.write_text(json.dumps({**content, "sha256": manifests._content_hash(content)}))
    with pytest.raises(UserError, match=f"schema version {version}"):
        run_here(raw, warehouse)
    assert select(warehouse, "select count(*) from articles") == [(2,)]
