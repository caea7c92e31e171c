"""Analysts' judgements: the file beside RAW, what its rows name, and which of them hold.

A row that names what is not there waits: it is looked at afresh in every run. Of rows that contradict each other the
one decided last holds; of one day, the one further down the file.
"""

import os
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

from flows.base.clusters import Judged, find_contradicted
from flows.base.errors import UserError
from flows.base.ids import content_id
from flows.base.schemas.judgements import CLAIM_KINDS, FAMILY_KINDS, JUDGEMENTS, PERSON_KINDS
from flows.base.schemas.ledger import REJECTS
from flows.formats.records import Refusal
from flows.formats.tables.judgements import JudgementRow, read_judgements
from flows.pipeline.parse_job import FileOutcome
from flows.stages.actors import Decision, Verdict
from flows.store.buckets import Change
from flows.store.engine import Connection, rows_where
from flows.store.rawfiles import opened, stored_path

Row = Mapping[str, Any]

FILE_NAME = "judgements.csv"
_ARTICLE_KINDS = (*FAMILY_KINDS, "withdrawn")
# What is settled before the corpus steps; who a person is shows only when all names are known.
CORPUS_KINDS = (*_ARTICLE_KINDS, *CLAIM_KINDS)
# Said where the file cannot be taken whole: to go on without a part of it would undo judgements in silence.
_UNCHANGED = "The run stops; the judgements that stand stay as they are until it can be read."
_LATE_REASONS = ("judgement_waits", "judgement_contradicted")


class Filed(NamedTuple):
    """The file of judgements as it stands now: its outcome, null where there is none, and its rows, the last first."""

    outcome: FileOutcome | None = None
    rows: tuple[JudgementRow, ...] = ()


class Named(NamedTuple):
    """What an end of a judgement names: an id, or the problem with it."""

    item_id: str | None
    problem: str | None = None


class Judgement(NamedTuple):
    """A row with what its ends name; it waits while there is a problem."""

    row: JudgementRow
    left_id: str | None = None
    right_id: str | None = None
    problem: str | None = None
    is_contradicted: bool = False

    @property
    def stands(self) -> bool:
        """Tell whether it holds now."""
        return self.problem is None


def judgements_path(raw: Path, given: Path | None) -> Path | None:
    """Return the file of judgements: the one that was named, else judgements.csv beside RAW, null if there is none."""
    if given is not None:
        if not given.is_file():
            raise UserError(f"{given} is no file. Name the one that holds the judgements: --judgements FILE")
        return given
    beside = Path(os.path.abspath(raw)).parent / FILE_NAME  # noqa: PTH100
    if os.path.lexists(beside) and not beside.is_file():
        raise UserError(f"{beside} is no file that can be read. {_UNCHANGED}")
    return beside if beside.is_file() else None


def read_filed(raw: Path, given: Path | None) -> Filed:
    """Return the judgements; raise UserError where the file cannot be read: without it none would hold."""
    path = judgements_path(raw, given)
    if path is None:
        return Filed()
    with opened(path) as file:
        if isinstance(file, Refusal):
            raise UserError(f"{path}: {file.detail}. {_UNCHANGED}")
        found = read_judgements(file.content.read())
    refusals = tuple(one for one in found if isinstance(one, Refusal))
    for refusal in refusals:
        if not refusal.raw_member:
            raise UserError(f"{path}: {refusal.detail}. {_UNCHANGED}")
    place = stored_path(Path(os.path.relpath(path, raw)))
    outcome = FileOutcome(place, file.sha256, file.size_bytes, "judgements", (), refusals, None)
    return Filed(outcome, tuple(sorted((one for one in found if isinstance(one, JudgementRow)), key=_newest_first)))


def _newest_first(row: JudgementRow) -> tuple[int, int]:
    return -int((row.decided_on or "0").replace("-", "")), -row.line


def judge_articles(rows: Iterable[JudgementRow], places: Sequence[Row], raw: Path) -> list[Judgement]:
    """Return the judgements on articles: which are withdrawn, and which are one family or not.

    `places` are the rows of article_files, of the folder `raw`; a judgement that names a withdrawn article waits.
    """
    concerned = [row for row in rows if row.kind in _ARTICLE_KINDS]
    ends = {end for row in concerned for end in (row.left, row.right) if end}
    find = _article_finder(places, ends, os.path.basename(os.path.abspath(raw)))  # noqa: PTH100, PTH119
    withdrawn = [_judge(row, find) for row in concerned if row.kind == "withdrawn"]
    gone = withdrawn_articles(withdrawn)

    def find_present(end: str) -> Named:
        named = find(end)
        return Named(None, f"{end} is withdrawn") if named.item_id in gone else named

    pairs = [_judge(row, find_present) for row in concerned if row.kind != "withdrawn"]
    return [*withdrawn, *refuse_contradicted(pairs)]


def withdrawn_articles(judgements: Iterable[Judgement]) -> set[str]:
    """Return the articles that are taken out."""
    return {one.left_id for one in judgements if one.row.kind == "withdrawn" and one.stands and one.left_id}


def _judge(row: JudgementRow, find: Callable[[str], Named]) -> Judgement:
    left, right = find(row.left), find(row.right) if row.right else Named(None)
    problems = [named.problem for named in (left, right) if named.problem]
    if not problems and left.item_id == right.item_id:
        problems = [f"{row.left} and {row.right} are the same"]
    if problems:
        return Judgement(row, problem="; ".join(problems))
    return Judgement(row, left.item_id, right.item_id)


def refuse_contradicted(judgements: Sequence[Judgement]) -> list[Judgement]:
    """Return the judgements, the newest first, with those that the ones before them rule out no longer standing."""
    standing = [one for one in judgements if one.stands]
    verdicts = [(one.left_id or "", one.right_id or "", not one.row.kind.startswith("not_")) for one in standing]
    refused = {standing[number].row for number in find_contradicted(verdicts)}
    problem = "later judgements say otherwise, on these two or through third ones"
    return [Judgement(one.row, None, None, problem, True) if one.row in refused else one for one in judgements]


def _plain(place: str) -> str:
    return unicodedata.normalize("NFC", place.removeprefix("./"))


def _ways_to_say(end: str, folder: str) -> list[set[str]]:
    """Return what a name may mean, the surest first: as it stands, then without the raw folder and those before it."""
    steps = _plain(end.replace("\\", "/")).partition("!")[0].split("/")
    inside = [
        "/".join(_plain(end.replace("\\", "/")).split("/")[number + 1 :])
        for number, step in enumerate(steps[:-1])
        if step == _plain(folder)
    ]
    return [
        {_plain(end), _plain(end.replace("\\", "\\\\")), _plain(end.replace("\\", "/"))},
        *({way} for way in inside),
    ]


def _article_finder(places: Sequence[Row], ends: Collection[str], folder: str) -> Callable[[str], Named]:
    """Return a function from an article's id, file, or file and member joined by `!`, to the article there now.

    A path may begin with the name of the raw folder, `folder`, and with folders before that.
    """
    ways = {end: _ways_to_say(end, folder) for end in ends}
    current = _places_called({way for several in ways.values() for some in several for way in some}, places)

    def find(end: str) -> Named:
        meant = ([place for way in sorted(some) for place in current.get(way, ())] for some in ways[end])
        places = next((found for found in meant if found), [])
        # A file may be named like an id, and cannot stand in for the article that has it.
        places = [place for place in places if place["article_id"] == end] or places
        articles = {place["article_id"] for place in places if place["is_current"]}
        if len(articles) == 1:
            return Named(articles.pop())
        if articles:
            example = min(f"{place['raw_path']}!{place['raw_member']}" for place in places if place["is_current"])
            return Named(None, f"{end} holds {len(articles)} articles; name one, such as {example}")
        if places:
            return Named(None, f"{end} is an earlier version and no longer current")
        return Named(None, f"there is no article {end} (an id, or a path relative to the raw folder)")

    return find


def _places_called(wanted: Collection[str], places: Iterable[Row]) -> dict[str, list[Row]]:
    """Return, by what they are called, the places of an article, a file, or a member of a file."""
    found: dict[str, list[Row]] = {}
    for row in places if wanted else ():
        for name in (row["article_id"], row["raw_path"], f"{row['raw_path']}!{row['raw_member']}"):
            if (key := _plain(name)) in wanted:
                found.setdefault(key, []).append(row)
    return found


def judge_claims(con: Connection, rows: Iterable[JudgementRow], current: Collection[str]) -> list[Judgement]:
    """Return the judgements on claims of current articles: which state one fact, and which do not.

    A group's id names the claim from which it is made, so that it means the same whatever became of the group.
    """
    concerned = [row for row in rows if row.kind in CLAIM_KINDS]
    if not concerned:
        return []
    ends = {end for row in concerned for end in (row.left, row.right) if end}
    groups = _first_claims(con, {end for end in ends if end.startswith("grp_")})
    claims = rows_where(con, "claims", "claim_id", {groups.get(end, end) for end in ends})
    article_of = dict(zip(claims["claim_id"].to_pylist(), claims["article_id"].to_pylist(), strict=True))

    def find(end: str) -> Named:
        claim = groups.get(end, end)
        if article_of.get(claim) in current:
            return Named(claim)
        where = (
            "stands in an article that is not current"
            if claim in article_of
            else "is not there (a claim's or group's id)"
        )
        return Named(None, f"{end} {where}")

    return refuse_contradicted([_judge(row, find) for row in concerned])


def _first_claims(con: Connection, groups: Collection[str]) -> dict[str, str]:
    if not groups:
        return {}
    claims = con.sql("select claim_id from stored.claims order by claim_id").to_arrow_table()["claim_id"].to_pylist()
    return {group: claim for claim in claims if (group := content_id("grp", claim)) in groups}


def standing_pairs(con: Connection, kinds: tuple[str, str]) -> Judged:
    """Return the pairs of ids that judgements of these kinds, (are one, are not), hold together and apart now."""
    rows = [row for row in _stored(con, kinds).to_pylist() if row["state"] == "stands"]
    pairs = [
        tuple(sorted({(row["left_id"], row["right_id"]) for row in rows if row["kind"] == kind})) for kind in kinds
    ]
    return Judged(*pairs)


def changed_ends(con: Connection, kinds: tuple[str, str], judgements: Iterable[Judgement]) -> set[str]:
    """Return the ids of which something stands judged that is not stored so, or is stored and stands no more."""
    before = standing_pairs(con, kinds)
    now = {(one.row.kind, one.left_id, one.right_id) for one in judgements if one.stands and one.row.kind in kinds}
    old = {(kind, *pair) for kind, pairs in zip(kinds, before, strict=True) for pair in pairs}
    return {end for _, *ends in old ^ now for end in ends if end}


def store_judgements(con: Connection, kinds: Collection[str], judgements: Iterable[Judgement]) -> Change:
    """Return the change by which these are the stored judgements of these kinds."""
    rows = sorted((_stored_row(one) for one in judgements), key=lambda row: str(row["judgement_id"]))
    return Change(JUDGEMENTS.name, _stored(con, kinds), JUDGEMENTS.of(rows))


def _stored(con: Connection, kinds: Collection[str]) -> pa.Table:
    return rows_where(con, JUDGEMENTS.name, "kind", kinds)


def _stored_row(judgement: Judgement) -> dict[str, str | None]:
    row = judgement.row
    waits = "contradicted" if judgement.is_contradicted else "waiting"
    return {
        "judgement_id": content_id("jud", *row[1:]),
        "kind": row.kind,
        "left_text": row.left,
        "right_text": row.right,
        "state": "stands" if judgement.stands else waits,
        "left_id": judgement.left_id,
        "right_id": judgement.right_id,
        "author": row.author,
        "decided_on": row.decided_on,
        "note": row.note,
    }


def refuse_judgements(con: Connection, run_id: str, filed: Filed, judgements: Iterable[Judgement]) -> Change:
    """Return the change to rejects: a row for each judgement that does not hold, and old ones resolved."""
    again = {row["reject_id"]: row for one in judgements if not one.stands for row in [_reject(run_id, filed, one)]}
    stored = rows_where(con, REJECTS.name, "reason", _LATE_REASONS).to_pylist()
    is_open = {row["reject_id"] for row in stored if row["resolved_run_id"] is None}
    resolved = [{**row, "resolved_run_id": run_id} for row in stored if row["reject_id"] in is_open - set(again)]
    fresh = [row for key, row in sorted(again.items()) if key not in is_open]
    return Change(REJECTS.name, REJECTS.empty(), REJECTS.of([*resolved, *fresh]))


def _reject(run_id: str, filed: Filed, judgement: Judgement) -> dict[str, Any]:
    place, sha256 = (filed.outcome.raw_path, filed.outcome.raw_sha256) if filed.outcome else ("", None)
    member = f"line {judgement.row.line}"
    reason = _LATE_REASONS[judgement.is_contradicted]
    return {
        "reject_id": content_id("rej", place, member, sha256, reason),
        "raw_path": place,
        "raw_member": member,
        "raw_sha256": sha256,
        "reason": reason,
        "detail": f"{judgement.row.kind}: {judgement.problem}",
        "position": judgement.row.line,
        "run_id": run_id,
        "resolved_run_id": None,
    }


def rows_of_persons(filed: Filed) -> list[JudgementRow]:
    """Return the judgements on persons, bodies and documents, the newest first."""
    return [row for row in filed.rows if row.kind in PERSON_KINDS]


def person_decisions(rows: Iterable[JudgementRow]) -> list[Decision]:
    """Return the rows of judgements on persons as the actors stage takes them."""
    return [Decision(row.left, row.right or "", row.kind == "same_person") for row in rows]


def judge_persons(rows: Iterable[JudgementRow], verdicts: Iterable[Verdict]) -> list[Judgement]:
    """Return the rows with what the actors stage found them to mean."""
    return [Judgement(row, *verdict) for row, verdict in zip(rows, verdicts, strict=True)]
