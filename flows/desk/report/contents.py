"""The whole report as data: read once, shown as HTML and as Markdown."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flows.base.errors import UserError
from flows.desk.report.charts import Chart, Drawn, draw_charts
from flows.desk.report.families import FamilyPage, read_family_pages
from flows.desk.report.reading import (
    Arrival,
    ChangedQuote,
    Contradiction,
    Copying,
    Fact,
    Format,
    Overview,
    Published,
    QuoteChange,
    Refusal,
    ReportConfig,
    RunLine,
    read_contradictions,
    read_dates,
    read_overview,
    read_quotes,
    read_records,
    read_runs,
)
from flows.store.engine import Connection

DEFAULT = ReportConfig()


@dataclass(frozen=True)
class Report:
    """All that a report shows. `run`: whose version it tells of; `anchors`: the ids that a link may lead to.

    `placed` are those that stand on the page of a family. `is_selection`: it shows only pages that were asked for.
    """

    run: RunLine
    overview: Overview
    runs: Sequence[RunLine]
    arrivals: Sequence[Arrival]
    formats: Sequence[Format]
    refusals: Sequence[Refusal]
    dates: Sequence[Published]
    copying: Sequence[Copying]
    quote_changes: Sequence[QuoteChange]
    quotes: Sequence[ChangedQuote]
    facts: Sequence[Fact]
    contradictions: Sequence[Contradiction]
    families: Sequence[FamilyPage]
    charts: dict[str, Chart]
    anchors: frozenset[str]
    placed: frozenset[str]
    is_selection: bool


def read_report(con: Connection, wanted: Sequence[str] | None = None, config: ReportConfig = DEFAULT) -> Report:
    """Return the report on the published file that is open; with `wanted` families their pages alone."""
    runs = read_runs(con, config.runs)
    shown = [run for run in runs if run.status == "published"]
    if not shown:
        raise UserError("no run in this warehouse has published anything to report on")
    run, overview = shown[-1], read_overview(con)
    ids = None if wanted is None else [_find_family(con, name) for name in wanted]
    families = read_family_pages(con, run.run_id, config, ids)
    is_selection = ids is not None
    facts = [] if is_selection else read_records(con, "claims", Fact, most=config.claims)
    arrivals = [] if is_selection else read_records(con, "arrivals", Arrival, run_id=run.run_id, most=config.arrivals)
    dates = read_dates(con, overview, config.dates)
    copying = read_records(con, "copying", Copying, most=config.outlets**2)
    changes = read_records(con, "quote_changes", QuoteChange)
    placed = frozenset(_places(families))
    return Report(
        run,
        overview,
        runs,
        arrivals,
        read_records(con, "formats", Format),
        read_records(con, "rejects", Refusal, run_id=run.run_id, most=config.reasons_examples),
        dates,
        copying,
        changes,
        [] if is_selection else read_quotes(con, None, config.quotes, config),
        facts,
        [] if is_selection else read_contradictions(con, None, config.contradictions),
        families,
        {} if is_selection else draw_charts(Drawn(shown, dates, copying, changes, facts), config),
        frozenset(_anchors(families, arrivals, facts)),
        placed,
        is_selection,
    )


def _find_family(con: Connection, name: str) -> str:
    """Return the id of the family that `name` means: its id, the first letters of it, or an article of it."""
    given = {"name": name}
    exact = "select family_id from families where starts_with(family_id, $name) order by family_id limit 2"
    found = con.sql(exact, params=given).fetchall() if name.startswith("fam_") else []
    if len(found) == 1:
        return str(found[0][0])
    if name.startswith("fam_"):
        many = "several families" if found else "no family"
        raise UserError(f'{name!r} names {many}. Their ids: wirecopy sql "select family_id from families"')
    from flows.desk.explain.naming import find_article

    article = find_article(con, name)
    row = con.sql("select family_id from articles where article_id = $name", params={"name": article}).fetchall()[0]
    if row[0] is None:
        raise UserError(f"{name!r} is not current: it is no part of any family.")
    return str(row[0])


def _places(families: Sequence[FamilyPage]) -> Iterator[str]:
    """Yield what has its place on the page of a family."""
    for page in families:
        yield page.listed.family_id
        yield from (member.article_id for member in page.members)


def _anchors(families: Sequence[FamilyPage], arrivals: Sequence[Arrival], facts: Sequence[Fact]) -> Iterator[str]:
    yield from _places(families)
    yield from (one.article_id for one in arrivals)
    yield from (fact.claim_group_id for fact in facts)
    for page in families:
        yield from (fact.claim_group_id for fact in page.facts)
