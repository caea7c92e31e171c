"""Utterances: the same words across articles, their best wording, and the sources that siblings repair."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import pyarrow as pa

from flows.base.clusters import connected
from flows.base.ids import content_id
from flows.base.schemas.corpus import QUOTE_LINKS, QUOTE_SOURCES, UTTERANCE_QUOTES, UTTERANCES
from flows.stages.utterances.alignment import UtterancesConfig, find_family_links, is_same_utterance
from flows.stages.utterances.pairing import AlignedSentences, Link, Row
from flows.stages.utterances.sources import SettledSource, settle_sources
from flows.stages.utterances.wording import is_contained, read_wording

__all__ = ["Assigned", "Family", "UtterancesConfig", "aligned_sentences", "assign_utterances", "link_family_quotes"]
__all__ += ["link_quotes_across", "read_family"]

RULE = "utterances/1"
DEFAULT = UtterancesConfig()


class Assigned(NamedTuple):
    """Tables UTTERANCES, UTTERANCE_QUOTES and QUOTE_SOURCES."""

    utterances: pa.Table
    utterance_quotes: pa.Table
    quote_sources: pa.Table


class Family(NamedTuple):
    """What is known of the articles: their family_members rows by article, and which of them are origins."""

    members: Mapping[str, Row]
    origins: set[str]


def link_family_quotes(
    quotes: pa.Table, members: pa.Table, matches: pa.Table, config: UtterancesConfig = DEFAULT
) -> pa.Table:
    """Return the table QUOTE_LINKS within families, for all quotes of some families.

    Takes the rows of family_members and matches that concern these families.
    """
    family_of = {row["article_id"]: row for row in members.to_pylist()}
    links = find_family_links(_in_order(quotes), family_of, aligned_sentences(matches), config)
    return QUOTE_LINKS.of({**link._asdict(), "rule": RULE} for link in links)


def link_quotes_across(pairs: pa.Table, quotes: pa.Table, config: UtterancesConfig = DEFAULT) -> pa.Table:
    """Return the table QUOTE_LINKS between families, for candidate pairs (quote_a, quote_b) of different families."""
    rows = {row["quote_id"]: row for row in quotes.to_pylist()}
    candidates = sorted((row["quote_a"], row["quote_b"]) for row in pairs.to_pylist())
    found = (pair for pair in candidates if is_same_utterance(rows[pair[0]], rows[pair[1]], config))
    return QUOTE_LINKS.of({"quote_a": a, "quote_b": b, "basis": "shared_words", "rule": RULE} for a, b in found)


def assign_utterances(quotes: pa.Table, links: pa.Table, members: pa.Table, families: pa.Table) -> Assigned:
    """Return a row per utterance, per quote in one, and per quote whose source a sibling tells better.

    Takes quotes, all links between them, and the rows of family_members and families that concern their articles.
    """
    by_id = {row["quote_id"]: row for row in _in_order(quotes)}
    joined = [(row["quote_a"], row["quote_b"]) for row in links.to_pylist()]
    groups = [[by_id[key] for key in group] for group in connected(by_id, joined)]
    return _tables(groups, read_family(members, families))


def _in_order(quotes: pa.Table) -> list[Row]:
    return sorted(quotes.to_pylist(), key=lambda row: (row["article_id"], row["char_start"], row["quote_id"]))


def _tables(groups: Sequence[Sequence[Row]], known: Family) -> Assigned:
    utterances, links = [], []
    sources: list[SettledSource] = []
    for group in groups:
        settled = {row.quote_id: row for row in settle_sources(group, known.members, known.origins)}
        sources += settled.values()
        best = _best_rows(group, known.origins)
        utterance = content_id("utt", min(row["quote_id"] for row in group))
        content = " ".join(row["content"] for row in best)
        first = best[0]["quote_id"]
        name = settled[first].source_name if first in settled else best[0]["source_name"]
        utterances.append({"utterance_id": utterance, "source_name": name, "content": content, "best_quote_id": first})
        links += _links(utterance, group, content)
    return Assigned(UTTERANCES.of(utterances), UTTERANCE_QUOTES.of(links), QUOTE_SOURCES.of(sources))


def _links(utterance: str, group: Iterable[Row], content: str) -> list[dict[str, Any]]:
    whole = read_wording(content)
    return [
        {
            "utterance_id": utterance,
            "quote_id": row["quote_id"],
            "char_start": row["char_start"],
            "char_end": row["char_end"],
            "is_altered": not is_contained(read_wording(row["content"]), whole),
        }
        for row in group
    ]


def _best_rows(group: Sequence[Row], origins: set[str]) -> list[Row]:
    """Return the rows of the article that gives the utterance best: an origin's, with whole marks, direct, longest."""
    by_article: dict[str, list[Row]] = {}
    for row in group:
        by_article.setdefault(row["article_id"], []).append(row)

    def rank(rows: Sequence[Row]) -> tuple[bool, bool, bool, int, str]:
        length = sum(len(row["content"]) for row in rows)
        is_whole = all(row["marks"] == "ok" for row in rows)
        is_direct = all(row["directness"] != "indirect" for row in rows)
        return rows[0]["article_id"] not in origins, not is_whole, not is_direct, -length, rows[0]["quote_id"]

    best = min(by_article.values(), key=rank)
    return sorted(best, key=lambda row: row["char_start"])


def read_family(members: pa.Table, families: pa.Table) -> Family:
    """Return what the rows of family_members and families say."""
    return Family(
        {row["article_id"]: row for row in members.to_pylist()},
        {row["origin_article_id"] for row in families.to_pylist() if row["origin_article_id"]},
    )


def aligned_sentences(matches: pa.Table) -> dict[Link, AlignedSentences]:
    """Return the aligned stretches of each pair of articles that a row of matches calls one family."""
    return {
        (row["article_a"], row["article_b"]): AlignedSentences(
            tuple((e["a_start"], e["a_end"], e["b_start"], e["b_end"]) for e in row["evidence"])
        )
        for row in matches.to_pylist()
        if row["decision"] == "same_family"
    }
