"""The gate before publishing: what collapsed is not published, unless that is meant and said so."""

import json
import shutil
from pathlib import Path

import pytest
from conftest import canonical, run_here, select

from flows.base.errors import CheckFailed
from flows.pipeline.volumes import VolumesConfig
from flows.store.layout import Layout

# Small enough for a folder of a few files.
SMALL = VolumesConfig(fewest_before=8, chance=0.2, fewest_rows=5, fewest_jump=5)
PAGE = (
    "<html><head><title>{head}</title><meta property='og:site_name' content='The Fennick Post'></head><body>"
    "<article><h1>{head}</h1><p>Published 4 May 2031</p><p>The ferry to {place} was late on Monday because of ice in "
    "the lock, and the harbour office closed both piers until noon.</p><p>“We lost {number} hours at {place},” said "
    "Odda Marrin, who runs the ferry.</p><p>The council of {place} will pay for {number} new lamps.</p></article>"
    "</body></html>"
)
PLACES = ("Alder", "Bremm", "Corrin", "Dunvale", "Eskmouth", "Farrow", "Gillhaven", "Hexby", "Inkpen", "Jarrod")


def write(raw: Path, number: int, text: str | None = None) -> None:
    place = PLACES[number % len(PLACES)] + PLACES[number // len(PLACES) % len(PLACES)].lower()
    raw.mkdir(exist_ok=True)
    page = PAGE.format(head=f"Ice stops the {place} ferry", place=place, number=number + 3)
    (raw / f"page-{number:03d}.html").write_text(page if text is None else text)


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    for number in range(10):
        write(tmp_path / "raw", number)
    return tmp_path / "raw"


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    return tmp_path / "warehouse"


def last_row(warehouse: Path) -> dict[str, object]:
    row: dict[str, object] = json.loads(Layout(warehouse).run_log.read_text().splitlines()[-1])
    return row


def test_an_emptied_folder_is_refused_and_one_that_is_back_is_unchanged(raw: Path, warehouse: Path) -> None:
    run_here(raw, warehouse)
    before = canonical(warehouse, warehouse.parent / "before")
    raw.rename(raw.parent / "elsewhere")
    raw.mkdir()
    with pytest.raises(CheckFailed) as refused:
        run_here(raw, warehouse)
    message = str(refused.value)
    assert "files gone: 10 gone now, 10 known before" in message
    assert "page-000.html" in message
    assert "--accept-volumes" in message
    assert last_row(warehouse)["status"] == "failed"
    assert canonical(warehouse, warehouse.parent / "after") == before
    raw.rmdir()
    (raw.parent / "elsewhere").rename(raw)
    assert not run_here(raw, warehouse).is_published


def test_a_folder_emptied_on_purpose_is_published_when_that_is_said_and_the_run_tells(
    raw: Path, warehouse: Path
) -> None:
    run_here(raw, warehouse)
    shutil.rmtree(raw)
    raw.mkdir()
    outcome = run_here(raw, warehouse, accept_volumes=True)
    assert outcome.is_published
    assert select(warehouse, "select distinct status from raw_files") == [("removed",)]
    ((message, warnings, accepts),) = select(
        warehouse, "select message, warnings, config ->> 'accept_volumes' from runs order by run_id desc limit 1"
    )
    assert (message, accepts) == ("published with --accept-volumes", "true")
    assert [str(one).startswith("accepted: files gone") for one in warnings] == [True]  # type: ignore[attr-defined]
    assert not run_here(raw, warehouse).is_published


def test_a_reader_that_finds_nothing_any_more_is_refused_with_the_rejects(raw: Path, warehouse: Path) -> None:
    run_here(raw, warehouse, volumes=SMALL)
    for number in range(10, 20):
        write(raw, number, "\n")
    with pytest.raises(CheckFailed, match=r"files that give an article: 0\.0% \(0 of 10\)") as refused:
        run_here(raw, warehouse, volumes=SMALL)
    assert "page-010.html: empty: " in str(refused.value)
    assert select(warehouse, "select count(*) from articles") == [(10,)]


def test_articles_that_say_much_less_of_themselves_are_refused(raw: Path, warehouse: Path) -> None:
    run_here(raw, warehouse, volumes=SMALL)
    for number in range(10, 20):
        write(raw, number)
        path = raw / f"page-{number:03d}.html"
        path.write_text(path.read_text().replace("og:site_name", "og:other"))
    with pytest.raises(CheckFailed, match=r"articles with outlet: 0\.0%") as refused:
        run_here(raw, warehouse, volumes=SMALL)
    assert "art_" in str(refused.value)


def test_articles_without_quotes_where_the_others_had_some_are_refused(raw: Path, warehouse: Path) -> None:
    run_here(raw, warehouse, volumes=SMALL)
    for number in range(10, 30):
        write(raw, number)
        path = raw / f"page-{number:03d}.html"
        path.write_text(path.read_text().replace("“We lost", "They lost").replace(",” said Odda", ". There was Odda"))
    with pytest.raises(CheckFailed, match=r"quotes per article: 0\.00"):
        run_here(raw, warehouse, volumes=SMALL)


def test_a_table_whose_rows_fall_is_refused(raw: Path, warehouse: Path) -> None:
    run_here(raw, warehouse, volumes=SMALL)
    for number in range(6):
        (raw / f"page-{number:03d}.html").write_bytes(b"")
    with pytest.raises(CheckFailed, match="rows of claim_members"):
        run_here(raw, warehouse, volumes=VolumesConfig(fewest_rows=5, fewest_before=8))


def test_few_files_and_files_that_are_tried_again_trip_nothing(raw: Path, warehouse: Path) -> None:
    run_here(raw, warehouse)
    for number in range(10, 14):
        write(raw, number, "\n")
    (raw / "page-000.html").unlink()
    outcome = run_here(raw, warehouse)
    assert (outcome.is_published, outcome.warnings) == (True, ())


def test_a_jump_is_published_with_a_warning(raw: Path, warehouse: Path) -> None:
    config = VolumesConfig(fewest_jump=5, jump_articles=3.0)
    for number in range(10, 12):
        run_here(raw, warehouse, volumes=config)
        write(raw, number)
    run_here(raw, warehouse, volumes=config)
    for number in range(12, 18):
        write(raw, number)
    outcome = run_here(raw, warehouse, volumes=config)
    assert outcome.warnings == ("new articles: 6 now, 1 in the usual run before, limit 3",)
    rows = select(warehouse, "select warnings from runs order by run_id desc limit 1")
    assert rows == [(list(outcome.warnings),)]
