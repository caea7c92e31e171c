"""The gate before publishing: the run's volumes held against the version before, from files, parts and the run log."""

import json
from collections.abc import Iterable, Mapping, Sequence
from posixpath import splitext
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from flows.base.errors import CheckFailed
from flows.base.schemas.ledger import RAW_FILES, REJECTS
from flows.pipeline.job import Run
from flows.pipeline.ledger import Ledger, Seen
from flows.pipeline.parse_job import FileOutcome
from flows.pipeline.rejects import is_open
from flows.pipeline.runlog import read_log
from flows.pipeline.sidecars import ledger_rows
from flows.pipeline.volumes import (
    Finding,
    Tallies,
    Tally,
    find_empty_folders,
    find_fallen_tables,
    find_gone,
    find_jump,
    find_rate_change,
    find_share_fall,
    find_sudden_reasons,
    printable,
)
from flows.store.manifests import Manifest
from flows.store.parts import Part, read_parts

# What an article mostly says of itself. A reader that broke finds it no more.
_TOLD = ("headline", "outlet", "published_on", "language")
# Tables of rows found in articles, and the column that tells whether they are looked for in one.
_FOUND = {"quotes": "speech_language", "claims": "claims_language"}
# Tables with rows for each article, each current article (family_members), or what is found in one. How many rows the
# tables of what ties articles have, segments and matches among them, one judgement may change by half.
_LASTING = (
    "raw_files",
    "articles",
    "blocks",
    "quotes",
    "claims",
    "family_members",
    "utterance_quotes",
    "claim_members",
)
_COLUMNS = ["article_id", "format", *_TOLD, *_FOUND.values()]
_DETAIL = 120
_ACCEPTED = "accepted: "
_SHOWN = 5


class Came(NamedTuple):
    """What a run brought: the outcomes of the files that it read, what it changed in the ledger, its tables."""

    seen: Seen
    outcomes: Sequence[FileOutcome]
    ledger: Ledger
    manifest: Manifest


def pass_gate(run: Run, came: Came) -> list[str]:
    """Return the warnings that the run is published with. A collapse is a CheckFailed, unless the job accepts it."""
    findings = find_unbelievable(run, came)
    collapses = [finding for finding in findings if finding.is_collapse]
    if collapses and not run.job.accept_volumes:
        raise CheckFailed(_refusal_to_publish(collapses))
    return [f"{_ACCEPTED if finding.is_collapse else ''}{finding}" for finding in findings]


def is_accepted(warning: str) -> bool:
    """Tell whether a run with this warning would not have been published unasked."""
    return warning.startswith(_ACCEPTED)


def find_unbelievable(run: Run, came: Came) -> list[Finding]:
    """Return all that is not believable about a run's volumes, beside the version before it."""
    config = run.job.volumes
    files = {row["raw_path"]: row for row in ledger_rows(run, RAW_FILES)}
    present = [path for path, row in files.items() if row["status"] != "removed"]
    removed = came.seen.removed
    found = find_gone(removed, len(present), came.seen.file_count, config)
    found += find_empty_folders(removed, sorted({*present, *_paths(came)} - set(removed)), config) if not found else []
    found += _of_files(run, came, files)
    found += _of_articles(run, came)
    found += _of_tables(run, came)
    return found + find_jump(len(came.ledger.arrived), _history(run), config)


def _of_tables(run: Run, came: Came) -> list[Finding]:
    """Return the tables that lost rows which only the loss of articles, or of what is found in them, takes away."""
    before, now = run.base.rows(), came.manifest.rows()
    if before.get("family_members", 0) < run.job.volumes.fewest_before:
        return []
    return find_fallen_tables({table: before.get(table, 0) for table in _LASTING}, now, run.job.volumes)


def _refusal_to_publish(collapses: Iterable[Finding]) -> str:
    lines = ["volumes collapsed; nothing was published, the version before stays."]
    for finding in collapses:
        lines += [f"  {finding}", *(f"    {printable(row)}" for row in finding.sample)]
    lines.append("Put the files right and run again; or, if this is meant: wirecopy run --accept-volumes")
    return "\n".join(lines)


def _paths(came: Came) -> set[str]:
    return {outcome.raw_path for outcome in came.outcomes}


def _of_files(run: Run, came: Came, files: Mapping[str, Mapping[str, Any]]) -> list[Finding]:
    """Return what is to be said of the files read: how many gave an article, how many articles, and why others none.

    Files that are read again because they were rejected say nothing of the others.
    """
    config = run.job.volumes
    news = [one for one in came.outcomes if not one.is_sidecar and one.raw_path not in came.seen.retried.paths]
    standing = [row for row in files.values() if row["status"] != "removed" and not _is_list(row)]
    loaded = _tallied((row["raw_path"], row["status"] == "loaded") for row in standing)
    found = find_share_fall(
        "files that give an article", loaded, _tallied((one.raw_path, bool(one.places)) for one in news), config
    )
    reasons: dict[str, int] = {}
    for one in news:
        for reason in {refusal.reason for refusal in one.refusals}:
            reasons[reason] = reasons.get(reason, 0) + 1
    before: dict[str, int] = {}
    for row in filter(is_open, ledger_rows(run, REJECTS)):
        before[row["reason"]] = before.get(row["reason"], 0) + 1
    refused = tuple(
        f"{one.raw_path}: {one.refusals[0].reason}: {one.refusals[0].detail[:_DETAIL]}" for one in news if one.refusals
    )
    known = len(standing)
    sudden = find_sudden_reasons(before, known, reasons, len(news), config) if known >= config.fewest_before else []
    return [finding._replace(sample=refused[:_SHOWN]) for finding in found] + sudden


def _is_list(row: Mapping[str, Any]) -> bool:
    return row["format"] in ("metadata", "judgements")


def _tallied(found: Iterable[tuple[str, bool]]) -> dict[str, Tally]:
    """Return how many files were loaded, of how many, by the ending of their names."""
    tallies: dict[str, Tally] = {}
    for path, is_loaded in found:
        ending = splitext(path)[1].lower()
        tallies[ending] = tallies.get(ending, Tally(0, 0)).plus(Tally(int(is_loaded), 1))
    return tallies


def _of_articles(run: Run, came: Came) -> list[Finding]:
    """Return what is to be said of the articles that were read or read again: what they tell, what is found in them."""
    new = {table: _parts_new(run.base, came.manifest, table) for table in ("articles", *_FOUND)}
    articles = _articles(run, new["articles"])
    # Parts that were only written anew without what changed hold articles that did not.
    standing = came.seen.retried.articles | {article for one in came.outcomes for article, _ in one.places}
    articles = articles.filter(pc.is_in(articles["article_id"], pa.array(sorted(standing), pa.string())))
    if not articles.num_rows or not run.base.parts.get("articles"):
        return []
    before = [_articles(run, [part]) for part in run.base.parts["articles"]]
    places = {article: one.raw_path for one in came.outcomes for article, _ in one.places}
    found: list[Finding] = []
    for column in _TOLD:
        fall = find_share_fall(
            f"articles with {column}", _told(before, column), _told([articles], column), run.job.volumes
        )
        found += _shown(fall, articles.filter(pc.is_null(articles[column])), places)
    for table, column in _FOUND.items():
        found += _of_found(run, table, articles.filter(pc.is_valid(articles[column])), before, new[table], places)
    return found


def _of_found(
    run: Run, table: str, articles: pa.Table, before: list[pa.Table], parts: list[Part], places: Mapping[str, str]
) -> list[Finding]:
    """Return what is to be said of the quotes or claims per article, of those articles in which they are looked for."""
    looked = sum(len(rows) - rows[_FOUND[table]].null_count for rows in before)
    ids = read_parts(run.layout, table, parts, ["article_id"])["article_id"]
    own = ids.filter(pc.is_in(ids, articles["article_id"].combine_chunks()))
    known = {"": Tally(run.base.rows().get(table, 0), looked)}
    now = {"": Tally(len(own), articles.num_rows)}
    change = find_rate_change(f"{table} per article", known, now, run.job.volumes)
    without = articles.filter(pc.invert(pc.is_in(articles["article_id"], own.combine_chunks())))
    return _shown(change, without, places)


def _shown(findings: list[Finding], articles: pa.Table, places: Mapping[str, str]) -> list[Finding]:
    ids = articles["article_id"].slice(0, _SHOWN).to_pylist()
    sample = tuple(f"{article} {places.get(article, '')}".strip() for article in ids)
    return [finding._replace(sample=sample) for finding in findings]


def _parts_new(base: Manifest, manifest: Manifest, table: str) -> list[Part]:
    old = {part.file for part in base.parts.get(table, ())}
    return [part for part in manifest.parts.get(table, ()) if part.file not in old]


def _articles(run: Run, parts: Iterable[Part]) -> pa.Table:
    return read_parts(run.layout, "articles", parts, _COLUMNS)


def _told(tables: Iterable[pa.Table], column: str) -> Tallies:
    """Return of how many articles the column is known, by format."""
    tallies: dict[str, Tally] = {}
    for table in tables:
        counts = table.group_by("format").aggregate([(column, "count"), ("article_id", "count")]).to_pylist()
        for row in counts:
            tally = Tally(row[f"{column}_count"], row["article_id_count"])
            tallies[row["format"]] = tallies.get(row["format"], Tally(0, 0)).plus(tally)
    return tallies


def _history(run: Run) -> list[int]:
    """Return how many articles each published run brought, the oldest first."""
    published = (row for row in read_log(run.layout) if row["status"] == "published")
    return [int(json.loads(row["counts"]).get("articles_new", 0)) for row in published]
