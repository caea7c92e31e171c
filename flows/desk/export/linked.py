"""JSON-LD in the words of schema.org: articles, who speaks in them, what is said, what is claimed. docs/export.md."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from flows.desk.export.contents import BATCH_ROWS, Version
from flows.desk.export.jsons import json_line
from flows.store.engine import Connection, sql_text

Row = Mapping[str, Any]
Node = dict[str, Any]
# What schema.org has no word for stands under our own: a name for data, no address that could be opened.
CONTEXT = {"@vocab": "https://schema.org/", "wirecopy": "urn:wirecopy:"}
_ACTOR_TYPES = {"named_person": "Person", "organization": "Organization", "document": "CreativeWork"}


def write_linked(path: Path, con: Connection, version: Version, watch: Callable[[int], None]) -> int:
    """Write one JSON-LD document, a node a line, and return the number of nodes. `watch` is told of each batch."""
    count = 1
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(f'{{"@context": {json_line(CONTEXT, is_for_html=True)}, "@graph": [\n')
        file.write(json_line(_dataset(version), is_for_html=True))
        for name, node_of in _NODES.items():
            with con.sql(sql_text(f"export/{name}")).to_arrow_reader(BATCH_ROWS) as reader:
                for batch in reader:
                    file.writelines(f",\n{json_line(node, is_for_html=True)}" for node in _nodes(batch, node_of))
                    count += batch.num_rows
                    watch(batch.num_rows)
        file.write("\n]}\n")
    return count


def _nodes(batch: pa.RecordBatch, node_of: Callable[[Row], Node]) -> Iterator[Node]:
    for row in batch.to_pylist():
        yield {name: value for name, value in node_of(row).items() if value not in (None, [])}


def _id(name: str) -> str:
    return f"wirecopy:{name}"


def _link(name: str | None) -> Node | None:
    return {"@id": _id(name)} if name else None


def _links(names: list[str] | None) -> list[Node]:
    return [{"@id": _id(name)} for name in names or ()]


def _dataset(version: Version) -> Node:
    return {
        "@id": _id(version.run_id),
        "@type": "Dataset",
        "name": f"wirecopy warehouse, {version.run_id}",
        "version": version.run_id,
        "dateModified": version.ended_at,
    }


def _actor(row: Row) -> Node:
    return {
        "@id": _id(row["actor_id"]),
        "@type": _ACTOR_TYPES.get(row["kind"], "Thing"),
        "name": row["name"],
        "alternateName": [alias for alias in row["aliases"] if alias != row["name"]],
    }


def _article(row: Row) -> Node:
    url = row["url"] or ""
    basis = _link(row["based_on_article_id"])
    return {
        "@id": _id(row["article_id"]),
        "@type": "NewsArticle",
        "headline": row["headline"],
        "author": [{"@type": "Person", "name": name} for name in row["byline"]],
        "publisher": {"@type": "Organization", "name": row["outlet"]} if row["outlet"] else None,
        "creditText": row["credit_line"],
        "datePublished": row["published_at"] or row["published_on"],
        "dateModified": row["updated_at"],
        "dateline": row["dateline"],
        "articleSection": row["section"],
        "inLanguage": row["language"],
        "wordCount": row["word_count"],
        # An address out of a raw file may be anything, even a script.
        "url": url if url.startswith(("https://", "http://")) else None,
        # New text that rests on another's reporting cites it; a copy, however altered, is made of it.
        "citation" if row["derivation"] == "derivative" else "isBasedOn": basis,
        "encoding": {"@type": "MediaObject", "name": row["raw_path"], "sha256": row["raw_sha256"]},
        "wirecopy:family_id": row["family_id"],
        "wirecopy:derivation": row["derivation"],
    }


def _spoken(row: Row) -> Node:
    """Return who or what is quoted: spokenByCharacter takes persons and organizations, a document is a basis."""
    speaker = _link(row["source_actor_id"])
    if speaker:
        return {"isBasedOn" if row["source_kind"] == "document" else "spokenByCharacter": speaker}
    # Named in the row and yet no actor: said as text, for nothing more is known.
    return {"wirecopy:source_name": row["source_name"]}


def _utterance(row: Row) -> Node:
    return {
        "@id": _id(row["utterance_id"]),
        "@type": "Quotation",
        "text": row["content"],
        **_spoken(row),
        "workExample": _links(row["quote_ids"]),
        "wirecopy:quote_count": row["quote_count"],
        "wirecopy:article_count": row["article_count"],
        "wirecopy:origin_count": row["origin_count"],
    }


def _quote(row: Row) -> Node:
    return {
        "@id": _id(row["quote_id"]),
        "@type": "Quotation",
        "text": row["content"],
        **_spoken(row),
        "isPartOf": _link(row["article_id"]),
        "exampleOfWork": _links(row["utterance_ids"]),
        "wirecopy:directness": row["directness"],
        "wirecopy:char_start": row["char_start"],
        "wirecopy:char_end": row["char_end"],
    }


def _claim(row: Row) -> Node:
    return {
        "@id": _id(row["claim_group_id"]),
        "@type": "Claim",
        "text": row["statement"],
        "author": _links(row["author_ids"]),
        "citation": _links(row["document_ids"]),
        "appearance": _links(row["article_ids"]),
        "firstAppearance": _link(row["first_article_id"]),
        "wirecopy:article_count": row["article_count"],
        "wirecopy:origin_count": row["origin_count"],
        "wirecopy:root_count": row["root_count"],
        "wirecopy:roots": row["roots"],
        "wirecopy:is_disputed": row["is_disputed"],
        "wirecopy:contradicts": _links(row["contradicted_ids"]),
    }


_NODES: dict[str, Callable[[Row], Node]] = {
    "linked_actors": _actor,
    "linked_articles": _article,
    "linked_utterances": _utterance,
    "linked_quotes": _quote,
    "linked_claims": _claim,
}
