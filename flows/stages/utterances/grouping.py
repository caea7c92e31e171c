"""Utterances from links: what they join, short of making one thing of what an article has at two places."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, pairwise, product

from flows.base.clusters import connected, connected_apart
from flows.stages.utterances.pairing import Link, Row
from flows.stages.utterances.wording import is_contained, read_wording

# Parts of one statement stand this near to each other, in code points: a copy may run them together.
_NEAR = 250
# What joins most surely is joined first.
_ORDER = {"same_quotation": 0, "same_wording": 1, "restored": 2, "aligned": 3, "shared_words": 4}


def group_quotes(rows: Sequence[Row], links: Sequence[Row]) -> list[list[Row]]:
    """Return the quotes utterance by utterance, each in the order of the rows, the utterances by their smallest id.

    Links join, the surest first; one that would make one utterance of what an article has at two places, in different
    words, is left out. One place are the parts of a quotation, and what the same speaker says close by.
    """
    by_id = {row["quote_id"]: row for row in rows}
    order = {row["quote_id"]: number for number, row in enumerate(rows)}
    groups: list[list[str]] = []
    for component, joining in _components(by_id, links):
        apart = _apart([by_id[key] for key in sorted(component, key=order.__getitem__)], joining)
        groups += connected_apart(component, _surest_first(joining), apart) if apart else [component]
    return [[by_id[key] for key in sorted(group, key=order.__getitem__)] for group in sorted(groups, key=min)]


def _components(by_id: Mapping[str, Row], links: Sequence[Row]) -> Iterator[tuple[list[str], list[Row]]]:
    """Return what the links together join, and which links those are."""
    known = [row for row in links if row["quote_a"] in by_id and row["quote_b"] in by_id]
    components = connected(by_id, [(row["quote_a"], row["quote_b"]) for row in known])
    number_of = {key: number for number, component in enumerate(components) for key in component}
    joining: dict[int, list[Row]] = defaultdict(list)
    for row in known:
        joining[number_of[row["quote_a"]]].append(row)
    for number, component in enumerate(components):
        yield component, joining[number]


def _surest_first(links: Sequence[Row]) -> list[Link]:
    ordered = sorted(links, key=lambda row: (_ORDER[row["basis"]], -row["score"], row["quote_a"], row["quote_b"]))
    return [(row["quote_a"], row["quote_b"]) for row in ordered]


def _apart(rows: Sequence[Row], links: Sequence[Row]) -> list[Link]:
    """Return pairs of quotes, of one article each, that stand at two places of it in different words."""
    by_article: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_article[row["article_id"]].append(row)
    quotations = [(row["quote_a"], row["quote_b"]) for row in links if row["basis"] == "same_quotation"]
    found: list[Link] = []
    for own in by_article.values():
        places = _places(own, quotations) if len(own) > 1 else []
        for a, b in combinations(places, 2):
            if not _is_repeated(a, b):
                found += [(one["quote_id"], other["quote_id"]) for one, other in product(a, b)]
    return found


def _places(rows: Sequence[Row], quotations: Sequence[Link]) -> list[list[Row]]:
    """Return the rows of an article, given in order, by the place at which they stand."""
    by_id = {row["quote_id"]: row for row in rows}
    near = [(a["quote_id"], b["quote_id"]) for a, b in pairwise(rows) if is_near(a, b)]
    own = [link for link in quotations if link[0] in by_id and link[1] in by_id]
    return [[by_id[key] for key in group] for group in connected(by_id, [*own, *near])]


def is_near(a: Row, b: Row) -> bool:
    """Tell whether one speaker says both, the second close behind the first."""
    names = {row["source_name"] for row in (a, b) if row["source_name"]}
    return b["char_start"] - a["char_end"] <= _NEAR and len(names) < 2


def _is_repeated(a: Sequence[Row], b: Sequence[Row]) -> bool:
    """Tell whether one place repeats words of the other."""
    left, right = ([read_wording(row["content"]) for row in rows] for rows in (a, b))
    return any(is_contained(one, other) or is_contained(other, one) for one in left for other in right)
