"""News articles as schema.org describes them: JSON-LD in a page, or a JSON record of the same shape."""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from flows.formats.fields.bylines import Byline, is_outlet, split_byline

ARTICLE_TYPES = frozenset(
    [
        "newsarticle",
        "article",
        "reportagenewsarticle",
        "analysisnewsarticle",
        "opinionnewsarticle",
        "askpublicnewsarticle",
        "backgroundnewsarticle",
        "reviewnewsarticle",
        "advertisercontentarticle",
        "liveblogposting",
        "blogposting",
        "socialmediaposting",
        "techarticle",
        "scholarlyarticle",
        "satiricalarticle",
        "report",
    ]
)
_PAGE_TYPES = frozenset(["webpage", "itempage", "medicalwebpage"])
_INNER_KEYS = ("@graph", "mainEntity", "mainEntityOfPage", "@list", "itemReviewed")
_DEEPEST = 6
_MOST_NODES = 2000
_MOST_BREADCRUMBS = 10

Node = dict[str, Any]


class Linked(NamedTuple):
    """What the JSON-LD of one page comes to: the article, its web page, and every node that has an @id.

    `types` are those of all nodes, `article_count` is how many articles with different headlines are described,
    `breadcrumbs` the names and addresses of the way to the page, the front page first.
    """

    article: Node
    page: Node
    by_id: dict[str, Node]
    types: frozenset[str] = frozenset()
    article_count: int = 0
    breadcrumbs: tuple[tuple[str, str], ...] = ()


def parse_json_ld(scripts: list[str]) -> Linked:
    """Return the first article and web page among the JSON-LD scripts of a page; empty where there is none."""
    nodes: list[Node] = []
    for script in scripts:
        try:
            nodes.extend(walk_nodes(json.loads(_bare_script(script), strict=False)))
        except (ValueError, RecursionError):
            continue
    by_id: dict[str, Node] = {}
    for node in nodes:
        key = node.get("@id")
        if isinstance(key, str) and len(node) > len(by_id.get(key, {})):
            by_id[key] = node
    articles = [node for node in nodes if types_of(node) & ARTICLE_TYPES]
    best = max(articles, key=lambda node: (bool(node.get("headline")), bool(node.get("datePublished"))), default={})
    page = next((node for node in nodes if types_of(node) & _PAGE_TYPES), {})
    types = frozenset(kind for node in nodes for kind in types_of(node))
    headlines = {string_of(node.get("headline")) or string_of(node.get("name")) for node in articles}
    trail = next((node for node in nodes if "breadcrumblist" in types_of(node)), {})
    return Linked(best, page, by_id, types, len(headlines - {None}), _breadcrumbs(trail.get("itemListElement")))


def _breadcrumbs(items: object) -> tuple[tuple[str, str], ...]:
    """Return name and address of each item that has both, as ordered in the list."""
    found: list[tuple[str, str]] = []
    for item in items[:_MOST_BREADCRUMBS] if isinstance(items, list) else ():
        target = item.get("item") if isinstance(item, dict) else None
        inner = target if isinstance(target, dict) else {}
        name = string_of(item.get("name")) or string_of(inner.get("name")) if isinstance(item, dict) else None
        address = string_of(target) or string_of(inner.get("@id")) or string_of(inner.get("url"))
        if name and address:
            found.append((name, address))
    return tuple(found)


def _bare_script(script: str) -> str:
    text = script.strip().removeprefix("<!--").removesuffix("-->").strip()
    text = text.removeprefix("//<![CDATA[").removesuffix("//]]>").removeprefix("<![CDATA[").removesuffix("]]>")
    return text.strip().rstrip(";")


def walk_nodes(value: object, depth: int = 0) -> Iterator[Node]:
    """Yield the objects of a JSON-LD document that stand for themselves, outer before inner."""
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for item in value[:_MOST_NODES]:
            yield from walk_nodes(item, depth + 1)
    elif isinstance(value, dict):
        yield value
        for key in _INNER_KEYS:
            yield from walk_nodes(value.get(key), depth + 1)


def types_of(node: Node) -> frozenset[str]:
    """Return the node's @type values in lower case without a namespace."""
    value = node.get("@type")
    values = value if isinstance(value, list) else [value]
    return frozenset(v.rpartition("/")[2].rpartition(":")[2].lower() for v in values if isinstance(v, str))


def string_of(value: object) -> str | None:
    """Return the value if it is a string with something in it, or the first such string of a list."""
    if isinstance(value, list):
        return next((found for item in value if (found := string_of(item))), None)
    if isinstance(value, dict):
        return string_of(value.get("@value"))
    return value.strip() or None if isinstance(value, str) else None


def name_of(value: object, by_id: dict[str, Node] | None = None) -> str | None:
    """Return the name of a person or body given as a string, an object, a reference or a list of these."""
    if isinstance(value, list):
        return next((found for item in value if (found := name_of(item, by_id))), None)
    if not isinstance(value, dict):
        return string_of(value)
    node = by_id.get(str(value.get("@id")), value) if by_id and "name" not in value else value
    parts = [part for key in ("givenName", "familyName") if (part := string_of(node.get(key)))]
    return string_of(node.get("name")) or " ".join(parts) or None


def authors_of(value: object, outlets: frozenset[str], by_id: dict[str, Node] | None = None) -> Byline:
    """Return the persons and bodies that an author property names; what it calls an organization is never a person."""
    persons: dict[str, None] = {}
    bodies: dict[str, None] = {}
    for item in (value if isinstance(value, list) else [value])[:50]:
        node = _resolved(item, by_id)
        names = node.get("name") if isinstance(node, dict) else None
        for name in names if isinstance(names, list) else [name_of(node)]:
            if isinstance(name, str):
                found = _author(name, types_of(node) if isinstance(node, dict) else frozenset(), outlets)
                persons.update(dict.fromkeys(found.persons))
                bodies.update(dict.fromkeys(found.bodies))
    return Byline(tuple(persons), tuple(bodies))


def _resolved(item: object, by_id: dict[str, Node] | None) -> object:
    """Return the node that a mere reference points to, else the item itself."""
    if by_id and isinstance(item, dict) and "name" not in item and isinstance(item.get("@id"), str):
        return by_id.get(item["@id"], item)
    return item


def _author(name: str, types: frozenset[str], outlets: frozenset[str]) -> Byline:
    if any("organization" in kind for kind in types) and "person" not in types:
        return Byline((), () if is_outlet(name, outlets) else (name,))
    return split_byline(name, outlets, typed="person" in types)
