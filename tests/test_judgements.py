"""Judgements: they hold whatever the stages find, survive runs, and come and go with the file and nothing else."""

import shutil
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, canonical, run_direct, select
from copies import FOLDER

from flows.base.errors import UserError
from flows.base.ids import content_id
from flows.formats.tables.judgements import JudgementRow
from flows.pipeline.judgements import Judgement, judge_articles, judgements_path, read_filed

HEADER = "kind,left,right,author,decided_on,note\n"
STORIES = ("original", "rewrite", "excerpt", "same_event", "furniture_a")


def place(article: str, path: str, member: str = "", is_current: bool = True) -> dict[str, Any]:
    return {"article_id": article, "raw_path": path, "raw_member": member, "is_current": is_current}


PLACES = [
    place("art_a", "one.txt"),
    place("art_b", "pack.zip", "in.zip!two.txt"),
    place("art_c", "pack.zip", "three.txt"),
    place("art_d", unicodedata.normalize("NFD", "wire/krähe.txt")),
    place("art_e", "five.txt"),
    place("art_old", "five.txt", is_current=False),
]


def row(line: int, kind: str, left: str, right: str | None, day: str | None = None) -> JudgementRow:
    return JudgementRow(line, kind, left, right, None, day, None)


def judged(*rows: JudgementRow) -> list[Judgement]:
    return judge_articles(rows, PLACES, Path("/desk/raw"))


@pytest.mark.parametrize(
    ("end", "article"),
    [
        ("art_b", "art_b"),
        ("one.txt", "art_a"),
        ("./one.txt", "art_a"),
        ("raw/one.txt", "art_a"),
        ("./raw/one.txt", "art_a"),
        ("/desk/raw/one.txt", "art_a"),
        ("..\\raw\\one.txt", "art_a"),
        ("raw/pack.zip!in.zip!two.txt", "art_b"),
        (unicodedata.normalize("NFD", "raw/wire/krähe.txt"), "art_d"),
        ("pack.zip!three.txt", "art_c"),
        ("pack.zip!in.zip!two.txt", "art_b"),
        ("wire/krähe.txt", "art_d"),
        ("wire\\krähe.txt", "art_d"),
        ("five.txt", "art_e"),
    ],
)
def test_an_article_is_named_by_its_id_or_its_place(end: str, article: str) -> None:
    (found,) = judged(row(2, "withdrawn", end, None))
    assert (found.left_id, found.stands) == (article, True)


@pytest.mark.parametrize(
    ("end", "said"),
    [
        ("pack.zip", "holds 2 articles; name one, such as pack.zip!in.zip!two.txt"),
        ("six.txt", "there is no article six.txt"),
        ("elsewhere/one.txt", "there is no article elsewhere/one.txt"),
        ("pack.zip!raw/one.txt", "there is no article pack.zip!raw/one.txt"),
        ("art_old", "earlier version"),
    ],
)
def test_a_judgement_that_names_no_article_or_several_waits(end: str, said: str) -> None:
    (found,) = judged(row(2, "same_family", "one.txt", end))
    assert not found.stands
    assert not found.is_contradicted
    assert said in str(found.problem)


def test_two_names_of_one_article_and_one_that_is_withdrawn_make_no_pair() -> None:
    found = judged(
        row(2, "same_family", "one.txt", "art_a"),
        row(3, "not_same_family", "one.txt", "art_e"),
        row(4, "withdrawn", "five.txt", None),
    )
    assert [one.problem for one in found] == [None, "one.txt and art_a are the same", "art_e is withdrawn"]


def test_the_judgements_in_the_document_hold_on_the_sample(sample_warehouse: Path, tmp_path: Path) -> None:
    page = (ROOT / "docs/judgements.md").read_text("utf-8")
    (tmp_path / "decided.csv").write_text(page.split("```csv\n")[1].split("```")[0])
    shutil.copytree(sample_warehouse, tmp_path / "warehouse", symlinks=True)
    assert run_direct(ROOT / "raw", tmp_path / "warehouse", judgements=tmp_path / "decided.csv").is_published
    assert select(tmp_path / "warehouse", "select state, count(*) from judgements group by all") == [("stands", 6)]


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    folder = tmp_path / "raw"
    folder.mkdir()
    for name in STORIES:
        shutil.copyfile(FOLDER / f"{name}.txt", folder / f"{name}.txt")
    return folder


def write(raw: Path, *rows: str) -> None:
    (raw.parent / "judgements.csv").write_text(HEADER + "".join(f"{one}\n" for one in rows))


def families(warehouse: Path) -> list[set[object]]:
    found: dict[object, set[object]] = {}
    for path, family in select(warehouse, "select raw_path, family_id from articles where is_current"):
        found.setdefault(family, set()).add(str(path).removesuffix(".txt"))
    return sorted(found.values(), key=lambda names: sorted(map(str, names)))


def states(warehouse: Path) -> dict[object, object]:
    return dict(select(warehouse, "select note, state from judgements"))  # type: ignore[arg-type]


def open_rejects(warehouse: Path) -> list[tuple[object, ...]]:
    return select(warehouse, "select position, reason from open_rejects order by position")


ALL = (
    "same_family,rewrite.txt,same_event.txt,I. Holm,2024-05-02,joined",
    "not_same_family,excerpt.txt,original.txt,I. Holm,2024-05-03,parted",
    "same_family,original.txt,excerpt.txt,T. Rehn,2024-05-01,overruled",
    "withdrawn,furniture_a.txt,,I. Holm,2024-05-03,taken out",
    "same_person,Una Vester,Jonas Krill,I. Holm,2024-05-03,one person",
    "same_family,late.txt,original.txt,I. Holm,2024-05-03,waits",
    "alike,original.txt,excerpt.txt,I. Holm,2024-05-03,nonsense",
)


def test_judgements_hold_are_told_and_go_with_their_file(raw: Path, tmp_path: Path) -> None:
    warehouse = tmp_path / "warehouse"
    run_direct(raw, warehouse)
    assert families(warehouse) == [{"excerpt", "original", "rewrite"}, {"furniture_a"}, {"same_event"}]
    before = canonical(warehouse, tmp_path / "before")

    told = "from claims join articles using (article_id) where raw_path"
    ((claim,),) = select(warehouse, f"select min(claim_id) {told} = 'same_event.txt'")
    ((group,),) = select(warehouse, f"select max(claim_group_id) {told} = 'original.txt'")
    write(raw, *ALL, f"same_claim,{claim},{group},I. Holm,2024-05-03,one fact")
    outcome = run_direct(raw, warehouse)
    assert outcome.is_published
    assert outcome.counts["files_read"] == 0
    assert families(warehouse) == [{"excerpt"}, {"original", "rewrite", "same_event"}]
    assert states(warehouse) == {
        "joined": "stands",
        "parted": "stands",
        "overruled": "contradicted",
        "taken out": "stands",
        "one person": "stands",
        "waits": "waiting",
        "one fact": "stands",
    }
    assert open_rejects(warehouse) == [
        (4, "judgement_contradicted"),
        (7, "judgement_waits"),
        (8, "bad_judgement"),
    ]
    assert select(warehouse, "select format, status from raw_files where raw_path = '../judgements.csv'") == [
        ("judgements", "loaded")
    ]
    assert not run_direct(raw, warehouse).is_published

    (raw.parent / "judgements.csv").unlink()
    run_direct(raw, warehouse)
    assert open_rejects(warehouse) == []
    after = canonical(warehouse, tmp_path / "after")
    history = {"raw_files.parquet", "rejects.parquet"}
    assert {name for name in before if before[name] != after[name]} == history


def test_the_tables_depend_on_files_and_judgements_and_not_on_which_came_first(raw: Path, tmp_path: Path) -> None:
    late = (raw / "rewrite.txt").rename(tmp_path / "rewrite.txt")
    write(
        raw,
        "same_family,rewrite.txt,same_event.txt,I. Holm,2024-05-02,",
        "not_same_family,rewrite.txt,original.txt,I. Holm,2024-05-03,",
        f"same_person,{content_id('act', 'quo_4naddfndgx5qlmy7 source')},Una Vester,,,",
        "not_same_person,quo_swcvx5r5l3l6whx5,Marta Ellingsen,,,",
    )
    (raw.parent / "judgements.csv").rename(tmp_path / "later.csv")
    run_direct(raw, tmp_path / "grown")
    (tmp_path / "later.csv").rename(raw.parent / "judgements.csv")
    run_direct(raw, tmp_path / "grown")
    assert [reason for _, reason in open_rejects(tmp_path / "grown")] == ["judgement_waits"] * 4
    shutil.move(late, raw / "rewrite.txt")
    run_direct(raw, tmp_path / "grown")
    run_direct(raw, tmp_path / "at-once")
    assert open_rejects(tmp_path / "grown") == []
    assert set(states(tmp_path / "grown").values()) == {"stands"}
    assert {"rewrite", "same_event"} in families(tmp_path / "grown")
    grown, at_once = (canonical(tmp_path / name, tmp_path / f"{name}-tables") for name in ("grown", "at-once"))
    assert {name for name in grown if grown[name] != at_once[name]} == {"rejects.parquet"}


def test_a_judgement_touches_only_the_files_of_its_families(raw: Path, tmp_path: Path) -> None:
    warehouse = tmp_path / "warehouse"
    run_direct(raw, warehouse)
    before = {path: path.stat().st_mtime_ns for path in (warehouse / "parts").rglob("*") if path.is_file()}
    write(raw, "not_same_family,excerpt.txt,original.txt,I. Holm,2024-05-03,")
    run_direct(raw, warehouse)
    assert all(path.stat().st_mtime_ns == time for path, time in before.items() if path.is_file())
    new = {
        path.relative_to(warehouse / "parts").parts[0]
        for path in (warehouse / "parts").rglob("*")
        if path.is_file() and path not in before
    }
    assert {"family_members", "families", "judgements"} <= new
    assert not new & {"articles", "quotes", "claims", "fingerprints", "matches", "article_files"}


def test_a_file_that_was_named_counts_and_is_no_article(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    shutil.copyfile(FOLDER / "original.txt", raw / "original.txt")
    (raw / "decided.csv").write_text(HEADER + "withdrawn,original.txt,,I. Holm,2024-05-03,a test\n")
    write(raw, "nothing")
    run_direct(raw, tmp_path / "warehouse", judgements=raw / "decided.csv")
    assert select(tmp_path / "warehouse", "select is_current from articles") == [(False,)]
    assert select(tmp_path / "warehouse", "select raw_path, status from raw_files") == [
        ("decided.csv", "loaded"),
        ("original.txt", "loaded"),
    ]


def test_the_file_lies_beside_the_raw_folder_however_that_is_named(
    raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(raw)
    (raw / "sub").mkdir()
    monkeypatch.chdir(raw)
    for name in (Path(), Path("sub/.."), raw, Path("../raw")):
        found = judgements_path(name, None)
        assert found is not None
        assert found.samefile(tmp_path / "judgements.csv")
        filed = read_filed(raw, found)
        assert filed.outcome is not None
        assert filed.outcome.raw_path == "../judgements.csv"
    assert judgements_path(raw / "sub", None) is None


def test_judgements_that_were_named_and_are_not_there_are_the_users_to_mend(raw: Path) -> None:
    with pytest.raises(UserError, match="--judgements FILE"):
        judgements_path(raw, raw / "nowhere.csv")


UNREADABLE = {
    "empty": b"",
    "no header": b"same_family,rewrite.txt,same_event.txt\n",
    "binary": b"\x00\x01\x02\xff" * 9,
    "an open quotation mark": HEADER.encode() + b'withdrawn,"original.txt,\nsame_family,rewrite.txt,excerpt.txt\n',
    "a folder": None,
    "a link to nothing": "nowhere",
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_judgements_that_cannot_be_read_stop_the_run_and_none_is_undone(name: str, raw: Path, tmp_path: Path) -> None:
    warehouse, path = tmp_path / "warehouse", raw.parent / "judgements.csv"
    write(raw, "withdrawn,original.txt,,I. Holm,2024-05-03,taken out")
    run_direct(raw, warehouse)
    path.unlink()
    content = UNREADABLE[name]
    if content is None:
        path.mkdir()
    elif isinstance(content, str):
        path.symlink_to(content)
    else:
        path.write_bytes(content)
    with pytest.raises(UserError, match=r"judgements\.csv.*stay as they are"):
        run_direct(raw, warehouse)
    assert states(warehouse) == {"taken out": "stands"}


def test_of_undated_judgements_the_one_furthest_down_holds(raw: Path, tmp_path: Path) -> None:
    ends = "rewrite.txt,same_event.txt,,,"
    write(raw, f"same,{ends}", f"not_same,{ends}", f"same,{ends}")
    run_direct(raw, tmp_path / "warehouse")
    assert any({"rewrite", "same_event"} <= family for family in families(tmp_path / "warehouse"))
    assert open_rejects(tmp_path / "warehouse") == [(2, "bad_judgement"), (3, "judgement_contradicted")]
