"""The wheel holds what it needs and nothing else, and works anywhere; the container file copies what is there."""

import fnmatch
import os
import re
import subprocess
import sys
import tarfile
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest
from conftest import FEW, ROOT, copy_few

from benchmarks.wheel import build_wheel, differences, installed_pythons
from flows import __version__

CONTAINERFILE = (ROOT / "Containerfile").read_text("utf-8")
NOT_OURS = ("__pycache__", ".pyc")


def files_below(folder: str, inside: str = "") -> set[str]:
    """The paths of a folder's files, below `inside`, without what Python leaves there."""
    return {
        f"{inside}{path.relative_to(ROOT).as_posix()}"
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and not any(mark in path.as_posix() for mark in NOT_OURS)
    }


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_wheel(tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel in it and nothing else: what it requires is this environment's."""
    target = tmp_path_factory.mktemp("target")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "install", "--no-compile"]
    subprocess.run([*pip, "--no-deps", "--no-index", "--target", str(target), str(wheel)], check=True)
    return target


def test_the_wheel_holds_the_package_and_the_sql_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert held == files_below("flows") | files_below("sql", "flows/")
    assert wheel.stat().st_size < 5_000_000


def test_the_source_archive_makes_the_same_wheel_and_holds_no_tests(wheel: Path, tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-d", str(tmp_path / "dist")]
    subprocess.run([*build, "-t", "sdist"], cwd=ROOT, check=True, capture_output=True)
    with tarfile.open(next((tmp_path / "dist").glob("*.tar.gz"))) as archive:
        archive.extractall(tmp_path, filter="data")
    (tree,) = tmp_path.glob("wirecopy-*")
    assert {path.name for path in tree.iterdir()} == {
        "CHANGELOG.md",
        "Containerfile",
        "LICENSE",
        "PKG-INFO",
        "README.md",
        "docs",
        "flows",
        "pyproject.toml",
        "raw",
        "requirements.txt",
        "sql",
        ".gitignore",
    }
    subprocess.run([*build, "-t", "wheel"], cwd=tree, check=True, capture_output=True)
    (again,) = (tmp_path / "dist").glob("*.whl")
    with zipfile.ZipFile(wheel) as one, zipfile.ZipFile(again) as other:
        assert {name: one.read(name) for name in one.namelist()} == {
            name: other.read(name) for name in other.namelist()
        }


def test_the_wheel_says_what_it_is(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        said = Parser().parsestr(archive.read(name).decode())
        entries = archive.read(name.replace("METADATA", "entry_points.txt")).decode()
    assert said["Version"] == __version__
    assert said["License-Expression"] == "MIT"
    assert said.get_all("License-File") == ["LICENSE"]
    assert said["Description-Content-Type"] == "text/markdown"
    assert str(said.get_payload()).lstrip().startswith("# wirecopy")
    assert said["Keywords"]
    assert {f"Programming Language :: Python :: 3.{minor}" for minor in (11, 12, 13)} <= {
        *said.get_all("Classifier", [])
    }
    assert "wirecopy = flows.desk.cli:main" in entries


def test_the_version_stands_in_one_place() -> None:
    for path in (ROOT / "pyproject.toml", *(ROOT / "flows").rglob("*.py")):
        if path != ROOT / "flows/__init__.py":
            assert __version__ not in re.findall(r"\"(\d+\.\d+\.\d+)\"", path.read_text("utf-8"))


def test_what_is_installed_works_from_another_directory(installed: Path, tmp_path: Path) -> None:
    raw = copy_few(tmp_path / "given")
    (tmp_path / "here").mkdir()
    environment = {"PYTHONPATH": str(installed), "PATH": os.defpath, "HOME": str(tmp_path), "COLUMNS": "110"}

    def call(*words: str) -> str:
        done = subprocess.run(
            [sys.executable, str(installed / "bin/wirecopy"), *words],
            cwd=tmp_path / "here",
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert call("--version") == f"wirecopy, version {__version__}\n"
    call("run", str(raw), "--direct", "--quiet", "--workers", "1")
    assert call("sql", "select count(*) as files from raw_files", "--format", "csv").split() == [
        '"files"',
        str(len(FEW)),
    ]
    call("check")
    assert call("ask", "corroboration", "--format", "csv").count("\n") > 1
    where = subprocess.run(
        [sys.executable, "-c", "import flows; print(flows.__file__)"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(where.stdout.strip()).is_relative_to(installed)


def test_this_python_is_among_those_that_the_wheel_is_tried_on() -> None:
    found = {name.rpartition(".")[0] for name, _ in installed_pythons()}
    here = f"{sys.version_info.major}.{sys.version_info.minor}"
    if not found:
        pytest.skip("no Python on the PATH, and no pyenv")
    assert here in found or not (Path.home() / ".pyenv").is_dir()
    assert all(tuple(map(int, name.split("."))) >= (3, 11) for name in found)


def test_a_python_that_tells_otherwise_is_named() -> None:
    exports = {"3.11.7": {"quotes": "a", "claims": "b"}, "3.12.1": {"quotes": "a", "claims": "b"}}
    assert differences(exports) == []
    assert differences({**exports, "3.13.0": {"quotes": "c"}}) == ["3.13.0 tells otherwise than 3.11.7: claims, quotes"]


def steps(word: str) -> list[str]:
    """What stands behind a word of the container file, line by line."""
    return re.findall(rf"^{word} (.+)$", CONTAINERFILE, re.M)


def test_the_container_file_has_only_steps_that_engines_know() -> None:
    known = r"(FROM|WORKDIR|RUN|COPY|ENV|USER|VOLUME|ENTRYPOINT|CMD) \S.*|#.*|"
    for line in CONTAINERFILE.splitlines():
        assert re.fullmatch(known, line), line
    # A plain name, pinned, and no host in front of it.
    assert {re.sub(" AS build$", "", image) for image in steps("FROM")} == {"python:3.12-slim"}
    assert steps("USER") == ["wirecopy"]
    assert steps("ENTRYPOINT") == ['["wirecopy"]']


def test_the_container_file_copies_what_is_there_and_not_ignored() -> None:
    ignored = [line for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if not line.startswith("#")]
    assert ignored[0] == "*"
    kept = [line.removeprefix("!") for line in ignored if line.startswith("!")]
    copied = [words.split()[:-1] for words in steps("COPY") if not words.startswith("--from=build ")]
    for name in (name for names in copied for name in names):
        assert (ROOT / name).exists(), f"there is no {name}"
        assert any(fnmatch.fnmatch(name, pattern) for pattern in kept), f"{name} is ignored"
    # What the wheel is made of is among it.
    assert {"flows", "sql", "pyproject.toml", "README.md", "LICENSE"} <= {name for names in copied for name in names}


def test_the_container_file_installs_as_the_readme_says() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    pip_lines = [
        line.partition("pip install ")[2].replace("--no-cache-dir ", "") for line in steps("RUN") if "pip" in line
    ]
    assert pip_lines == ["--require-hashes -r requirements.txt", "--no-deps --no-build-isolation ."]
    for line in pip_lines:
        assert line.removesuffix(" .") in readme
