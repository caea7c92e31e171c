"""Why quotes are one utterance or not: the links among them worked out afresh, and the nearest quote beside them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import pyarrow as pa

from flows.base.schemas.local import QUOTES
from flows.desk.explain.scope import Row, Scope, read_config, read_scope, rows_of
from flows.desk.explain.ways import find_way
from flows.stages.fingerprints import is_common_stem
from flows.stages.fingerprints.item_keys import find_quote_keys
from flows.stages.utterances import (
    RESTORED,
    RULE,
    UtterancesConfig,
    aligned_sentences,
    link_family_quotes,
    link_quotes_across,
)
from flows.stages.utterances.across import is_one_speaker, read_contexts
from flows.stages.utterances.alignment import QuoteSignals, find_alone, weigh_quotes
from flows.stages.utterances.grouping import group_quotes
from flows.stages.utterances.pairing import AlignedSentences, ArticlePair
from flows.stages.utterances.wording import is_contained, read_wording, score_likeness
from flows.store.engine import Connection, run_sql


@dataclass(frozen=True)
class QuoteTie:
    """Two quotes, and what ties them: the basis of the link with its score, or null and why there is none.

    `signals` are those of two quotes of one family, null across families; `likeness` is that of the wordings.
    """

    a: dict[str, Any]
    b: dict[str, Any]
    basis: str | None
    score: float | None
    likeness: float
    signals: QuoteSignals | None
    told: str


@dataclass(frozen=True)
class UtteranceExplanation:
    """Why these quotes are one utterance: `ties` within it, `nearest` the likest quote outside of it, null if none.

    `carriers` have their places and differences; `is_same_now`: the links worked out now join the very same quotes.
    """

    utterance: dict[str, Any]
    carriers: list[dict[str, Any]]
    ties: tuple[QuoteTie, ...]
    nearest: QuoteTie | None
    is_same_now: bool
    left_out: int
    rule: str


@dataclass(frozen=True)
class QuotePairExplanation:
    """Why two quotes are one utterance or not; `path` leads from one to the other where others join them."""

    utterances: tuple[str, str]
    tie: QuoteTie
    path: tuple[QuoteTie, ...]
    left_out: int
    rule: str


@dataclass(frozen=True)
class Linked:
    """The quotes of a scope by id, with their places; the links worked out among them; the configuration."""

    scope: Scope
    quotes: dict[str, dict[str, Any]]
    links: list[dict[str, Any]]
    config: UtterancesConfig


def link_scope(con: Connection, scope: Scope) -> Linked:
    """Return the links among the quotes of a scope, made by the functions of a run."""
    config = read_config(con)[0]
    query = "from quotes where list_contains($ids, article_id) order by article_id, char_start, quote_id"
    rows = rows_of(con, query, scope.articles).to_pylist()
    found = [row for row in rows if row["rule"] != RESTORED]
    local = QUOTES.of({name: row[name] for name in QUOTES.names} for row in found)
    links = link_family_quotes(local, scope.members, scope.matches, config).to_pylist()
    links += [_restoring(row) for row in rows if row["rule"] == RESTORED and row["repaired_from_quote_id"]]
    pairs = _pairs_across(found, scope)
    across = pa.table({"quote_a": [a for a, _ in pairs], "quote_b": [b for _, b in pairs]}, _PAIRS)
    links += link_quotes_across(across, local, scope.sentences, config).to_pylist()
    placed = {row["quote_id"]: {**row, "place": scope.articles[row["article_id"]]["place"]} for row in rows}
    return Linked(scope, placed, links, config)


_PAIRS = pa.schema([("quote_a", pa.string()), ("quote_b", pa.string())])


def _restoring(row: Row) -> dict[str, Any]:
    first, second = sorted((row["quote_id"], row["repaired_from_quote_id"]))
    return {"quote_a": first, "quote_b": second, "basis": "restored", "score": 1.0, "rule": RULE}


def _pairs_across(rows: Sequence[Row], scope: Scope) -> list[tuple[str, str]]:
    """Return the pairs of quotes of two families that share a run of words: those a run compares."""
    by_key: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        for key in find_quote_keys(row["content"]):
            by_key[key].append(row)
    return sorted(
        {
            (min(a["quote_id"], b["quote_id"]), max(a["quote_id"], b["quote_id"]))
            for sharing in by_key.values()
            for a, b in combinations(sharing, 2)
            if _family(a, scope) != _family(b, scope)
        }
    )


def _family(row: Row, scope: Scope) -> str:
    return str(scope.articles[row["article_id"]]["family_id"])


def explain_utterance(con: Connection, utterance_id: str) -> UtteranceExplanation:
    """Return the explanation of an utterance."""
    query = "from utterances where utterance_id = $id"
    utterance = con.sql(query, params={"id": utterance_id}).to_arrow_table().to_pylist()[0]
    given = {"utterance_id": utterance_id}
    carriers = run_sql(con, "trace/utterance_carriers", parameters=given).to_pylist()
    near = run_sql(
        con, "explain/near_quotes", parameters={**given, "actor_id": utterance["source_actor_id"]}
    ).to_pylist()
    own = {row["id"] for row in carriers}
    scope = read_scope(con, {row["article_id"] for row in carriers} | {row["article_id"] for row in near[:_NEAR]})
    linked = link_scope(con, scope)
    known = [link for link in linked.links if {link["quote_a"], link["quote_b"]} <= own]
    ties = sorted(
        (_tie(linked, link) for link in known), key=lambda tie: (tie.score, tie.a["quote_id"], tie.b["quote_id"])
    )
    groups = group_quotes(list(linked.quotes.values()), linked.links)
    now = next({row["quote_id"] for row in group} for group in groups if own & {row["quote_id"] for row in group})
    return UtteranceExplanation(
        utterance, carriers, tuple(ties), _nearest(linked, own), now == own, scope.left_out, RULE
    )


_NEAR = 40


def explain_quotes(con: Connection, one: str, other: str) -> QuotePairExplanation:
    """Return the explanation of two quotes."""
    rows = rows_of(
        con, "from quotes join utterance_quotes using (quote_id) where list_contains($ids, quote_id)", [one, other]
    )
    found = {row["quote_id"]: row for row in rows.to_pylist()}
    scope = read_scope(con, {row["article_id"] for row in found.values()})
    linked = link_scope(con, scope)
    link = next((link for link in linked.links if {link["quote_a"], link["quote_b"]} == {one, other}), None)
    ids = (found[one]["utterance_id"], found[other]["utterance_id"])
    first, second = _by_article(linked.quotes[one], linked.quotes[other])
    tie = _tie(linked, link) if link else _untied(linked, first, second)
    path = _path(linked, one, other) if link is None and ids[0] == ids[1] else ()
    return QuotePairExplanation(ids, tie, path, scope.left_out, RULE)


def find_closest_quotes(con: Connection, one: str, other: str) -> tuple[str, str]:
    """Return of each of two utterances the quote that is likest to one of the other."""
    query = "from utterance_quotes join quotes using (quote_id) where utterance_id = $id order by quote_id"
    sides = [con.sql(query, params={"id": key}).to_arrow_table().to_pylist() for key in (one, other)]
    pairs = ((a, b) for a in sides[0] for b in sides[1])
    best = max(pairs, key=lambda pair: _likeness(*pair))
    return best[0]["quote_id"], best[1]["quote_id"]


def _path(linked: Linked, one: str, other: str) -> tuple[QuoteTie, ...]:
    """Return a shortest way of links from one quote to another."""
    ties = [(link["quote_a"], link["quote_b"], link) for link in linked.links]
    return tuple(_tie(linked, link) for link in find_way(ties, one, other))


def _by_article(a: dict[str, Any], b: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    return (a, b) if a["article_id"] <= b["article_id"] else (b, a)


def _likeness(a: Row, b: Row) -> float:
    return score_likeness(read_wording(a["content"]), read_wording(b["content"]))


def _nearest(linked: Linked, own: set[str]) -> QuoteTie | None:
    """Return the likest pair of a quote of the utterance, a, and one of another article outside of it, b."""
    others = [row for key, row in linked.quotes.items() if key not in own]
    pairs = [
        (_likeness(row, linked.quotes[key]), row["quote_id"], key)
        for key in own & linked.quotes.keys()
        for row in others
        if row["article_id"] != linked.quotes[key]["article_id"]
    ]
    best = max(pairs, default=None, key=lambda pair: (pair[0], pair[1], pair[2]))
    if best is None or best[0] == 0:
        return None
    tie = _untied(linked, *_by_article(linked.quotes[best[1]], linked.quotes[best[2]]))
    return tie if tie.a["quote_id"] in own else replace(tie, a=tie.b, b=tie.a)


def _of_article(linked: Linked, article: str) -> list[Row]:
    return [row for row in linked.quotes.values() if row["article_id"] == article and row["rule"] != RESTORED]


def _signals(linked: Linked, a: Row, b: Row) -> QuoteSignals | None:
    """Return what speaks for two quotes of two articles of one family, a of the smaller article id."""
    if a["article_id"] == b["article_id"] or _family(a, linked.scope) != _family(b, linked.scope):
        return None
    aligned = aligned_sentences(linked.scope.matches).get((a["article_id"], b["article_id"]), AlignedSentences())
    left, right = (_of_article(linked, one["article_id"]) for one in (a, b))
    alone = find_alone(ArticlePair(left, right, aligned, a["article_id"], b["article_id"]))
    return weigh_quotes(a, b, aligned, linked.config, (a["quote_id"], b["quote_id"]) in alone)


def _tie(linked: Linked, link: Row) -> QuoteTie:
    a, b = _by_article(linked.quotes[link["quote_a"]], linked.quotes[link["quote_b"]])
    signals = _signals(linked, a, b) if link["basis"] == "aligned" else None
    told = tell_signals(signals, linked.config) if signals else _BASES[link["basis"]]
    if link["basis"] == "shared_words":
        told = f"{told}: {_tell_shared(linked, a, b)}"
    return QuoteTie(a, b, link["basis"], link["score"], _likeness(a, b), signals, told)


_BASES = {
    "same_quotation": "parts of one quotation, or quoted words within reported ones",
    "same_wording": "the same words in one family",
    "restored": "found again in a copy that lost the marks",
    "shared_words": "the same words in two families",
    "aligned": "the best pairing of the quotations of two copies",
}
_PLACES = {
    "aligned": "they stand in sentences that correspond",
    "gap": "they stand between sentences that correspond, in the same place",
    "alone": "each is the only quotation of stretches that correspond",
    "known_again": "out of place, but known again by their words",
    "elsewhere": "they stand at places that do not correspond, and share too few words to be known again",
    "too_unlike": "so unlike that no other sign could make it enough",
}


def tell_signals(signals: QuoteSignals, config: UtterancesConfig) -> str:
    """Return in words and figures what speaks for two quotes of a family being one."""
    adds = [f"likeness {signals.likeness:.2f}"]
    if signals.is_alone:
        adds.append(f"alone in their places {config.alone_bonus:.2f}")
    if signals.is_one_speaker:
        adds.append(f"one speaker {config.speaker_bonus:.2f}")
    if signals.place in ("aligned", "gap"):
        adds.append(f"place {config.aligned_bonus if signals.place == 'aligned' else config.gap_bonus:.2f}")
    total = f"{' + '.join(adds)} = {signals.score:.2f}" if signals.score else f"{', '.join(adds)}; counts as 0"
    return f"{total} ({config.family_score:.2f} needed); {_PLACES[signals.place]}"


def _untied(linked: Linked, a: dict[str, Any], b: dict[str, Any]) -> QuoteTie:
    signals = _signals(linked, a, b)
    if a["article_id"] == b["article_id"]:
        told = "they stand at two places of one article"
    elif signals is None:
        told = "; ".join(_why_not_across(linked, a, b))
    elif signals.score >= linked.config.family_score:
        told = (
            f"{tell_signals(signals, linked.config)}; each quotation is paired with one alone, and another is likelier"
        )
    else:
        told = tell_signals(signals, linked.config)
    return QuoteTie(a, b, None, None, _likeness(a, b), signals, told)


def _why_not_across(linked: Linked, a: Row, b: Row) -> list[str]:
    """Return what keeps two quotes of two families apart, by the rules of utterances.across."""
    config = linked.config
    left, right = read_wording(a["content"]), read_wording(b["content"])
    shorter, longer = sorted((left, right), key=lambda wording: len(wording.words))
    found = ["they stand in two families, where only the same words count"]
    if "indirect" in (a["directness"], b["directness"]):
        found.append("one is reported speech, the reporter's words")
    if not shorter.numbers <= longer.numbers:
        found.append("they give other numbers")
    if not is_one_speaker(a, b):
        found.append(f"the speakers are {a['source_name'] or 'unnamed'} and {b['source_name'] or 'unnamed'}")
    if not is_contained(shorter, longer):
        likeness = score_likeness(left, right)
        found.append(f"neither holds the other whole (likeness {likeness:.2f}, {config.across_score:.2f} needed)")
    if len(shorter.words) < config.across_words:
        found.append(
            f"the shorter has {len(shorter.words)} words, {config.across_words} are enough; "
            f"fewer count on one occasion alone: {_tell_occasion(linked, a, b)}"
        )
    return found


def _tell_shared(linked: Linked, a: Row, b: Row) -> str:
    """Return why the words that two quotes of two families share are no chance."""
    shorter = min((read_wording(row["content"]) for row in (a, b)), key=lambda wording: len(wording.words))
    who = "one speaker" if is_one_speaker(a, b) else "one leaves open who spoke"
    count = f"{len(shorter.words)} words, {who}, likeness {_likeness(a, b):.2f}"
    if len(shorter.words) >= linked.config.across_words:
        return count
    return f"{count}; {_tell_occasion(linked, a, b)}"


def _tell_occasion(linked: Linked, a: Row, b: Row) -> str:
    sentences: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in linked.scope.sentences.to_pylist():
        sentences[row["article_id"]].append(row)
    contexts = read_contexts([a, b], sentences)
    shared = contexts[a["quote_id"]] & contexts[b["quote_id"]]
    uncommon = sum(not is_common_stem(stem) for stem in shared)
    needed = f"{linked.config.context_words} and {linked.config.uncommon_words} needed"
    return f"{len(shared)} words around them are the same, {uncommon} of them uncommon ({needed})"
