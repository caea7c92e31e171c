"""What the published file says of an article, its family, its comparisons, and the judgements in force on it."""

import json
import unicodedata
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from itertools import pairwise
from typing import Any, NamedTuple

from flows.stages.matches.decide import MatchesConfig
from flows.store.engine import Connection, run_sql

Row = Mapping[str, Any]


class Settings(NamedTuple):
    """The configuration of the last run: of the comparison, of what is compared at all, of the families."""

    matches: MatchesConfig
    candidates: Row
    families: Row


class Hop(NamedTuple):
    """A step of a chain of articles, to this one; the score is null where one is merely based on the other."""

    article_id: str
    place: str
    score: float | None


class Share(NamedTuple):
    """How much of an article is of one kind (see `segments`), in % of the letters in its segments."""

    kind: str
    percent: float
    from_article_id: str | None
    from_place: str | None


def read_settings(con: Connection) -> Settings:
    """Return the configuration by which the published rows were made; what it does not name is as of now."""
    newest = "select config from runs where status = 'published' order by run_id desc limit 1"
    rows = con.sql(newest).fetchall()
    config = json.loads(rows[0][0]) if rows else {}
    known = {field.name for field in fields(MatchesConfig)}
    matches = {name: value for name, value in config.get("matches", {}).items() if name in known}
    return Settings(MatchesConfig(**matches), config.get("candidates", {}), config.get("families", {}))


def read_row(con: Connection, article_id: str) -> dict[str, Any]:
    """Return an article with its text and what is known of its family."""
    row: dict[str, Any] = run_sql(con, "explain/article", parameters={"article_id": article_id}).to_pylist()[0]
    return row


def read_members(con: Connection, family_id: str | None) -> list[dict[str, Any]]:
    """Return the members of a family, its origin first."""
    rows: list[dict[str, Any]] = run_sql(con, "explain/family_members", parameters={"family_id": family_id}).to_pylist()
    return rows


def read_match(con: Connection, one: str, other: str) -> dict[str, Any] | None:
    """Return the row of `matches` for two articles, or null."""
    given = {"one": min(one, other), "other": max(one, other)}
    rows = con.sql("from matches where article_a = $one and article_b = $other", params=given).to_arrow_table()
    return rows.to_pylist()[0] if rows.num_rows else None


def read_nearest(con: Connection, article_id: str) -> dict[str, Any] | None:
    """Return article_id, score and decision of the pair of highest score that was not merged, or null."""
    rows = run_sql(con, "explain/nearest_not_merged", parameters={"article_id": article_id})
    return rows.to_pylist()[0] if rows.num_rows else None


def find_representative(con: Connection, article: Row) -> Row | None:
    """Return article_id and place of the near copy by which an article is compared with others; null if by itself."""
    given = {"article_id": article["article_id"]}
    found = con.sql("from near_copies where article_id = $article_id", params=given).to_arrow_table().to_pylist()
    if not found:
        return None
    row = read_row(con, found[0]["representative_id"])
    return {name: row[name] for name in ("article_id", "place")}


def read_shares(con: Connection, article_id: str) -> list[Share]:
    """Return what an article is made of; empty where no segments are kept, as for an article alone in its family."""
    rows = run_sql(con, "explain/segment_shares", parameters={"article_id": article_id}).to_pylist()
    total = sum(row["letters"] for row in rows)
    return [Share(row["kind"], 100 * row["letters"] / total, row["from_article_id"], row["from_place"]) for row in rows]


def has_judgements(con: Connection) -> bool:
    """Tell whether the file has the table of judgements."""
    return bool(con.sql("from duckdb_tables() where table_name = 'judgements'").fetchall())


def read_judgements(con: Connection, articles: Sequence[Row]) -> list[dict[str, Any]]:
    """Return the judgements that name one of the articles, the latest last; none in a file without such a table."""
    if not has_judgements(con):
        return []
    names = [unicodedata.normalize("NFC", row[key]) for row in articles for key in ("article_id", "place") if row[key]]
    rows: list[dict[str, Any]] = run_sql(con, "explain/judgements", parameters={"names": names}).to_pylist()
    return rows


def find_chain(con: Connection, one: Row, other: Row) -> list[Hop]:
    """Return the shortest chain of links from one member of a family to another, both ends included; empty if none.

    Links are the comparisons that found one family; where these do not join the two (near copies are compared by one
    of them alone), also what is based on what.
    """
    links = run_sql(con, "explain/family_links", parameters={"family_id": one["family_id"]}).to_pylist()
    compared = [link for link in links if link["score"] is not None]
    neighbours = _neighbours(compared)
    path = _find_path(neighbours, one["article_id"], other["article_id"])
    if not path:
        # Comparisons come last: where two links join the same two articles, the score is kept.
        neighbours = _neighbours([link for link in links if link["score"] is None] + compared)
        path = _find_path(neighbours, one["article_id"], other["article_id"])
    places = {row["article_id"]: row["place"] for row in read_members(con, one["family_id"])}
    scores = [None, *(neighbours[left][right] for left, right in pairwise(path))]
    return [Hop(article_id, places[article_id], score) for article_id, score in zip(path, scores, strict=False)]


def _neighbours(links: Iterable[Row]) -> dict[str, dict[str, float | None]]:
    neighbours: dict[str, dict[str, float | None]] = {}
    for link in links:
        neighbours.setdefault(link["one"], {})[link["other"]] = link["score"]
        neighbours.setdefault(link["other"], {})[link["one"]] = link["score"]
    return neighbours


def _find_path(neighbours: Mapping[str, Mapping[str, float | None]], start: str, end: str) -> list[str]:
    """Return the articles on a shortest path, ties to the higher score and the smaller id; empty if there is none."""
    before: dict[str, str] = {}
    waiting = deque([start])
    while waiting and end not in before:
        at = waiting.popleft()
        for found in sorted(neighbours.get(at, {}), key=lambda to: (-(neighbours[at][to] or 0.0), to)):
            if found != start and found not in before:
                before[found] = at
                waiting.append(found)
    if end not in before:
        return []
    path = [end]
    while path[-1] != start:
        path.append(before[path[-1]])
    return path[::-1]
