"""Stories that fill in one form, such as flood warnings for several towns, are not each other's copies or witnesses."""

import shutil
from pathlib import Path

import pytest
from conftest import ROOT, run_here, select

FORMS = ROOT / "tests/fixtures/forms"


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three warnings and three court reports, and a copy of one with a name misspelt and its end cut off."""
    folder = tmp_path_factory.mktemp("forms")
    raw = Path(shutil.copytree(FORMS, folder / "raw"))
    text = (raw / "court-hexley.txt").read_text()
    (raw / "copy.txt").write_text(text.replace("Abbott", "Abbot").rpartition("Magistrates imposed")[0])
    run_here(raw, folder / "warehouse")
    return folder / "warehouse"


def test_none_is_a_copy_of_another_but_what_is_one(warehouse: Path) -> None:
    query = "select list(raw_path order by raw_path) from articles group by family_id having count(*) > 1"
    assert select(warehouse, query) == [(["copy.txt", "court-hexley.txt"],)]


def test_no_fact_is_told_of_two_towns(warehouse: Path) -> None:
    query = "select statement, origin_count from claim_groups where origin_count > 1 or is_disputed"
    assert select(warehouse, query) == []


def test_why_they_are_none_is_told(warehouse: Path) -> None:
    query = "select min(form_shared), max(names_kept), min(names_compared) from matches where decision = 'distinct'"
    ((form_shared, names_kept, names_compared),) = select(warehouse, query)
    assert (form_shared > 0.9, names_kept < 0.5, names_compared > 3) == (True, True, True)  # type: ignore[operator]
