"""The rows among which quotes and claims are compared: whole families, as a run hands them to its stages."""

import json
from collections.abc import Collection, Mapping
from dataclasses import fields
from typing import Any, NamedTuple

import pyarrow as pa

from flows.base.schemas.corpus import FAMILY_MEMBERS
from flows.base.schemas.local import BODY_KINDS, SENTENCES
from flows.stages.fingerprints import find_sentences
from flows.stages.groups import GroupsConfig
from flows.stages.utterances import UtterancesConfig
from flows.store.engine import Connection, run_sql

Row = Mapping[str, Any]
# Of a family of thousands a part is compared again: the carriers, and others up to so many articles.
MOST_OF_A_FAMILY = 60


class Scope(NamedTuple):
    """Articles with their texts, by id, and what stands of them: FAMILY_MEMBERS with and without what they rest on,
    families, matches and SENTENCES. `left_out`: articles of these families that are not among them.
    """

    articles: dict[str, Row]
    members: pa.Table
    members_and_bases: pa.Table
    families: pa.Table
    matches: pa.Table
    sentences: pa.Table
    left_out: int


def read_scope(con: Connection, article_ids: Collection[str]) -> Scope:
    """Return the families of these articles."""
    given = {"articles": sorted(article_ids), "most": MOST_OF_A_FAMILY}
    rows = run_sql(con, "explain/scope_articles", parameters=given).to_pylist()
    articles = {row["article_id"]: row for row in rows}
    bases = run_sql(con, "explain/bases", parameters={"articles": sorted(articles)}).to_pylist()
    others = [row for row in bases if row["article_id"] not in articles]
    members = FAMILY_MEMBERS.of(map(_member, rows))
    families = sorted({row["family_id"] for row in (*rows, *others)})
    found = rows_of(con, "from families where list_contains($ids, family_id) order by family_id", families)
    own = {row["family_id"] for row in rows}
    counts = zip(found["family_id"].to_pylist(), found["article_count"].to_pylist(), strict=True)
    ids = sorted(articles)
    return Scope(
        articles,
        members,
        pa.concat_tables([members, FAMILY_MEMBERS.of(map(_member, others))]),
        found,
        rows_of(con, _MATCHES, ids),
        _sentences(con, articles),
        sum(count for family, count in counts if family in own) - len(articles),
    )


_MATCHES = "from matches where list_contains($ids, article_a) and list_contains($ids, article_b) order by all"


def rows_of(con: Connection, query: str, ids: Collection[str]) -> pa.Table:
    """Return what a query gives for $ids."""
    return con.sql(query, params={"ids": sorted(ids)}).to_arrow_table()


def _member(row: Row) -> dict[str, Any]:
    return {name: row[name] for name in FAMILY_MEMBERS.names}


def _sentences(con: Connection, articles: Mapping[str, Row]) -> pa.Table:
    blocks: dict[str, list[tuple[int, int]]] = {}
    query = "from blocks where list_contains($ids, article_id) order by article_id, char_start"
    for block in rows_of(con, query, articles).to_pylist():
        if block["kind"] in BODY_KINDS:
            blocks.setdefault(block["article_id"], []).append((block["char_start"], block["char_end"]))
    return SENTENCES.of(
        {"article_id": key, "sentence_no": number, **sentence._asdict()}
        for key, row in articles.items()
        for number, sentence in enumerate(find_sentences(row["text"], blocks.get(key, [])))
    )


def read_config(con: Connection) -> tuple[UtterancesConfig, GroupsConfig, int]:
    """Return the configuration of utterances and groups by which the published rows were made, and the least keys.

    The last is how many keys two claims must share to be compared.
    """
    rows = con.sql("select config from runs where status = 'published' order by run_id desc limit 1").fetchall()
    config = json.loads(rows[0][0]) if rows else {}
    utterances, groups = config.get("utterances", {}), config.get("groups", {})
    own: dict[str, Any] = {name: utterances[name] for name in _names(UtterancesConfig) & utterances.keys()}
    pairs: dict[str, Any] = {
        name: tuple(map(tuple, value)) if isinstance(value, list) else value
        for name, value in groups.items()
        if name in _names(GroupsConfig)
    }
    least = config.get("candidates", {}).get("claim_keys", 1)
    return UtterancesConfig(**own), GroupsConfig(**pairs), least


def _names(config: type[UtterancesConfig | GroupsConfig]) -> set[str]:
    return {field.name for field in fields(config)}
