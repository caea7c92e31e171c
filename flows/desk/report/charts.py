"""The plots: specifications of Vega-Lite as files, the rows put in, drawn as SVG without a browser or a network."""

import datetime
import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

from flows.base.errors import BrokenInvariant
from flows.base.terminal import visible
from flows.desk.report.reading import Copying, Fact, Published, QuoteChange, ReportConfig, RunLine

_FOLDER = Path(__file__).parent / "charts"
_LABEL = 34
_CLAIM = 46
_MOST_BARS = 120
_UNKNOWN = "unknown outlet"
_OPENING = re.compile(r"<svg[^>]*viewBox=\"0 0 ([\d.]+) ([\d.]+)\"[^>]*>")
# What Vega says of its own parts is nothing without the names that the title and the description give.
_ROLES = re.compile(r' (?:role="graphics-\w+"|aria-\w+="[^"]*")')
# A part that is referred to, such as a clip: its number counts on from drawing to drawing.
_OWN_ID = re.compile(r'\bid="(\w+)"')
_USED_ID = re.compile(r'(?<=\bid=")(\w+)(?=")|(?<=url\(#)(\w+)(?=\))|(?<=href="#)(\w+)(?=")')
CHANGES = ("word for word", "under 10 % changed", "10 to 25 %", "25 to 50 %", "half or more")


TITLES = {
    "runs": ("Volumes over the runs", "Bars: the new articles and the new rejects of each run."),
    "dates": ("Articles by date of publication", "Stacked bars: first with their text; copies and rewrites."),
    "copying": ("Who copies whom", "A grid: a row for each outlet that is copied, a column for each that copies."),
    "quote_changes": ("How much copies change quotations", "Bars: copies by the share of letters that changed."),
    "claims": ("The most repeated claims", "Points on a line for each claim: its articles, origins and roots."),
}


@dataclass(frozen=True)
class Drawn:
    """What the plots are drawn from; `runs` are those that published, the oldest first."""

    runs: Sequence[RunLine]
    dates: Sequence[Published]
    copying: Sequence[Copying]
    changes: Sequence[QuoteChange]
    facts: Sequence[Fact]


@dataclass(frozen=True)
class Chart:
    """A plot: its SVG with a title and a description for who cannot see it, and its least readable width in pixels."""

    svg: Markup
    width: int


def draw_charts(report: Drawn, config: ReportConfig) -> dict[str, Chart]:
    """Return the plots that have something to show, by name."""
    rows = {
        "runs": _run_rows(report.runs),
        "dates": _date_rows(report.dates),
        "copying": _copying_rows(report.copying, config.outlets),
        "quote_changes": _change_rows(report.changes),
        "claims": _fact_rows(report.facts[: config.claims_drawn]),
    }
    return {name: _draw(name, found) for name, found in rows.items() if found}


def _draw(name: str, rows: Sequence[Mapping[str, Any]]) -> Chart:
    # 84 MB and an engine: a command that draws nothing does without.
    import vl_convert

    spec = json.loads((_FOLDER / f"{name}.json").read_text("utf-8"))
    drawn = vl_convert.vegalite_to_svg({**spec, "data": {"values": list(rows)}})
    found = _OPENING.match(drawn)
    if not found:
        raise BrokenInvariant(f"the plot {name} has no size")
    title, description = TITLES[name]
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {found[1]} {found[2]}" role="img" '
        f'aria-labelledby="plot-{name}-title plot-{name}-says"><title id="plot-{name}-title">{escape(title)}</title>'
        f'<desc id="plot-{name}-says">{escape(description)}</desc>'
    )
    body = _with_own_ids(name, _ROLES.sub("", drawn[found.end() :]))
    return Chart(Markup(opening + body), round(float(found[1])))


def _with_own_ids(name: str, drawn: str) -> str:
    """Return the drawing with ids that are the same each time, and those of no other drawing on the page."""
    found = list(dict.fromkeys(_OWN_ID.findall(drawn)))
    own = {given: f"plot-{name}-{number}" for number, given in enumerate(found, start=1)}
    return _USED_ID.sub(lambda used: own.get(used[0], used[0]), drawn)


def _label(text: str | None, most: int = _LABEL) -> str:
    plain = visible(" ".join((text or _UNKNOWN).split()))
    return plain if len(plain) <= most else plain[: most - 1].rstrip() + "…"


def _run_rows(runs: Sequence[RunLine]) -> list[dict[str, Any]]:
    """Return a row for each run and measure; one run alone is no row of volumes."""
    measures = {"articles_new": "new articles", "rejects_new": "newly rejected"}
    return [
        {"run": str(int(run.run_id.removeprefix("run-"))), "measure": label, "count": run.counts.get(name, 0)}
        for name, label in measures.items()
        for run in runs
        if len(runs) > 1
    ]


def _date_rows(dates: Sequence[Published]) -> list[dict[str, Any]]:
    return [
        {"published": one.published, "kind": kind, "articles": articles, "order": order}
        for one in _without_gaps(dates)
        for order, (kind, articles) in enumerate(
            (("first with their text", one.originals), ("copies and rewrites", one.others))
        )
    ]


def _without_gaps(dates: Sequence[Published]) -> list[Published]:
    """Return the dates with those between on which nothing was published, so that time runs evenly."""
    if not dates:
        return []
    known = {one.published: one for one in dates}
    letters = len(dates[0].published)
    first, last = (datetime.date.fromisoformat(f"{one.published}-01-01"[:10]) for one in (dates[0], dates[-1]))
    days = (first + datetime.timedelta(number) for number in range((last - first).days + 1))
    between = dict.fromkeys(day.isoformat()[:letters] for day in days)
    return [known.get(date, Published(date, 0, 0)) for date in between][-_MOST_BARS:]


def _copying_rows(copying: Sequence[Copying], most: int) -> list[dict[str, Any]]:
    """Return the cells of the matrix: the outlets that are copied most, and those that copy most."""
    sources, copiers = Counter[str | None](), Counter[str | None]()
    for one in copying:
        sources[one.source] += one.articles
        copiers[one.copier] += one.articles
    rows, columns = (_foremost(counted, most) for counted in (sources, copiers))
    cells = {(one.source, one.copier): one for one in copying}
    return [
        {
            "source": _label(source),
            "copier": _label(copier),
            "articles": cells[source, copier].articles,
            "told": f"{cells[source, copier].articles:,}",
        }
        for source in rows
        for copier in columns
        if (source, copier) in cells
    ]


def _foremost(counted: Mapping[str | None, int], most: int) -> list[str | None]:
    """Return the outlets with most articles, the unknown one last."""
    return sorted(counted, key=lambda outlet: (outlet is None, -counted[outlet], outlet or ""))[:most]


def _change_rows(changes: Sequence[QuoteChange]) -> list[dict[str, Any]]:
    return [
        {"change": CHANGES[one.change], "kind": kind, "copies": copies, "order": order}
        for one in changes
        for order, (kind, copies) in enumerate(
            (("the speaker’s words altered", one.altered), ("no word altered", one.not_altered))
        )
    ]


def _fact_rows(facts: Sequence[Fact]) -> list[dict[str, Any]]:
    return [
        {
            "claim": f"{number}. {_label(fact.statement, _CLAIM)}",
            "kind": kind,
            "count": count,
            "least": min(fact.origin_count, fact.root_count),
            "articles": fact.article_count,
        }
        for number, fact in enumerate(facts, start=1)
        for kind, count in (
            ("articles", fact.article_count),
            ("origins", fact.origin_count),
            ("roots", fact.root_count),
        )
    ]
