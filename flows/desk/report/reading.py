"""What stands in the sections of the report: bounded queries on the published file, each row as a record."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from flows.base.worddiff import Piece, lay_out, shorten
from flows.store.engine import Connection, run_sql

Record = TypeVar("Record")


@dataclass(frozen=True)
class ReportConfig:
    """The most of everything that a report shows; what is beyond is counted, and the line that lists it is given.

    With these a report of a hundred thousand articles takes less than 2 MB. `words`: of a piece of a word diff.
    """

    arrivals: int = 25
    reasons_examples: int = 5
    runs: int = 60
    dates: int = 60
    outlets: int = 12
    claims: int = 15
    claims_drawn: int = 10
    contradictions: int = 15
    quotes: int = 12
    wordings: int = 3
    families: int = 20
    members: int = 30
    comparisons: int = 4
    stretches: int = 5
    family_claims: int = 8
    family_quotes: int = 4
    words: int = 40


@dataclass(frozen=True)
class Overview:
    """How much there is of everything, counted in rows; `first_day` and `last_day` are ISO days."""

    articles: int
    families: int
    unknown_outlets: int
    unknown_dates: int
    unknown_languages: int
    outlets: int
    first_day: str | None
    last_day: str | None
    derivatives: int
    incomplete: int
    copy_families: int
    articles_in_families: int
    unknown_origins: int
    quotes: int
    unknown_sources: int
    utterances: int
    carried: int
    altered: int
    facts: int
    repeated_facts: int
    one_root_facts: int
    disputed_facts: int
    unknown_firsts: int
    contradictions: int
    files: int
    rejects: int
    rejected_files: int


@dataclass(frozen=True)
class RunLine:
    """One run of the log: how it ended, its counts by name, its seconds by stage."""

    run_id: str
    started_at: str
    ended_at: str
    status: str
    code_version: str
    config: Mapping[str, Any]
    counts: Mapping[str, Any]
    seconds: Mapping[str, float]
    peak_memory_mb: float
    warnings: Sequence[str]
    message: str | None


@dataclass(frozen=True)
class Arrival:
    """One article that came in or changed with the run."""

    article_id: str
    place: str
    headline: str | None
    outlet: str | None
    published_on: str | None
    language: str | None
    derivation: str | None
    format: str
    word_count: int
    family_id: str | None
    article_count: int | None
    total: int


@dataclass(frozen=True)
class Format:
    """How many current articles were read as one format."""

    format: str
    articles: int


@dataclass(frozen=True)
class Refusal:
    """What is rejected for one reason: how many, how many of them by this run, and some of them."""

    reason: str
    rejects: int
    new_rejects: int
    examples: Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Published:
    """How many articles a day, month or year brought: those that are first with their text, and the others."""

    published: str
    originals: int
    others: int


@dataclass(frozen=True)
class Copying:
    """How many articles of one outlet carry text of another; null is an unknown outlet."""

    source: str | None
    copier: str | None
    articles: int
    credited: int
    total: int


@dataclass(frozen=True)
class QuoteChange:
    """How many copies of quotations are changed so much: class 0 not at all, to 4 by half or more."""

    change: int
    altered: int
    not_altered: int


@dataclass(frozen=True)
class Wording:
    """What one article made of an utterance, as pieces from the best wording to this one."""

    utterance_id: str
    quote_id: str
    has_source_conflict: bool
    source_text: str | None
    article_id: str
    family_id: str
    outlet: str | None
    language: str | None
    derivation: str
    place: str
    nth: int
    total: int
    pieces: Sequence[Piece]


@dataclass(frozen=True)
class ChangedQuote:
    """An utterance whose words articles of a family altered, with some of these wordings."""

    utterance_id: str
    family_id: str
    altered_articles: int
    total: int
    source_name: str | None
    content: str
    wording_basis: str
    article_count: int
    origin_count: int
    language: str | None
    best_article_id: str
    best_outlet: str | None
    best_place: str
    wordings: Sequence[Wording]


@dataclass(frozen=True)
class Fact:
    """A claim group that several articles state, with its three counts: articles, origins, roots."""

    claim_group_id: str
    statement: str
    article_count: int
    origin_count: int
    root_count: int
    roots: Sequence[str]
    outlet_count: int
    unknown_outlet_count: int
    is_disputed: bool
    hedge_min: str
    hedge_max: str
    first_seen_basis: str
    first_article_id: str | None
    first_outlet: str | None
    first_published_on: str | None
    language: str | None
    family_id: str | None
    is_self_contained: bool
    total: int


@dataclass(frozen=True)
class Saying:
    """One side of a contradiction: the claim that shows it, who makes it, and how many articles say the same."""

    claim_group_id: str
    content: str
    claimant: str | None
    claimant_text: str | None
    hedge: str
    article_id: str
    outlet: str | None
    published_on: str | None
    language: str | None
    family_id: str
    place: str
    article_count: int
    origin_count: int
    root_count: int


@dataclass(frozen=True)
class Contradiction:
    """Two facts that do not go together; `kind` is that of claim_links."""

    kind: str
    a: Saying
    b: Saying
    total: int


def read_records(con: Connection, name: str, kind: type[Record], **given: object) -> list[Record]:
    """Return the rows of sql/report/<name>.sql as records whose fields are its columns."""
    return [kind(**row) for row in run_sql(con, f"report/{name}", parameters=given).to_pylist()]


def read_overview(con: Connection) -> Overview:
    """Return how much there is of everything."""
    return read_records(con, "overview", Overview)[0]


def read_runs(con: Connection, most: int) -> list[RunLine]:
    """Return the last runs, the oldest first."""
    rows = run_sql(con, "report/runs", parameters={"most": most}).to_pylist()
    packed = ("config", "counts", "seconds")
    return [RunLine(**{**row, **{name: json.loads(row[name]) for name in packed}}) for row in rows]


def read_dates(con: Connection, overview: Overview, most: int) -> list[Published]:
    """Return what was published when, oldest first, by day, month or year: as finely as goes into so many bars."""
    letters = 4
    if overview.first_day and overview.last_day:
        years = int(overview.last_day[:4]) - int(overview.first_day[:4])
        months = 12 * years + int(overview.last_day[5:7]) - int(overview.first_day[5:7])
        letters = 10 if months < most // 30 + 1 else 7 if months < most else 4
    return read_records(con, "days", Published, letters=letters, most=most)[::-1]


def read_quotes(con: Connection, families: Sequence[str] | None, most: int, config: ReportConfig) -> list[ChangedQuote]:
    """Return the most changed quotations, `most` of each family, or of all where families are null."""
    given = {"families": None if families is None else list(families), "most": most}
    rows = run_sql(con, "report/changed_quotes", parameters=given).to_pylist()
    wanted = {
        "utterances": [row["utterance_id"] for row in rows],
        "families": sorted({row["family_id"] for row in rows}),
        "most": config.wordings,
    }
    wordings: dict[tuple[str, str], list[Wording]] = {}
    for row in run_sql(con, "report/wordings", parameters=wanted).to_pylist():
        diff = [Piece(piece["kind"], piece["text"]) for piece in row.pop("word_diff")]
        wording = Wording(**row, pieces=shown_pieces(diff, config.words))
        wordings.setdefault((wording.utterance_id, wording.family_id), []).append(wording)
    return [ChangedQuote(**row, wordings=wordings.get((row["utterance_id"], row["family_id"]), [])) for row in rows]


def shown_pieces(diff: Sequence[Piece], words: int) -> list[Piece]:
    """Return a word diff as it is shown: the middle of long pieces left out, white space behind a change apart."""
    return lay_out(shorten(diff, words))


def read_contradictions(con: Connection, families: Sequence[str] | None, most: int) -> list[Contradiction]:
    """Return what does not go together, the most stated first; only what touches the families, unless null."""
    given = {"families": None if families is None else list(families), "most": most}
    rows = run_sql(con, "report/contradictions", parameters=given).to_pylist()
    return [Contradiction(row["kind"], _saying(row, "a"), _saying(row, "b"), row["total"]) for row in rows]


def _saying(row: Mapping[str, Any], side: str) -> Saying:
    told = {name.removeprefix(f"{side}_"): value for name, value in row.items() if name.startswith(f"{side}_")}
    return Saying(claim_group_id=row[f"claim_group_{side}"], **told)
