"""Utterances: the same words across articles, their best wording, and the sources and marks that siblings repair."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import pyarrow as pa

from flows.base.ids import content_id
from flows.base.schemas.corpus import (
    QUOTE_LINKS,
    QUOTE_SOURCES,
    RESPELLED_NAMES,
    RESTORED_QUOTES,
    UTTERANCE_QUOTES,
    UTTERANCES,
)
from flows.stages.utterances.across import is_same_utterance, read_contexts
from flows.stages.utterances.alignment import UtterancesConfig, find_family_links
from flows.stages.utterances.best import choose_best, find_altered
from flows.stages.utterances.differences import diff_quotes
from flows.stages.utterances.grouping import group_quotes
from flows.stages.utterances.pairing import AlignedSentences, Link, Row
from flows.stages.utterances.respelling import NameUse, find_respelled_names
from flows.stages.utterances.restoring import RULE as RESTORED
from flows.stages.utterances.restoring import Copy, Lost, find_lost, restore_quotes
from flows.stages.utterances.sources import Kin, SettledSource, settle_sources, settle_spellings

__all__ = [
    "RESTORED",
    "RULE",
    "Assigned",
    "Family",
    "Lost",
    "UtterancesConfig",
    "aligned_sentences",
    "assign_utterances",
]
__all__ += ["find_lost_quotes", "link_family_quotes", "link_quotes_across", "read_family", "respell_names"]
__all__ += ["restore_lost_quotes"]

RULE = "utterances/2"
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
    links = find_family_links(_in_order(quotes), _by_article(members), aligned_sentences(matches), config)
    return QUOTE_LINKS.of({**link._asdict(), "rule": RULE} for link in links)


def find_lost_quotes(
    quotes: pa.Table, links: pa.Table, members: pa.Table, matches: pa.Table, config: UtterancesConfig = DEFAULT
) -> list[Lost]:
    """Return the quotations that a sibling has in marks and an article has not, and where in it they should stand."""
    pairs = [(row["quote_a"], row["quote_b"]) for row in links.to_pylist()]
    return find_lost(_in_order(quotes), pairs, _by_article(members), aligned_sentences(matches), config)


def restore_lost_quotes(
    lost: Sequence[Lost], articles: pa.Table, quotes: pa.Table, config: UtterancesConfig = DEFAULT
) -> tuple[pa.Table, pa.Table]:
    """Return the table RESTORED_QUOTES, and QUOTE_LINKS between these rows and the siblings that show them.

    `articles` has article_id, text and language of the articles in which quotations are lost; `quotes` those they have.
    """
    copies = {row["article_id"]: Copy(row["text"], row["language"]) for row in articles.to_pylist()}
    last: dict[str, int] = defaultdict(int)
    for article, number in zip(quotes["article_id"].to_pylist(), quotes["utterance_no"].to_pylist(), strict=True):
        last[article] = max(last[article], number + 1)
    rows = []
    for row in restore_quotes(lost, copies, config):
        rows.append({**row, "utterance_no": last[row["article_id"]], "extractor": RULE})
        last[row["article_id"]] += 1
    links = [sorted((row["quote_id"], row["repaired_from_quote_id"])) for row in rows]
    told = {"basis": "restored", "score": 1.0, "rule": RULE}
    return RESTORED_QUOTES.of(rows), QUOTE_LINKS.of({"quote_a": a, "quote_b": b, **told} for a, b in sorted(links))


def link_quotes_across(
    pairs: pa.Table, quotes: pa.Table, sentences: pa.Table, config: UtterancesConfig = DEFAULT
) -> pa.Table:
    """Return the table QUOTE_LINKS between families, for candidate pairs (quote_a, quote_b) of different families.

    `sentences` has the rows of the quotes' articles: what stands around short words tells on what occasion they fell.
    """
    rows = {row["quote_id"]: row for row in quotes.to_pylist()}
    of_article: dict[str, list[Row]] = defaultdict(list)
    for sentence in sentences.to_pylist():
        of_article[sentence["article_id"]].append(sentence)
    contexts = read_contexts(list(rows.values()), of_article)
    candidates = sorted((row["quote_a"], row["quote_b"]) for row in pairs.to_pylist())
    found = (pair for pair in candidates if is_same_utterance(rows[pair[0]], rows[pair[1]], contexts, config))
    told = {"basis": "shared_words", "score": 1.0, "rule": RULE}
    return QUOTE_LINKS.of({"quote_a": a, "quote_b": b, **told} for a, b in found)


def respell_names(uses: pa.Table, members: pa.Table, families: pa.Table) -> pa.Table:
    """Return the table RESPELLED_NAMES for whole families, by the names that their articles use (NameUse)."""
    known = read_family(members, families)
    named = [NameUse(**row) for row in uses.to_pylist()]
    return RESPELLED_NAMES.of(find_respelled_names(named, known.members, known.origins))


def assign_utterances(
    quotes: pa.Table,
    links: pa.Table,
    members: pa.Table,
    families: pa.Table,
    respelled: pa.Table | None = None,
    config: UtterancesConfig = DEFAULT,
) -> Assigned:
    """Return a row per utterance, per quote in one, and per quote whose source a sibling tells better.

    Takes quotes, all links between them, the rows of family_members and families that concern their articles and those
    that these rest on, and the names that the articles spell otherwise than their families.
    """
    known = read_family(members, families)
    names = {(row["article_id"], row["name"]): row for row in respelled.to_pylist()} if respelled else {}
    joining = links.to_pylist()
    scores = {(row["quote_a"], row["quote_b"]): row["score"] for row in joining if row["basis"] != "same_quotation"}
    partners: dict[str, set[str]] = defaultdict(set)
    for left, right in scores:
        partners[left].add(right)
        partners[right].add(left)
    kin = Kin(known.members, known.origins, scores, partners)
    utterances, carriers = [], []
    sources: list[SettledSource] = []
    for group in group_quotes(_in_order(quotes), joining):
        settled = settle_sources(group, kin, config.sure_score)
        told = [*settled.sources, *settle_spellings(group, settled, names)]
        sources += told
        utterance, own = _utterance(group, known, settled.conflicting)
        utterances.append({**utterance, "source_name": _speaker(group, utterance["best_quote_id"], told)})
        carriers += own
    return Assigned(UTTERANCES.of(utterances), UTTERANCE_QUOTES.of(carriers), QUOTE_SOURCES.of(sources))


def _by_article(members: pa.Table) -> dict[str, Row]:
    return {row["article_id"]: row for row in members.to_pylist()}


def _in_order(quotes: pa.Table) -> list[Row]:
    return sorted(quotes.to_pylist(), key=lambda row: (row["article_id"], row["char_start"], row["quote_id"]))


def _speaker(group: Iterable[Row], best_quote_id: str, settled: Iterable[SettledSource]) -> str | None:
    named: dict[str, str | None] = {row["quote_id"]: row["source_name"] for row in group}
    named.update((row.quote_id, row.source_name) for row in settled)
    return named[best_quote_id]


def _utterance(
    group: Sequence[Row], known: Family, conflicting: set[str]
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the row of an utterance, its speaker left out, and those of the quotes that carry it."""
    best = choose_best(group, known.members, known.origins)
    parts = {row["quote_id"] for row in best.parts}
    altered = find_altered(group, best)
    differences = diff_quotes(group, best) if len(group) > len(parts) else {}
    utterance = content_id("utt", min(row["quote_id"] for row in group))
    carrying = {known.members[row["article_id"]]["family_id"] for row in group}
    carriers = [
        {
            "utterance_id": utterance,
            "quote_id": row["quote_id"],
            "char_start": row["char_start"],
            "char_end": row["char_end"],
            "is_best": row["quote_id"] in parts,
            "is_altered": row["quote_id"] in altered,
            "has_source_conflict": row["quote_id"] in conflicting,
            "origin_family_id": _origin_family(row["article_id"], carrying, known.members),
            "word_diff": [piece._asdict() for piece in differences.get(row["quote_id"], ())],
        }
        for row in group
    ]
    told = {"content": best.content, "wording_basis": best.basis, "best_quote_id": best.parts[0]["quote_id"]}
    return {"utterance_id": utterance, **told}, carriers


def _origin_family(article: str, carrying: set[str], members: Mapping[str, Row]) -> str:
    """Return the family that an article's quote counts for: that of its basis, if a derivative has the words thence."""
    seen = {article}
    base = members[article]["based_on_article_id"]
    family = str(members[article]["family_id"])
    while base and base in members and base not in seen:
        seen.add(base)
        if members[base]["family_id"] in carrying:
            family = str(members[base]["family_id"])
        base = members[base]["based_on_article_id"]
    return family


def read_family(members: pa.Table, families: pa.Table) -> Family:
    """Return what the rows of family_members and families say."""
    return Family(
        _by_article(members),
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
