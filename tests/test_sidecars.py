"""metadata.csv: what a list beside the files says fills what they leave open, and every row of it is accounted for."""

import unicodedata
from pathlib import Path

import pytest
from conftest import canonical, run_direct, select

HEADER = "path,outlet,published_on,url,byline,credit_line\n"
ROW = "quay.txt,Kaldvik Courier,2024-03-14,https://courier.example/quay,Ilse Brandvold,Report by Norlund Agency\n"
BODY = (
    "The quay at Kaldvik stays shut, the harbour master said on Monday.\n\n"
    "“We will not open it before the cranes have been checked,” Tomas Rehnquist told the council.\n\n"
    "Last week 14 ships were sent to other ports.\n"
)
DATED = f"12 February 2024\n\n{BODY}"


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    folder = tmp_path / "raw"
    folder.mkdir()
    (folder / "quay.txt").write_text(BODY)
    return folder


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    return tmp_path / "warehouse"


def test_a_row_fills_what_the_text_leaves_open_with_its_evidence(raw: Path, warehouse: Path) -> None:
    (raw / "metadata.csv").write_text(HEADER + ROW)
    run_direct(raw, warehouse)
    columns = "outlet, published_on, url, byline, credit_line"
    assert select(warehouse, f"select {columns} from articles") == [
        (
            "Kaldvik Courier",
            "2024-03-14",
            "https://courier.example/quay",
            ["Ilse Brandvold"],
            "Report by Norlund Agency",
        )
    ]
    evidence = "outlet_evidence, published_evidence, url_evidence, byline_evidence, credit_evidence"
    assert select(warehouse, f"select distinct {evidence} from articles") == [("sidecar",) * 5]
    assert select(warehouse, "select format, status from raw_files where raw_path = 'metadata.csv'") == [
        ("metadata", "loaded")
    ]
    assert select(warehouse, "select * from open_rejects") == []


def test_what_follows_from_the_date_and_the_outlet_follows_from_the_row_too(raw: Path, warehouse: Path) -> None:
    (raw / "metadata.csv").write_text(HEADER + ROW)
    run_direct(raw, warehouse)
    dates = select(warehouse, "select date_from, anchor_source from claim_dates where date_text ilike 'last week'")
    assert {(str(day), source) for day, source in dates} == {("2024-03-04", "published")}


def test_what_the_text_says_itself_stands(raw: Path, warehouse: Path) -> None:
    (raw / "quay.txt").write_text(DATED)
    (raw / "metadata.csv").write_text(HEADER + ROW)
    run_direct(raw, warehouse)
    found = select(warehouse, "select published_on, published_evidence, outlet from articles")
    assert found == [("2024-02-12", "date_header", "Kaldvik Courier")]


def test_a_row_for_a_file_that_is_not_there_is_reported_until_it_comes(raw: Path, warehouse: Path) -> None:
    (raw / "metadata.csv").write_text(f"{HEADER}{ROW}late.txt,Ostham Post,,,,\n")
    run_direct(raw, warehouse)
    rejects = select(warehouse, "select raw_path, raw_member, reason, position from open_rejects")
    assert rejects == [("metadata.csv", "line 3", "no_such_file", 3)]
    assert not run_direct(raw, warehouse).is_published
    (raw / "late.txt").write_text(BODY.replace("quay", "lock"))
    run_direct(raw, warehouse)
    assert select(warehouse, "select * from open_rejects") == []
    assert select(warehouse, "select outlet from articles where raw_path = 'late.txt'") == [("Ostham Post",)]
    (raw / "late.txt").unlink()
    run_direct(raw, warehouse)
    assert select(warehouse, "select reason from open_rejects") == [("no_such_file",)]


def test_a_changed_row_lays_the_article_anew_as_if_it_had_stood_there_from_the_start(
    raw: Path, warehouse: Path, tmp_path: Path
) -> None:
    (raw / "other.txt").write_text(BODY.replace("Kaldvik", "Ostham").replace("14 ships", "3 ships"))
    run_direct(raw, warehouse)
    (raw / "metadata.csv").write_text(HEADER + ROW.replace("Courier", "Herald"))
    assert run_direct(raw, warehouse).is_published
    (raw / "metadata.csv").write_text(HEADER + ROW)
    assert run_direct(raw, warehouse).is_published
    assert not run_direct(raw, warehouse).is_published
    run_direct(raw, tmp_path / "at-once")
    assert canonical(warehouse, tmp_path / "a") == canonical(tmp_path / "at-once", tmp_path / "b")


def test_a_row_taken_away_leaves_the_article_as_the_text_has_it(raw: Path, warehouse: Path) -> None:
    (raw / "metadata.csv").write_text(HEADER + ROW)
    run_direct(raw, warehouse)
    (raw / "metadata.csv").unlink()
    run_direct(raw, warehouse)
    assert select(warehouse, "select outlet, published_on from articles") == [(None, None)]


def test_of_two_places_of_one_article_the_first_path_that_is_spoken_of_counts(
    raw: Path, warehouse: Path, tmp_path: Path
) -> None:
    (raw / "quay.txt").unlink()
    (raw / "b.txt").write_text(BODY)
    (raw / "metadata.csv").write_text(f"{HEADER}b.txt,B,,,,\n")
    run_direct(raw, warehouse)
    (raw / "a.txt").write_text(BODY)
    run_direct(raw, warehouse)
    assert select(warehouse, "select outlet, file_count from articles") == [("B", 2)]
    (raw / "metadata.csv").write_text(f"{HEADER}b.txt,B,,,,\na.txt,A,,,,\n")
    run_direct(raw, warehouse)
    assert select(warehouse, "select outlet from articles") == [("A",)]
    run_direct(raw, tmp_path / "at-once")
    assert canonical(warehouse, tmp_path / "a") == canonical(tmp_path / "at-once", tmp_path / "b")
    (raw / "a.txt").write_text(BODY.replace("quay", "lock"))
    run_direct(raw, warehouse)
    assert select(warehouse, "select outlet from articles where raw_path = 'b.txt'") == [("B",)]


def test_the_nearest_list_counts_and_a_farther_one_fills_the_rest(raw: Path, warehouse: Path) -> None:
    (raw / "in").mkdir()
    (raw / "quay.txt").rename(raw / "in" / "quay.txt")
    (raw / "metadata.csv").write_text("path,outlet,published_on\nin/quay.txt,Far,2024-03\n")
    (raw / "in" / "metadata.csv").write_text("path,outlet\nquay.txt,Near\n")
    run_direct(raw, warehouse)
    assert select(warehouse, "select outlet, published_on from articles") == [("Near", "2024-03")]


def test_a_bad_date_is_told_by_its_line_and_the_rest_of_the_row_holds(raw: Path, warehouse: Path) -> None:
    (raw / "metadata.csv").write_text(HEADER + ROW.replace("2024-03-14", "03/04/2024"))
    run_direct(raw, warehouse)
    assert select(warehouse, "select reason, position from open_rejects") == [("malformed", 2)]
    assert select(warehouse, "select outlet, published_on from articles") == [("Kaldvik Courier", None)]


def test_a_list_may_compose_its_letters_otherwise_than_the_file_system(raw: Path, warehouse: Path) -> None:
    (raw / "quay.txt").rename(raw / unicodedata.normalize("NFD", "kåldvik quay.txt"))
    (raw / "metadata.csv").write_text(f"path,outlet\n{unicodedata.normalize('NFC', 'kåldvik quay.txt')},Near\n")
    run_direct(raw, warehouse)
    assert select(warehouse, "select outlet from articles") == [("Near",)]
