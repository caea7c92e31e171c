"""wirecopy.toml: what it says holds, a mistake in it names file, key and way out, a change redoes what it touches."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import MILL, PIER, ROOT, canonical, run_here, select
from test_cli import ask

from flows.base.errors import UserError
from flows.base.outlets import Outlet, one_name, outlet_at
from flows.pipeline.job import make_job
from flows.pipeline.redoing import stage_versions
from flows.store.rawfiles import list_raw_files
from flows.store.settings import Settings, find_settings_file, read_settings

TEMPLATE = ROOT / "flows/desk/project/wirecopy.toml"


def read(folder: Path, text: str) -> Settings:
    path = folder / "wirecopy.toml"
    path.write_text(text, "utf-8")
    return read_settings(path)


def test_the_template_changes_nothing_and_with_every_line_let_in_gives_the_defaults(tmp_path: Path) -> None:
    assert read(tmp_path, TEMPLATE.read_text("utf-8")) == Settings(file=tmp_path / "wirecopy.toml")
    lines = TEMPLATE.read_text("utf-8").splitlines()
    let_in = [line.removeprefix("# ") if " = " in line or line.startswith("# [[") else line for line in lines]
    found = read(tmp_path, "\n".join(let_in))
    job = make_job(Path("raw"), Path("warehouse"), 500, None)
    assert (found.threshold, found.short_threshold) == (job.matches.threshold, job.matches.short_threshold)
    assert (found.least_average, found.keep) == (job.families.least_average, job.keep)
    assert found.worker_memory_gib == job.workers.memory_bytes >> 30
    assert found.outlets[0].aliases
    set_so = make_job(Path("raw"), Path("warehouse"), 500, None, settings=found)
    assert stage_versions(set_so) == stage_versions(job)


MISTAKES = {
    'wharehouse = "x"': "there is no wharehouse. Did you mean 'warehouse'?",
    "keep = 0": "keep = 0 will not do: it is a whole number from 1 to 1000",
    "keep = true": "keep = True will not do",
    "workers = 'two'": "workers = 'two' will not do",
    "[families]\nthreshold = 1.5": "families.threshold = 1.5 will not do: it is a number between 0 and 1",
    "[families]\ntreshold = 0.5": "there is no families.treshold. Did you mean 'families.threshold'",
    "[languages]\nskip = ['german']": "languages.skip = ['german'] will not do: it is a list of ISO 639-1 codes",
    "languages = 'de'": "there is no languages",
    "ignore = '*.bak'": "ignore = '*.bak' will not do: it is a list of patterns",
    "ignore = ['!']": "ignore = ['!'] will not do",
    "outlets = 'x'": "each outlet is a table of its own",
    "[[outlets]]\nalias = ['x']": "outlets, number 1: there is no alias. Did you mean 'aliases'?",
    "[[outlets]]\naliases = ['x']": "outlets, number 1 has no name",
    "[[outlets]]\nname = 'A'\naliases = 'x'": "aliases = 'x' will not do: it is a list of texts",
    "[[outlets]]\nname = 'A'\naliases = ['The X']\n[[outlets]]\nname = 'B'\naliases = ['x']": "stands for 'A' and 'B'",
    "keep = ": "no valid TOML",
}


@pytest.mark.parametrize("text", MISTAKES)
def test_a_mistake_names_the_file_the_key_and_the_way_out(text: str, tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        read(tmp_path, text)
    assert str(caught.value).startswith(str(tmp_path / "wirecopy.toml"))
    assert MISTAKES[text] in str(caught.value)


def test_the_nearest_file_above_counts_unless_one_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a/b").mkdir(parents=True)
    for folder in (tmp_path, tmp_path / "a"):
        (folder / "wirecopy.toml").touch()
    assert find_settings_file(tmp_path / "a/b") == tmp_path / "a/wirecopy.toml"
    (tmp_path / "other.toml").touch()
    monkeypatch.setenv("WIRECOPY_CONFIG", str(tmp_path / "other.toml"))
    assert find_settings_file(tmp_path / "a/b") == tmp_path / "other.toml"
    assert find_settings_file(tmp_path, str(tmp_path / "wirecopy.toml")) == tmp_path / "wirecopy.toml"
    with pytest.raises(UserError, match="there is no file nowhere"):
        find_settings_file(tmp_path, "nowhere")


def test_an_option_goes_before_the_environment_that_before_the_file_that_before_the_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)

    def kept(*arguments: str) -> tuple[str, str]:
        code, out, _ = ask(monkeypatch, capsys, "config", "--format", "json", *arguments)
        assert code == 0
        row = next(row for row in json.loads(out) if row["setting"] == "keep")
        return row["value"], row["source"]

    assert kept() == ("3", "default")
    (tmp_path / "wirecopy.toml").write_text("keep = 7\n")
    assert kept() == ("7", "file")
    monkeypatch.setenv("WIRECOPY_KEEP", "8")
    assert kept() == ("8", "environment")
    assert kept("--keep", "9") == ("9", "option")


OUTLETS = (
    Outlet("Tidewater Agency", ("TWA", "Tidewater Wire"), ("tidewater.example",)),
    Outlet("Tidewater Sport", (), ("sport.tidewater.example",)),
)


def test_an_outlet_is_known_by_its_aliases_and_its_pages() -> None:
    written = {"The TWA": 0, "tidewater  wire.": 0, "Tidewater Agency": 0, "Tidewater Sport": 1}
    assert all(one_name(name, OUTLETS) == OUTLETS[number].name for name, number in written.items())
    assert one_name("Harbour Post", OUTLETS) == "Harbour Post"
    assert one_name(None, OUTLETS) is None
    assert outlet_at("https://www.tidewater.example/a", OUTLETS) == "Tidewater Agency"
    assert outlet_at("https://www.sport.tidewater.example/a", OUTLETS) == "Tidewater Sport"
    for url in (None, "", "https://nottidewater.example", "http://[", "tidewater.example"):
        assert outlet_at(url, OUTLETS) is None


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    folder = tmp_path / "raw"
    (folder / "drafts").mkdir(parents=True)
    (folder / "pier.json").write_text(json.dumps({"text": PIER, "url": "https://tidewater.example/1"}))
    (folder / "mill.txt").write_text(MILL + "\nThis article was first published by TWA.\n")
    (folder / "drafts/fair.txt").write_text(PIER.replace("pier", "fair"))
    (folder / "metadata.csv").write_text("path,outlet\nmill.txt,Harbour Post\ndrafts/fair.txt,the TWA\n")
    return folder


def outlets_of(warehouse: Path) -> set[tuple[object, ...]]:
    return set(select(warehouse, "select outlet, credited_outlet, outlet_evidence from articles where is_current"))


def test_aliases_hold_in_sidecars_credit_lines_and_addresses_and_a_change_does_articles_over(
    raw: Path, tmp_path: Path
) -> None:
    warehouse = tmp_path / "warehouse"
    run_here(raw, warehouse)
    assert outlets_of(warehouse) == {
        (None, None, None),
        ("Harbour Post", "TWA", "sidecar"),
        ("the TWA", None, "sidecar"),
    }
    run_here(raw, warehouse, settings=Settings(outlets=OUTLETS))
    one = "Tidewater Agency"
    assert outlets_of(warehouse) == {
        (one, None, "configured_domain"),
        ("Harbour Post", one, "sidecar"),
        (one, None, "sidecar"),
    }
    recorded = select(warehouse, "select config from runs where run_id = 'run-000002'")[0][0]
    assert json.loads(str(recorded))["settings"]["outlets"][0]["name"] == one
    assert not run_here(raw, warehouse, settings=Settings(outlets=OUTLETS)).is_published
    fresh = tmp_path / "fresh"
    run_here(raw, fresh, settings=Settings(outlets=OUTLETS))
    assert canonical(warehouse, tmp_path / "a") == canonical(fresh, tmp_path / "b")


def test_what_is_ignored_is_neither_article_nor_reject_and_comes_back(raw: Path, tmp_path: Path) -> None:
    warehouse = tmp_path / "warehouse"
    run_here(raw, warehouse)
    without = run_here(raw, warehouse, settings=Settings(ignore=("drafts/",)))
    assert (without.counts["files_ignored"], without.rejects["open"]) == (1, {})
    assert select(warehouse, "select count(*) from articles where is_current") == [(2,)]
    assert not run_here(raw, warehouse, settings=Settings(ignore=("drafts/",))).is_published
    run_here(raw, warehouse)
    assert select(warehouse, "select count(*) from articles where is_current") == [(3,)]


def test_ignoring_goes_by_the_rules_of_gitignore(raw: Path, tmp_path: Path) -> None:
    def left(*patterns: str) -> list[str]:
        return [file.raw_path for file in list_raw_files(raw, tmp_path / "w", patterns).files]

    assert left("*.txt", "!mill.txt") == ["metadata.csv", "mill.txt", "pier.json"]
    assert left("/fair.txt") == ["drafts/fair.txt", "metadata.csv", "mill.txt", "pier.json"]
    assert left("# a comment", "**/fair.*", "metadata.csv") == ["mill.txt", "pier.json"]


def test_a_language_that_is_left_out_is_a_reject_until_it_is_wanted(raw: Path, tmp_path: Path) -> None:
    warehouse = tmp_path / "warehouse"
    skipped = run_here(raw, warehouse, settings=Settings(skip_languages=("en",)))
    assert skipped.rejects["open"] == {"unwanted_language": 3}
    wanted = run_here(raw, warehouse, settings=Settings(only_languages=("en", "de")))
    assert wanted.rejects["open"] == {}
    assert select(warehouse, "select count(*) from articles where is_current") == [(3,)]


def test_other_thresholds_do_families_over(raw: Path, tmp_path: Path) -> None:
    def job_of(threshold: float | None) -> object:
        return make_job(raw, tmp_path / "w", 500, 1, settings=Settings(threshold=threshold))

    from flows.pipeline.redoing import made_by_after, wanted_stages

    standing = made_by_after({}, job_of(None), frozenset())  # type: ignore[arg-type]
    assert wanted_stages(job_of(None), standing) == frozenset()  # type: ignore[arg-type]
    assert "families" in wanted_stages(job_of(0.9), standing)  # type: ignore[arg-type]
    assert "articles" not in wanted_stages(job_of(0.9), standing)  # type: ignore[arg-type]


def test_init_makes_a_project_in_which_no_command_needs_a_folder_and_overwrites_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "p").mkdir()
    (tmp_path / "p/README.md").write_text("mine")
    code, out, _ = ask(monkeypatch, capsys, "init", "p")
    assert code == 0
    assert "cd p; wirecopy run" in out
    assert (tmp_path / "p/README.md").read_text() == "mine"
    made = {path.relative_to(tmp_path / "p").as_posix() for path in (tmp_path / "p").rglob("*") if path.is_file()}
    assert made == {"wirecopy.toml", "judgements.csv", "raw/metadata.csv", ".gitignore", "README.md"}
    (tmp_path / "p/raw/below").mkdir()
    (tmp_path / "p/raw/mill.txt").write_text(MILL)
    monkeypatch.chdir(tmp_path / "p/raw/below")
    for words in (["run", "--direct", "--workers", "1"], ["status"], ["sql", "articles"], ["check"], ["runs"]):
        assert ask(monkeypatch, capsys, *words)[0] == 0
    assert (tmp_path / "p/warehouse/warehouse.duckdb").exists()
    monkeypatch.chdir(tmp_path)
    assert "nothing to make" in ask(monkeypatch, capsys, "init", "p")[1]


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash")
def test_bash_completes_commands_options_views_and_runs(
    sample_warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    script = ask(monkeypatch, capsys, "completion", "bash")[1]
    (tmp_path / "completion.bash").write_text(script)
    (tmp_path / "wirecopy").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m flows.desk.cli "$@"\n')
    (tmp_path / "wirecopy").chmod(0o755)

    def completed(*words: str) -> set[str]:
        line = " ".join(f"'{word}'" for word in ("wirecopy", *words))
        code = f"source completion.bash; COMP_WORDS=({line}); COMP_CWORD={len(words)}; "
        code += '_wirecopy_completion wirecopy; printf "%s\\n" "${COMPREPLY[@]}"'
        environment = {"PATH": f"{tmp_path}:/usr/bin:/bin", "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            ["bash", "--norc", "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
        )
        return set(done.stdout.split())

    assert {"run", "runs", "rollback"} <= completed("r")
    assert "claims_by_origin" in completed("sql", "claims_b")
    assert "--warehouse" in completed("status", "--ware")
    assert completed("rollback", "--warehouse", str(sample_warehouse), "run-") == {"run-000001"}


def test_a_home_of_nobody_is_a_mistake_with_a_name(tmp_path: Path) -> None:
    """A folder below the home of a user that there is not names the key, and is no traceback."""
    (tmp_path / "wirecopy.toml").write_text('raw = "~no-such-user-here/raw"\n', "utf-8")
    with pytest.raises(UserError, match=r"raw = .* no such user"):
        read_settings(tmp_path / "wirecopy.toml")
