"""Matches: each candidate pair of articles compared feature by feature, weighed, decided.

A row is a pure function of its two articles.
"""

import functools
from collections.abc import Callable
from typing import Any

import pyarrow as pa

from flows.base.schemas import corpus
from flows.stages.fingerprints import rows_by_article
from flows.stages.matches.across import align_across, in_two_languages
from flows.stages.matches.candidates import drop_unlike
from flows.stages.matches.copies import find_near_copies, is_near_copy
from flows.stages.matches.credit import credited_by, outlet_words
from flows.stages.matches.decide import DEFAULT, RULE, Comparison, Features, MatchesConfig, compare, decide, score
from flows.stages.matches.features import VERBATIM
from flows.stages.matches.profiles import Profile, make_profile

__all__ = ["COMPARISON", "RULE", "VERBATIM", "Features", "MatchesConfig", "compare", "credited_by", "decide"]
__all__ += ["align_across", "drop_unlike", "find_near_copies", "in_two_languages", "is_near_copy", "make_profile"]
__all__ += ["outlet_words", "score", "score_pairs"]

# MATCHES without what the comparison itself cannot know: why the two were compared.
COMPARISON = corpus.MATCHES._replace(
    columns=tuple(column for column in corpus.MATCHES.columns if column.name != "found_by")
)


def _evidence(a: Profile, b: Profile, comparison: Comparison) -> list[dict[str, Any]]:
    best_first = sorted(comparison.chain, key=lambda pair: (-pair.similarity, pair.a, pair.b))
    return [
        {
            "a_start": a.sentences[pair.a].char_start,
            "a_end": a.sentences[pair.a].char_end,
            "b_start": b.sentences[pair.b].char_start,
            "b_end": b.sentences[pair.b].char_end,
            "similarity": pair.similarity,
        }
        for pair in best_first
    ]


def _match(pair: dict[str, Any], profile: Callable[[str], Profile], config: MatchesConfig) -> dict[str, Any]:
    a, b = profile(pair["article_a"]), profile(pair["article_b"])
    comparison = compare(a, b, config)
    total = score(comparison.features, comparison.has_numbers, config)
    return {
        **pair,
        **comparison.features._asdict(),
        "score": total,
        "decision": decide(comparison.features, total, config),
        "evidence": _evidence(a, b, comparison),
        "rule": RULE,
    }


def score_pairs(
    pairs: pa.Table, articles: pa.Table, sentences: pa.Table, quotes: pa.Table, config: MatchesConfig = DEFAULT
) -> pa.Table:
    """Return the table COMPARISON for the pairs (article_a, article_b), in their order.

    `articles`, `sentences` and `quotes` hold at least the rows of the articles named, in any order.
    """
    article_of = {
        row["article_id"]: row
        for row in articles.select(["article_id", "outlet", "credited_outlet", "language"]).to_pylist()
    }
    sentences_of = rows_by_article(sentences.sort_by("char_start"), "char_start", "char_end", "terms", "names")
    quotes_of = rows_by_article(quotes, "char_start", "char_end", "content", "directness", "inside_quote_id")

    @functools.cache
    def profile(article_id: str) -> Profile:
        return make_profile(article_of[article_id], sentences_of.get(article_id, []), quotes_of.get(article_id, []))

    columns = pairs.select(["article_a", "article_b"])
    return COMPARISON.of(_match(pair, profile, config) for pair in columns.to_pylist())
