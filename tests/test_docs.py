"""What the documents say is so: generated pages are fresh, links lead somewhere, each stage has its page."""

import re
import subprocess
from pathlib import Path

import pytest
from conftest import ROOT
from test_architecture import STAGES

from flows.base.schemas.published import PUBLISHED_TABLES
from flows.desk.cli_page import cli_page
from flows.desk.schema_page import schema_page
from flows.stages.quotes.linking import CONFIDENCE

README = (ROOT / "README.md").read_text("utf-8")
DOCUMENTS = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])


def test_the_schema_page_is_what_the_schemas_say() -> None:
    assert (ROOT / "docs/schema.md").read_text("utf-8") == schema_page(), "stale: run `make docs`"


def test_the_page_about_the_commands_is_what_they_say() -> None:
    assert (ROOT / "docs/cli.md").read_text("utf-8") == cli_page(), "stale: run `make docs`"


def test_the_page_about_quotes_gives_every_rule_and_its_confidence() -> None:
    page = (ROOT / "docs/stages/quotes.md").read_text("utf-8")
    shown = re.findall(r"^\| `(\w+)` \|.*\| (\.\d+)\*? \|$", page, re.MULTILINE)
    assert {rule: float(value) for rule, value in shown} == CONFIDENCE


def test_the_plain_pip_lines_are_those_of_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for line in (
        "--require-hashes -r requirements.txt",
        "--no-deps --no-build-isolation",
        "--require-hashes -r requirements-dev.txt",
    ):
        assert line in makefile
        assert line in README


@pytest.mark.parametrize("target", ["run", "test", "lint", "gate", "docs"])
def test_the_make_targets_of_the_readme_exist(target: str) -> None:
    done = subprocess.run(["make", "-n", target], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0
    assert f"make {target}" in README


LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")


def without_code(text: str) -> str:
    """The text without blocks and pieces of code, in which a link is none."""
    return re.sub(r"`[^`\n]*`", "", re.sub(r"^```.*?^```", "", text, flags=re.M | re.S))


def anchors(document: Path) -> set[str]:
    """The anchors of a document's headings, as code hosts make them: small letters, hyphens, no other signs."""
    text = re.sub(r"^```.*?^```", "", document.read_text("utf-8"), flags=re.M | re.S)
    found: set[str] = set()
    for heading in re.findall(r"^#+ (.+)$", text, re.M):
        words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).replace("`", "").lower()
        slug = re.sub(r"[^\w\- ]", "", words).replace(" ", "-")
        number = sum(1 for other in found if re.fullmatch(rf"{re.escape(slug)}(-\d+)?", other))
        found.add(f"{slug}-{number}" if slug in found else slug)
    return found


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    for target in LINK.findall(without_code(document.read_text("utf-8"))):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        there = document.parent / name if name else document
        assert there.exists(), f"{document} links to {target}"
        if anchor and there.suffix == ".md":
            assert anchor in anchors(there), f"{document} links to {target}, and there is no such heading"


def test_anchors_are_made_as_code_hosts_make_them(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "# Dates of copies: `dating.py`\n\n## What *is* it?\n\n## What *is* it?\n\n```sh\n# no heading\n```\n"
    )
    assert anchors(page) == {"dates-of-copies-datingpy", "what-is-it", "what-is-it-1"}


def test_every_document_can_be_reached_from_the_readme_or_the_list_of_documents() -> None:
    reached, waiting = set[Path](), [ROOT / "README.md", ROOT / "docs/README.md"]
    while waiting:
        document = waiting.pop().resolve()
        if document in reached or document.suffix != ".md" or not document.is_file():
            continue
        reached.add(document)
        waiting += [document.parent / target.partition("#")[0] for target in LINK.findall(document.read_text("utf-8"))]
    lost = {path for path in (ROOT / "docs").rglob("*.md") if path.resolve() not in reached}
    assert {path.relative_to(ROOT).as_posix() for path in lost if path.parent.name != "decisions"} == set()


@pytest.mark.parametrize("stage", STAGES)
def test_each_stage_has_a_page_with_its_method_limits_and_version(stage: str) -> None:
    page = (ROOT / f"docs/stages/{stage}.md").read_text("utf-8")
    assert re.search(r"^## Limits and known errors\n\n- ", page, re.M)
    assert f"`flows/stages/{stage}/`" in page
    known = {path.stem for path in (ROOT / "flows").rglob("*.py")}
    assert not {name for name in re.findall(r"`(?:\w+/)*(\w+)\.py`", page) if name not in known}
    code = "".join(path.read_text("utf-8") for path in sorted((ROOT / f"flows/stages/{stage}").glob("*.py")))
    versions = re.findall(rf'^(?:EXTRACTOR|RULE) = "({stage}/\d+)"', code, re.M)
    assert re.findall(r"version\s+`(\w+/\d+)`", page) == versions


def test_the_pages_of_stages_are_those_of_the_code() -> None:
    assert {path.stem for path in (ROOT / "docs/stages").glob("*.md")} == {*STAGES}


def test_the_glossary_has_the_words_that_tables_are_named_by() -> None:
    words = {word.lower() for word in re.findall(r"\*\*([^*]+)\*\*", (ROOT / "docs/glossary.md").read_text("utf-8"))}
    # Those that say themselves what they are, or that a word is the half of.
    known = words | {"file", "quote", "mention", "link", "copy"}
    for table in PUBLISHED_TABLES:
        plural = "claim groups" if table.name == "claim_groups" else table.name.rpartition("_")[2]
        singulars = {plural.removesuffix("s"), plural.removesuffix("es"), re.sub("ies$", "y", plural)}
        assert singulars & known, f"the glossary does not tell what {table.name} are"


def test_requirements_carry_hashes_and_no_index_address() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text("utf-8")
        assert "://" not in text
        assert "index" not in text
        pinned = re.findall(r"^[a-z0-9_.-]+(?:\[[^]]+\])?==", text, re.MULTILINE)
        assert len(pinned) > 50
        assert text.count("--hash=sha256:") >= len(pinned)
