"""Near copies: articles so alike that one of them can stand for the others when more is compared."""

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from flows.base.clusters import connected
from flows.base.schemas import corpus

# So large a share of the word trigrams of either stands in the other.
NEAR_COPY = 0.7


def is_near_copy(match: Mapping[str, Any]) -> bool:
    """Tell whether a row of MATCHES says that either article is nearly the other."""
    containment: float = min(match["containment_a"], match["containment_b"])
    return match["decision"] == "same_family" and containment >= NEAR_COPY


def find_near_copies(matches: pa.Table, pairs: pa.Table) -> pa.Table:
    """Return the table NEAR_COPIES: in each group that near copies among the matches join, the fullest stands for all.

    The fullest has the most word pairs, ties to the smaller id. `pairs` gives how many each article has (article_a,
    article_b, key_count_a, key_count_b).
    """
    columns = matches.select(["article_a", "article_b", "containment_a", "containment_b", "decision"])
    links = [(row["article_a"], row["article_b"]) for row in columns.to_pylist() if is_near_copy(row)]
    size_of = {
        article: size
        for side in ("a", "b")
        for article, size in zip(
            pairs[f"article_{side}"].to_pylist(), pairs[f"key_count_{side}"].to_pylist(), strict=True
        )
    }
    groups = connected({article for link in links for article in link}, links)
    fullest = [(min(group, key=lambda article: (-size_of[article], article)), group) for group in groups]
    return corpus.NEAR_COPIES.of(
        {"article_id": article, "representative_id": first}
        for first, group in fullest
        for article in group
        if article != first
    )
