"""Rows in buckets: a change touches the files of the rows that differ and no other, whatever the order of changes."""

from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.base.schemas.corpus import FAMILIES
from flows.store import buckets
from flows.store.buckets import Change, apply_change
from flows.store.layout import Layout
from flows.store.manifests import EMPTY, Manifest
from flows.store.parts import read_parts

Rows = dict[str, str]


def family_rows(rows: Rows) -> list[dict[str, str | None]]:
    return [
        {"family_id": key, "origin_article_id": None, "origin_basis": basis, "credited_outlet": None}
        for key, basis in rows.items()
    ]


def change(gone: list[str], rows: Rows) -> Change:
    leaving = FAMILIES.of(family_rows(dict.fromkeys(gone, "gone"))).select(["family_id"])
    return Change("families", leaving, FAMILIES.of(family_rows(rows)))


def stored(layout: Layout, manifest: Manifest) -> Rows:
    rows = read_parts(layout, "families", manifest.parts.get("families", ())).to_pylist()
    return {row["family_id"]: row["origin_basis"] for row in rows}


def apply(layout: Layout, manifest: Manifest, number: int, wanted: Change) -> Manifest:
    with duckdb.connect() as con:
        return apply_change(con, layout, manifest, f"run-{number:06d}", wanted)


def test_only_the_files_of_rows_that_differ_are_written(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    first = apply(layout, EMPTY, 1, change([], {f"fam_{n}": "a" for n in range(60)}))
    second = apply(layout, first, 2, change([], {"fam_7": "b", **{f"fam_{n}": "a" for n in range(30, 60)}}))
    new = {part.file for part in second.parts["families"]} - {part.file for part in first.parts["families"]}
    assert len(new) == 1
    assert stored(layout, second)["fam_7"] == "b"
    assert stored(layout, first)["fam_7"] == "a"


def test_a_bucket_whose_rows_all_go_has_no_file(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    first = apply(layout, EMPTY, 1, change([], {"fam_1": "a"}))
    assert apply(layout, first, 2, change(["fam_1"], {})).parts["families"] == ()


def test_buckets_double_as_a_table_grows_and_keep_every_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(buckets, "ROWS_PER_BUCKET", 2)
    layout = Layout(tmp_path)
    first = apply(layout, EMPTY, 1, change([], {f"fam_{n}": "a" for n in range(30)}))
    second = apply(layout, first, 2, change(["fam_3"], {f"fam_{n}": "b" for n in range(25, 90)}))
    assert second.buckets["families"] > first.buckets["families"]
    expected = {f"fam_{n}": "a" for n in range(25) if n != 3} | {f"fam_{n}": "b" for n in range(25, 90)}
    assert stored(layout, second) == expected


KEYS = st.sampled_from([f"fam_{n}" for n in range(8)])
STEPS = st.lists(
    st.tuples(st.sets(KEYS, max_size=3), st.dictionaries(KEYS, st.sampled_from("ab"), max_size=4)), max_size=4
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_any_history_leaves_what_a_dictionary_would(tmp_path: Path, steps: list[tuple[set[str], Rows]]) -> None:
    layout = Layout(tmp_path)
    manifest, expected = EMPTY, dict[str, str]()
    for number, (gone, rows) in enumerate(steps, start=1):
        manifest = apply(layout, manifest, number, change(sorted(gone), rows))
        expected = {key: value for key, value in expected.items() if key not in gone} | rows
    assert stored(layout, manifest) == expected


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_any_history_with_young_parts_does_too(tmp_path: Path, steps: list[tuple[set[str], Rows]]) -> None:
    layout = Layout(tmp_path)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {"YOUNG_FROM": 20, "YOUNG_SHARE": 0.15, "MOST_YOUNG": 2, "ROWS_AT_ONCE": 5}.items():
            patch.setattr(buckets, name, value)
        expected = {f"fam_{n}": "a" for n in range(40)}
        manifest = apply(layout, EMPTY, 0, change([], expected))
        for number, (gone, rows) in enumerate(steps, start=1):
            manifest = apply(layout, manifest, number, change(sorted(gone), rows))
            expected = {key: value for key, value in expected.items() if key not in gone} | rows
            keys = read_parts(layout, "families", manifest.parts["families"])["family_id"].to_pylist()
            assert len(keys) == len(set(keys))
    assert stored(layout, manifest) == expected


def test_new_rows_of_a_large_table_rewrite_no_bucket_until_they_are_many(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(buckets, "YOUNG_FROM", 50)
    layout = Layout(tmp_path)
    first = apply(layout, EMPTY, 1, change([], {f"fam_{n}": "a" for n in range(100)}))
    second = apply(layout, first, 2, change([], {"fam_200": "a", "fam_201": "a"}))
    assert {part.file for part in first.parts["families"]} < {part.file for part in second.parts["families"]}
    assert [part.rows for part in second.parts["families"] if part.bucket is None] == [2]
    third = apply(layout, second, 3, change(["fam_200"], {f"fam_{n}": "a" for n in range(300, 320)}))
    assert all(part.bucket is not None for part in third.parts["families"])
    assert sum(part.rows for part in third.parts["families"]) == 121


def test_rows_that_come_as_they_stand_write_nothing(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    first = apply(layout, EMPTY, 1, change([], {f"fam_{n}": "a" for n in range(60)}))
    assert apply(layout, first, 2, change(["fam_1"], {"fam_1": "a", "fam_2": "a"})) == first
