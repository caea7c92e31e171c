"""The report: it says what the warehouse says, stays within bounds, and nothing out of a raw file can act in it."""

import html
import re
import shlex
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import duckdb
import pytest
from conftest import PIER, ROOT, copy_few, run_direct, select

from flows.base.errors import UserError
from flows.base.schemas.ledger import REJECT_REASONS
from flows.daily import parameters_of
from flows.desk.cli import main
from flows.desk.reading import query
from flows.desk.report import charts, wording
from flows.desk.report.contents import read_report
from flows.desk.report.filing import file_report
from flows.desk.report.reading import ReportConfig
from flows.desk.report.rendering import escape_markdown, render, tell_day
from flows.pipeline import reporting
from flows.pipeline.history import roll_back
from flows.pipeline.job import make_job
from flows.pipeline.reporting import report_again, report_on
from flows.store.engine import Connection, open_published
from flows.store.layout import Layout

VOID = {"meta", "link", "br", "hr", "img", "input"}
HOSTILE = "</title><script>alert(1)</script><img src=x onerror=alert(2)> [a](javascript:alert(3)) `x` | \x1b[2J‮ & \"'"


class Page(HTMLParser):
    """A page with its elements balanced, its ids, its links and its attributes."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append((tag, found))
        self.ids += [found["id"] or ""] if "id" in found else []
        self.links += [found["href"] or ""] if "href" in found else []
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag, f"</{tag}> closes another element"

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@pytest.fixture(scope="module")
def con(sample_warehouse: Path) -> Iterator[Connection]:
    with open_published(Layout(sample_warehouse).database_link) as opened:
        yield opened


@pytest.fixture(scope="module")
def text(con: Connection) -> str:
    return render(read_report(con), "html")


@pytest.fixture(scope="module")
def page(text: str) -> Page:
    return Page(text)


@pytest.fixture
def few(tmp_path: Path) -> Path:
    """The warehouse of a few files, with their folder raw beside it."""
    run_direct(copy_few(tmp_path / "raw"), tmp_path / "warehouse")
    return tmp_path / "warehouse"


@pytest.fixture
def altered(sample_warehouse: Path, tmp_path: Path) -> Callable[..., Connection]:
    """Returns the sample's published file, opened after these statements changed it."""

    def alter(*statements: str) -> Connection:
        path = tmp_path / "altered.duckdb"
        shutil.copyfile(Layout(sample_warehouse).database_link, path)
        path.chmod(0o644)
        with duckdb.connect(str(path)) as writer:
            for statement in statements:
                writer.execute(statement, [HOSTILE] if "$1" in statement else [])
        return open_published(path)

    return alter


def call(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr(sys, "argv", ["wirecopy", *words])
    try:
        main()
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def test_the_page_is_well_formed_and_needs_no_other_file_network_or_script(text: str, page: Page) -> None:
    assert page.open == []
    assert text.startswith("<!DOCTYPE html>")
    assert not {"script", "iframe", "object", "embed", "form", "base", "img"} & {tag for tag, _ in page.tags}
    for tag, given in page.tags:
        assert not any(name.startswith("on") or name in ("src", "srcset", "action", "xlink:href") for name in given), (
            tag
        )
    assert "url(" not in text.replace("url(#", "")
    assert "@import" not in text
    assert all(link.startswith("#") for link in page.links)
    policy = next(given["content"] for tag, given in page.tags if given.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:")


def test_every_link_leads_to_one_place_of_the_page(page: Page) -> None:
    assert len(page.ids) == len(set(page.ids))
    assert {link[1:] for link in page.links} <= set(page.ids)
    assert {one for one in page.ids if one.startswith(("fam_", "art_", "grp_"))}


def test_each_family_of_several_has_its_page_with_every_member(con: Connection, page: Page) -> None:
    rows = con.sql("select family_id, article_id from copy_families where article_count > 1").fetchall()
    assert rows
    assert {name for row in rows for name in row} <= set(page.ids)


def test_headings_are_in_order_and_tables_have_captions_and_scopes(page: Page) -> None:
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    tables = [tag for tag, _ in page.tags if tag in ("table", "caption")]
    assert tables == ["table", "caption"] * (len(tables) // 2)
    assert all(given.get("scope") in ("col", "row") for tag, given in page.tags if tag == "th")
    drawn = [given for tag, given in page.tags if tag == "svg"]
    assert len(drawn) == 4
    assert all(given["role"] == "img" and given["aria-labelledby"] for given in drawn)


def test_words_of_an_article_in_another_language_say_so(page: Page) -> None:
    assert {given["lang"] for _, given in page.tags if "lang" in given} == {"en", "de"}


def test_the_figures_are_those_that_sql_gives(con: Connection) -> None:
    counted = asdict(read_report(con).overview)
    for name, counting in {
        "articles": "select count(*) from articles where is_current",
        "families": "select count(*) from families",
        "copy_families": "select count(*) from families where article_count > 1",
        "articles_in_families": "select count(*) from copy_families where article_count > 1",
        "quotes": "select count(*) from quotes",
        "carried": "select count(distinct utterance_id) from quote_variants",
        "altered": "select count(distinct utterance_id) from quote_variants where is_altered",
        "facts": "select count(*) from claims_by_origin",
        "repeated_facts": "select count(*) from claims_by_origin where article_count > 1",
        "contradictions": "select count(*) from claim_links where kind in ('contradiction', 'number', 'date')",
        "rejects": "select count(*) from open_rejects",
        "unknown_outlets": "select count(*) from articles where outlet is null and is_current",
    }.items():
        assert counted[name] == con.sql(counting).fetchall()[0][0], name


def test_the_sections_show_the_rows_of_the_warehouse(con: Connection) -> None:
    report = read_report(con)
    assert sum(one.rejects for one in report.refusals) == report.overview.rejects
    assert sum(one.articles for one in report.copying) == len(
        con.sql("from articles where based_on_article_id is not null and derivation <> 'derivative'").fetchall()
    )
    copies = sum(one.altered + one.not_altered for one in report.quote_changes)
    assert (
        copies
        == con.sql(
            "select count(*) from utterance_quotes join utterances using (utterance_id) "
            "where article_count > 1 and not is_best"
        ).fetchall()[0][0]
    )
    assert (
        sum(one.originals + one.others for one in report.dates)
        == con.sql("select count(*) from articles where is_current and len(published_on) = 10").fetchall()[0][0]
    )
    for family in report.families:
        best = con.sql(
            "select max(score) from matches join articles a on a.article_id = article_a "
            "join articles b on b.article_id = article_b where a.family_id <> b.family_id "
            f"and '{family.listed.family_id}' in (a.family_id, b.family_id)"
        ).fetchall()[0][0]
        assert (family.nearest.score if family.nearest else None) == best
        for one in family.changes:
            assert sum(signal.adds for signal in one.weighing.signals) == pytest.approx(one.weighing.score)


def test_the_same_version_gives_the_same_bytes(con: Connection, text: str) -> None:
    report = read_report(con)
    assert render(report, "html") == text
    assert render(report, "markdown") == render(read_report(con), "markdown")


def test_a_small_limit_bounds_every_section_and_says_what_is_left_out(con: Connection, text: str) -> None:
    tight = ReportConfig(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1, 1, 1, 4)
    report = read_report(con, config=tight)
    small = render(report, "html")
    assert len(report.families) == 2
    assert {len(rows) for rows in (report.arrivals, report.facts, report.quotes, report.contradictions)} == {1}
    assert all(len(page.members) <= 1 and len(page.facts) <= 1 for page in report.families)
    assert "37 more articles not shown" in small
    assert "12 more families of several articles not shown" in small
    assert len(small) < len(text) / 3
    found = Page(small)
    assert {link[1:] for link in found.links} <= set(found.ids)


def test_what_a_small_report_leaves_out_is_listed_by_the_line_that_it_gives(
    con: Connection, sample_warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = render(read_report(con, config=ReportConfig(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 4)), "html")
    lines = {html.unescape(line) for line in re.findall(r'class="cmd"[^>]*>(wirecopy [^<]+)<', small)}
    assert len(lines) >= 9
    for line in sorted(lines):
        words = shlex.split(line)[1:]
        if words[0] == "sql":
            assert query(con, words[1]).num_rows, line
        elif "fam_…" not in words:
            assert call(monkeypatch, *words, "--warehouse", str(sample_warehouse)) == 0, line


def test_text_out_of_raw_files_is_shown_and_does_nothing(altered: Callable[..., Connection]) -> None:
    with altered(
        "update articles set headline = $1, outlet = $1, credited_outlet = $1",
        "update rejects set detail = $1, raw_path = $1",
        "update claim_groups set statement = $1",
        "update utterances set source_name = $1, content = $1",
        "update runs set warnings = [$1]",
    ) as con:
        report = read_report(con)
        shown, plain = render(report, "html"), render(report, "markdown")
    page = Page(shown)
    assert page.open == []
    assert not {"script", "img"} & {tag for tag, _ in page.tags}
    assert not any(name.startswith("on") for _, given in page.tags for name in given)
    assert "</title><script>alert(1)</script>" in "".join(page.words)
    for form in (shown, plain):
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f‪-‮⁦-⁩]", form)
    assert "<script" not in plain.replace("\\<", "")
    assert "](javascript" not in plain.replace("\\]", "")


@pytest.mark.parametrize(
    ("given", "shown"),
    {
        "a link": ("[a](http://b.example)", "\\[a\\](http\u200b://b.example)"),
        "a tag and an entity": ("<b> &amp;", "\\<b\\> \\&amp;"),
        "a heading": ("# not a heading", "\\# not a heading"),
        "a list": ("- item", "\\- item"),
        "a numbered list": ("1. item", "1\\. item"),
        "a cell": ("a | b\nc", "a \\| b c"),
        "emphasis": ("*a* _b_ ~~c~~ `d`", "\\*a\\* \\_b\\_ \\~\\~c\\~\\~ \\`d\\`"),
        "plain words": ("A ferry, 3.5 m long - and “quick”", "A ferry, 3.5 m long - and “quick”"),
    }.values(),
)
def test_markdown_shows_a_text_as_it_is(given: str, shown: str) -> None:
    assert escape_markdown(given) == shown


def test_every_code_of_the_warehouse_has_words() -> None:
    assert set(wording.REASONS) == set(REJECT_REASONS)
    assert set(charts.TITLES) == {path.stem for path in (ROOT / "flows/desk/report/charts").glob("*.json")}


@pytest.mark.parametrize(
    ("date", "told"), [("2031", "2031"), ("2031-05", "May 2031"), ("2031-05-07", "7 May 2031"), ("x-13", "x-13")]
)
def test_a_date_is_told_as_finely_as_it_is_known(date: str, told: str) -> None:
    assert tell_day(date) == told


def test_a_run_leaves_a_report_beside_the_warehouse_and_an_idle_one_writes_none(
    few: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (few.parent / "raw/late.txt").write_text(PIER)
    words = ["run", str(few.parent / "raw"), "--warehouse", str(few), "--direct", "--quiet", "--workers", "1"]
    assert call(monkeypatch, *words, "--report") == 0
    assert capfd.readouterr() == ("", "")
    first = (few / "report.html").resolve()
    assert first == few.resolve() / "reports/report-run-000002.html"
    assert Page(first.read_text("utf-8")).open == []
    assert (few / "report.md").resolve().name == "report-run-000002.md"
    written = first.stat().st_mtime_ns
    assert call(monkeypatch, *words, "--report") == 0
    assert first.stat().st_mtime_ns == written
    assert (few / "report.html").resolve() == first


def test_a_report_is_kept_and_forgotten_with_its_version_and_a_rollback_points_back(few: Path) -> None:
    raw = few.parent / "raw"
    file_report(few)
    (raw / "late.txt").write_text(PIER)
    run_direct(raw, few)
    assert (few / "report.html").resolve().name == "report-run-000001.html", "until its own is written"
    file_report(few)
    done = roll_back(few, "1")
    report_again(few, done.shows, done.run_id)
    assert done.run_id == "run-000003"
    back = (few / "report.html").resolve()
    assert back.name == "report-run-000003.html"
    assert back.read_bytes() == (few / "reports/report-run-000001.html").read_bytes()
    (raw / "later.txt").write_text(PIER.replace("Monday", "Friday"))
    run_direct(raw, few, keep=1)
    file_report(few)
    run_direct(raw, few, keep=1)
    assert sorted(path.name for path in (few / "reports").glob("report-*")) == [
        "report-run-000004.html",
        "report-run-000004.md",
    ]


def test_a_report_that_comes_late_does_not_take_the_place_of_the_next(few: Path) -> None:
    raw = few.parent / "raw"
    version = Layout(few).database("run-000001")
    with open_published(version) as con:
        late = read_report(con)
    (raw / "late.txt").write_text(PIER)
    run_direct(raw, few)
    file_report(few)
    from flows.store.reports import store_report

    store_report(Layout(few), "run-000001", {"html": render(late, "html"), "md": ""})
    assert (few / "report.html").resolve().name == "report-run-000002.html"


def test_a_report_that_fails_costs_a_line_and_no_run(
    few: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (few / "reports").write_text("a file where the folder should be")
    (few.parent / "raw/late.txt").write_text(PIER)
    words = ["run", str(few.parent / "raw"), "--warehouse", str(few), "--direct", "--quiet", "--workers", "1"]
    assert call(monkeypatch, *words, "--report") == 0
    assert select(few, "select max(run_id) from runs") == [("run-000002",)]
    said = capfd.readouterr().err
    assert said.count("\n") == 1
    assert said.startswith("wirecopy: the report could not be written (")
    monkeypatch.setattr(reporting, "_SECONDS", 0.01)
    assert "it took longer" in (report_on(few) or "")


def test_no_report_is_written_where_none_is_wanted(few: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (few.parent / "raw/late.txt").write_text(PIER)
    words = ["run", str(few.parent / "raw"), "--warehouse", str(few), "--direct", "--quiet", "--workers", "1"]
    assert call(monkeypatch, *words, "--no-report") == 0
    assert not (few / "report.html").exists()
    job = make_job(few.parent / "raw", few, 1, 1, None)
    assert parameters_of(job, None)["report"] is True


def test_the_command_renders_a_version_a_form_or_a_family(
    sample_warehouse: Path, con: Connection, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str
) -> None:
    at = ["--warehouse", str(sample_warehouse)]
    assert call(monkeypatch, "report", *at, "--as-of", "1", "--output", str(tmp_path / "all.html")) == 0
    assert (tmp_path / "all.html").read_text("utf-8") == text
    assert call(monkeypatch, "report", *at, "--output", str(tmp_path / "all.md")) == 0
    assert (tmp_path / "all.md").read_text("utf-8") == render(read_report(con), "markdown")
    name = "aggregators/portal-1147.txt"
    assert call(monkeypatch, "report", *at, "--family", name, "--output", str(tmp_path / "one.html")) == 0
    one = Page((tmp_path / "one.html").read_text("utf-8"))
    assert one.open == []
    assert len([tag for tag, given in one.tags if given.get("class") == "family"]) == 1
    assert {link[1:] for link in one.links} <= set(one.ids)
    with pytest.raises(UserError, match="names no family"):
        read_report(con, ["fam_nowhere"])


def test_a_warehouse_without_copies_quotes_or_claims_has_a_report(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw/one.txt").write_text("Ferry late\n\nThe ferry was late.\n")
    run_direct(tmp_path / "raw", tmp_path / "warehouse")
    with open_published(Layout(tmp_path / "warehouse").database_link) as con:
        report = read_report(con)
        assert Page(render(report, "html")).open == []
        assert "stands alone" in render(report, "markdown")
