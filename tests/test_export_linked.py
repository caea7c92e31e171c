"""The JSON-LD export: terms of schema.org alone, each where it belongs, every link leads to a node, nothing lost."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from rows import insert_published

from flows.desk.export.linked import CONTEXT
from flows.desk.export.writing import Request, export
from flows.desk.reading import open_warehouse
from flows.store.engine import Connection, empty_warehouse

Node = dict[str, Any]
# By type, its properties that we use, and of what types their values may be: from the vocabulary's own definitions.
KEPT = json.loads((ROOT / "tests/fixtures/export/schema_org.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def con(sample_warehouse: Path) -> Iterator[Connection]:
    with open_warehouse(sample_warehouse) as con:
        yield con


@pytest.fixture(scope="module")
def text(con: Connection, sample_warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("linked") / "news.jsonld"
    export(con, sample_warehouse, Request(path, "jsonld"), lambda rows: None)
    return path.read_text("utf-8")


@pytest.fixture(scope="module")
def nodes(text: str) -> dict[str, Node]:
    graph = json.loads(text)["@graph"]
    found = {node["@id"]: node for node in graph}
    assert len(found) == len(graph)
    return found


def values(node: Node) -> Iterator[tuple[str, Any]]:
    for name, value in node.items():
        for item in value if isinstance(value, list) else [value]:
            yield name, item


def parts(node: Node) -> Iterator[Node]:
    """The node and the nodes inside it."""
    yield node
    for _, value in values(node):
        if isinstance(value, dict) and "@type" in value:
            yield from parts(value)


def test_one_node_a_row(con: Connection, nodes: dict[str, Node]) -> None:
    ids = {
        "art_": "select article_id from articles where is_current",
        "act_": "select actor_id from actors",
        "utt_": "select utterance_id from utterances",
        "quo_": "select quote_id from quotes",
        "grp_": "select claim_group_id from claim_groups",
    }
    for prefix, query in ids.items():
        found = {name for name in nodes if name.startswith(f"wirecopy:{prefix}")}
        assert found == {f"wirecopy:{row[0]}" for row in con.sql(query).fetchall()}


def test_types_and_properties_are_those_of_schema_org(nodes: dict[str, Node]) -> None:
    used: set[tuple[str, str]] = set()
    for node in nodes.values():
        for part in parts(node):
            kind = part["@type"]
            for name, value in values(part):
                if name.startswith(("@", "wirecopy:")):
                    continue
                used.add((kind, name))
                allowed = KEPT[kind][name]
                given = nodes[value["@id"]] if isinstance(value, dict) and "@id" in value else value
                got = given["@type"] if isinstance(given, dict) else type(given).__name__
                assert got in allowed, f"{kind}.{name} holds {got}"
    assert {("Claim", "appearance"), ("Quotation", "spokenByCharacter"), ("NewsArticle", "isBasedOn")} <= used
    # What the list keeps and the sample never shows would be no test.
    unused = {(kind, name) for kind, names in KEPT.items() for name in names} - used
    assert {kind for kind, _ in unused} <= {
        "CreativeWork",
        "Thing",
        "NewsArticle",
        "Organization",
        "Claim",
        "Quotation",
    }


def test_our_own_terms_are_named_like_columns(con: Connection, nodes: dict[str, Node]) -> None:
    own = {name for node in nodes.values() for name, _ in values(node) if name.startswith("wirecopy:")}
    columns = {row[0] for row in con.sql("select column_name from duckdb_columns()").fetchall()}
    assert {name.removeprefix("wirecopy:") for name in own} - columns == {"contradicts"}


def test_every_link_leads_to_a_node(nodes: dict[str, Node]) -> None:
    links = [
        value["@id"]
        for node in nodes.values()
        for _, value in values(node)
        if isinstance(value, dict) and "@id" in value
    ]
    assert len(links) > 1000
    assert set(links) <= nodes.keys()


def test_claims_say_where_they_appear_and_first_only_where_that_is_known(
    con: Connection, nodes: dict[str, Node]
) -> None:
    rows = con.sql(
        "select g.claim_group_id, g.first_article_id, list(distinct c.article_id), g.article_count, g.origin_count "
        "from claim_groups g join claims c using (claim_group_id) group by all"
    ).fetchall()
    assert any(first is None for _, first, *_ in rows)
    for group, first, articles, article_count, origin_count in rows:
        node = nodes[f"wirecopy:{group}"]
        assert {link["@id"] for link in node["appearance"]} == {f"wirecopy:{name}" for name in articles}
        assert node.get("firstAppearance") == ({"@id": f"wirecopy:{first}"} if first else None)
        assert (node["wirecopy:article_count"], node["wirecopy:origin_count"]) == (article_count, origin_count)


def test_no_verdict_is_given(text: str) -> None:
    assert "ClaimReview" not in text
    assert "reviewRating" not in text
    assert "claimInterpreter" not in text


def test_a_contradiction_links_both_ways(con: Connection, nodes: dict[str, Node]) -> None:
    pairs = con.sql("select claim_group_a, claim_group_b from claim_links where kind = 'contradiction'").fetchall()
    assert pairs
    for pair in pairs:
        for one, other in (pair, pair[::-1]):
            assert {"@id": f"wirecopy:{other}"} in nodes[f"wirecopy:{one}"]["wirecopy:contradicts"]


def test_the_terms_need_no_network(text: str) -> None:
    assert json.loads(text)["@context"] == CONTEXT
    assert all(isinstance(value, str) and not value.endswith(".jsonld") for value in CONTEXT.values())


def test_pasted_into_a_page_it_stays_data(tmp_path: Path) -> None:
    with empty_warehouse() as con:
        name = "</script><script>alert(1)</script><!-- & \u2028"
        insert_published(con, "runs", run_id="run-000001", ended_at="2025-01-01T00:00:00+00:00")
        insert_published(con, "actors", actor_id="act_1", name=name, kind="named_person")
        insert_published(con, "articles", article_id="art_1", is_current=True, url="javascript:alert(1)")
        export(con, tmp_path / "warehouse", Request(tmp_path / "x.jsonld", "jsonld"), lambda rows: None)
    text = (tmp_path / "x.jsonld").read_text("utf-8")
    assert not set("<>&\u2028") & set(text)
    graph = json.loads(text)["@graph"]
    assert graph[1]["name"] == name
    assert "url" not in graph[2]
