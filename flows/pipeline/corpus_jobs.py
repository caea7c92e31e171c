"""What worker processes do with articles that bear on each other: find candidates, compare pairs, form families.

Every function reads its share of the rows from files, so that any process that sees the folder can do it.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from flows.base.clusters import Judged
from flows.pipeline.job import CandidatesConfig
from flows.stages.families import FamiliesConfig, assign_families
from flows.stages.groups import GroupsConfig, pair_claims_across, pair_family_claims
from flows.stages.matches import MatchesConfig, drop_unlike, score_pairs
from flows.store.engine import open_tables, run_sql
from flows.store.layout import Layout
from flows.store.manifests import Manifest
from flows.store.parts import STORED
from flows.store.shares import read_share

# What the comparison of a pair reads of each table, and what the forming of families reads.
COMPARED = {
    "articles": ("article_id", "outlet", "credited_outlet", "language"),
    "sentences": ("article_id", "sentence_no", "char_start", "char_end", "terms", "names"),
    "quotes": ("quote_id", "article_id", "char_start", "char_end", "content", "directness", "inside_quote_id"),
}
FORMED = {
    "articles": (
        "article_id", "outlet", "credited_outlet", "published_on", "published_at", "not_before", "language", "text",
        "is_summary",
    ),
    "sentences": COMPARED["sentences"],
}  # fmt: skip
# What the comparison of claims reads: claims whole, for what a claim tells lies in most of its columns.
CLAIMS_COMPARED = {
    "claims": STORED["claims"].names,
    "sentences": STORED["sentences"].names,
    "articles": ("article_id", "published_on"),
}


class SliceLimits(NamedTuple):
    """Which slice of how many, and the memory that finding its pairs may take."""

    slice_no: int
    slices: int
    memory_bytes: int


def find_candidates_job(
    layout: Layout, manifest: Manifest, representatives: Path, config: CandidatesConfig, limits: SliceLimits
) -> pa.Table:
    """Return the candidate pairs of a slice of the new representatives, by id, and what each was found by.

    Columns: article_a, article_b, found_by. What is found both ways counts as found by word pairs.
    """
    rows = {"representatives": pq.read_table(representatives)}
    given = {"slice": limits.slice_no, "slices": limits.slices}
    by_words = {"min_shared": config.min_shared, "min_share": config.min_share, **given}
    by_anchors = {"anchor_keys": config.anchor_keys, "anchor_share": config.anchor_share, **given}
    tables = ("articles", "fingerprints", "common_word_pairs")
    with open_tables(layout, manifest, tables, limits.memory_bytes) as con:
        pairs = run_sql(con, "steps/candidate_pairs", rows, by_words)
        words = run_sql(con, "steps/word_keys", {"pairs": pairs})
        renderings = run_sql(con, "steps/candidate_renderings", rows, by_anchors)
    alike = drop_unlike(pairs, words, config.min_words)
    others = renderings.join(alike, ["article_a", "article_b"], join_type="left anti")
    found = pa.concat_tables([_found_by(alike, "word_pairs"), _found_by(others, "anchors")])
    return found.sort_by([("article_a", "ascending"), ("article_b", "ascending")])


def _found_by(pairs: pa.Table, way: str) -> pa.Table:
    return pairs.append_column("found_by", pa.array([way] * pairs.num_rows, pa.string()))


def score_pairs_job(folder: Path, share: int, pairs: pa.Table, config: MatchesConfig) -> pa.Table:
    """Return the table MATCHES for pairs whose articles are in a share."""
    articles, sentences, quotes = (read_share(folder, table, columns, [share]) for table, columns in COMPARED.items())
    return score_pairs(pairs, articles, sentences, quotes, config)


def assign_families_job(
    folder: Path, share: int, matches: pa.Table, config: FamiliesConfig, judged: Judged
) -> tuple[pa.Table, pa.Table, pa.Table]:
    """Return the tables FAMILY_MEMBERS, FAMILIES and SEGMENTS of the articles of a share."""
    articles, sentences = (read_share(folder, table, columns, [share]) for table, columns in FORMED.items())
    return assign_families(articles, matches, sentences, config, judged)


def pair_within_job(folder: Path, share: int, members: pa.Table, matches: pa.Table, config: GroupsConfig) -> pa.Table:
    """Return the table CLAIM_PAIRS within the families of a share."""
    claims, sentences, _ = _read_claims(folder, [share])
    return pair_family_claims(claims, members, matches, sentences, config)


def pair_across_job(folder: Path, shares: Sequence[int], candidates: pa.Table, config: GroupsConfig) -> pa.Table:
    """Return the table CLAIM_PAIRS of the candidates, of which the articles are in these shares.

    With them it reads all items of lists in their articles: what stands around a claim depends on these.
    """
    ends = pa.chunked_array([*candidates["article_a"].chunks, *candidates["article_b"].chunks], pa.string())
    claims, sentences, articles = _read_claims(folder, shares, pc.unique(ends))
    judged = pa.chunked_array([*candidates["claim_a"].chunks, *candidates["claim_b"].chunks], pa.string())
    is_needed = pc.or_(pc.is_in(claims["claim_id"], judged), pc.equal(claims["rule"], "list_item"))
    return pair_claims_across(candidates, claims.filter(is_needed), sentences, articles, config)


def _read_claims(folder: Path, shares: Sequence[int], articles: pa.Array | None = None) -> list[pa.Table]:
    return [read_share(folder, table, columns, shares, articles) for table, columns in CLAIMS_COMPARED.items()]
