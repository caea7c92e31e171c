"""The last corpus step of a run: claim groups, redone only where they can change.

Claims are compared in worker processes, a share of families or of pairs of articles each; which claims are one fact
is then told from all that was compared.
"""

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from flows.base.schemas.corpus import CLAIM_PAIRS, CROWDED_CLAIM_KEYS
from flows.base.schemas.judgements import CLAIM_KINDS
from flows.pipeline.corpus import matches_among, members_and_bases
from flows.pipeline.corpus_jobs import CLAIMS_COMPARED, pair_across_job, pair_within_job
from flows.pipeline.draft import Draft, Touched, column, ids
from flows.pipeline.job import Conductor
from flows.pipeline.judgements import standing_pairs
from flows.pipeline.redoing import stage_versions
from flows.pipeline.tiles import lay_tiles
from flows.stages.groups import assign_groups, find_repeated_claims, inherit_dates
from flows.store.buckets import Change
from flows.store.engine import rows_where, run_sql
from flows.store.journal import parts_key, rows_key, work_key
from flows.store.shares import spread

# Families of so many articles are a share worth a process of its own.
_ARTICLES_PER_SHARE = 500
# A family of thousands is one share.
_SHARE_SECONDS = 3_600.0


def settle_groups(draft: Draft, touched: Touched, affected: pa.Table, conductor: Conductor) -> Draft:
    """Return the draft with the claim groups of affected articles renewed."""
    keyed, reached = conductor.once("claim keys", lambda: _settle_claim_keys(draft.shown(), touched, affected))
    renewed = pa.concat_tables([touched.articles, reached])
    pairs = [_pair_within(keyed, reached, conductor), _pair_across(keyed, reached, conductor)]
    return conductor.once("groups", lambda: _regroup(keyed.shown(), touched, renewed, pa.concat_tables(pairs)))


def _settle_claim_keys(draft: Draft, touched: Touched, affected: pa.Table) -> tuple[Draft, pa.Table]:
    """Return the draft with the crowded keys renewed, and the affected articles with those whose candidates that moves.

    Which keys are crowded, and which claims stand for all that have one, follows from the current claims alone.
    """
    parameters = {"claim_hubs": draft.run.job.candidates.claim_hubs, "is_all": touched.is_recounted}
    given = {"touched_articles": touched.articles}
    crowded = run_sql(draft.con, "steps/crowded_claim_keys", given, parameters).cast(CROWDED_CLAIM_KEYS.arrow)
    shifted = run_sql(draft.con, "steps/articles_of_shifted_claims", {"crowded_keys": crowded})
    former = draft.con.sql("select * from stored.crowded_claim_keys").to_arrow_table()
    draft = draft.with_changes([Change("crowded_claim_keys", former, crowded)])
    return draft, ids(column(affected, "article_id") | column(shifted, "article_id"))


def _pair_within(draft: Draft, affected: pa.Table, conductor: Conductor) -> pa.Table:
    """Return the table CLAIM_PAIRS within the families of the affected articles."""
    scope = column(affected, "article_id")
    members = rows_where(draft.con, "family_members", "article_id", scope)
    matches = matches_among(draft, scope)
    shares = list(_shares_of_families(members))
    wanted = _wanted((article, number) for number, share in enumerate(shares) for article in share)

    def work(number: int) -> tuple[Callable[..., pa.Table], tuple[Any, ...]]:
        own = pa.array(shares[number], pa.string())
        tied = matches.filter(pc.and_(pc.is_in(matches["article_a"], own), pc.is_in(matches["article_b"], own)))
        return pair_within_job, (members.filter(pc.is_in(members["article_id"], own)), tied, number)

    return _compare(draft, "claims within", wanted, [len(share) for share in shares], work, conductor)


def _shares_of_families(members: pa.Table) -> Iterator[list[str]]:
    """Yield the articles in shares of at least so many, but the last: those of one family are in one share."""
    rows = sorted(zip(members["family_id"].to_pylist(), members["article_id"].to_pylist(), strict=True))
    share: list[str] = []
    for _, family in itertools.groupby(rows, key=lambda row: row[0]):
        share += [article for _, article in family]
        if len(share) >= _ARTICLES_PER_SHARE:
            yield share
            share = []
    if share:
        yield share


def _pair_across(draft: Draft, affected: pa.Table, conductor: Conductor) -> pa.Table:
    """Return the table CLAIM_PAIRS between families, of the claims of affected articles and all others."""
    parameters = {"min_shared": draft.run.job.candidates.claim_keys}
    candidates = run_sql(draft.con, "steps/claim_pairs", {"affected_articles": affected}, parameters)
    # How many facts two articles have in common decides what their claims are to each other: they are not parted.
    laid = lay_tiles(candidates)

    def work(number: int) -> tuple[Callable[..., pa.Table], tuple[Any, ...]]:
        start, length, buckets = laid.tiles[number]
        return pair_across_job, (laid.pairs.slice(start, length), buckets)

    return _compare(draft, "claims across", laid.buckets, [tile.length for tile in laid.tiles], work, conductor)


def _wanted(shares: Iterable[tuple[str, int]]) -> pa.Table:
    rows = list(shares)
    return pa.table(
        {
            "article_id": pa.array([article for article, _ in rows], pa.string()),
            "share": pa.array([number for _, number in rows], pa.int32()),
        }
    )


def _compare(
    draft: Draft,
    stage: str,
    wanted: pa.Table,
    sizes: Sequence[int],
    work: Callable[[int], tuple[Callable[..., pa.Table], tuple[Any, ...]]],
    conductor: Conductor,
) -> pa.Table:
    """Return the table CLAIM_PAIRS of all shares; `work` gives the job of a share, its tables, and what it reads.

    What a share gives is noted in the journal.
    """
    run = draft.run
    folder = run.layout.scratch / stage.replace(" ", "-")
    parts = {table: draft.manifest.parts.get(table, ()) for table in CLAIMS_COMPARED}
    made = [stage_versions(run.job)["groups"], parts_key(parts)]

    def compare(number: int) -> pa.Table:
        job, (*tables, shares) = work(number)
        key = work_key(stage, made, [rows_key(table) for table in tables])
        return run.journal.table(
            key, lambda: run.workers.call(job, folder, shares, *tables, run.job.groups, seconds=_SHARE_SECONDS)
        )

    with spread(draft.con, folder, CLAIMS_COMPARED, wanted):
        found = conductor.each(stage, compare, sizes)
    return pa.concat_tables([CLAIM_PAIRS.empty(), *found])


def _regroup(draft: Draft, touched: Touched, renewed: pa.Table, pairs: pa.Table) -> Draft:
    """Return the draft with these pairs in the place of those of the renewed articles, and the groups that follow."""
    scope = column(renewed, "article_id")
    gone = column(rows_where(draft.con, "claims", "article_id", scope), "claim_id")
    gone |= column(touched.vanished, "item_id")
    old = [rows_where(draft.con, "claim_pairs", side, gone) for side in ("claim_a", "claim_b")]
    draft = draft.with_changes([Change("claim_pairs", pa.concat_tables(old), pairs)])

    given = {"affected_articles": renewed, "judged_claims": touched.claims}
    in_scope = column(run_sql(draft.con, "steps/claims_in_scope", given), "claim_id")
    claims = rows_where(draft.con, "claims", "claim_id", in_scope)
    members = members_and_bases(draft, column(claims, "article_id"))
    families = rows_where(draft.con, "families", "family_id", column(members, "family_id"))
    facts = rows_where(draft.con, "claim_pairs", "claim_a", in_scope)
    repeated = {"repeated_claims": find_repeated_claims(claims, facts)}
    beside = run_sql(draft.con, "steps/claims_of_one_sentence", repeated)
    siblings = list(zip(beside["claim_a"].to_pylist(), beside["claim_b"].to_pylist(), strict=True))
    judged = standing_pairs(draft.con, CLAIM_KINDS)
    assigned = assign_groups(claims, facts, members, families, judged, siblings)
    old_claims = in_scope | gone
    former = column(rows_where(draft.con, "claim_members", "claim_id", old_claims), "claim_group_id")
    changes = [
        draft.replacing("claim_groups", "claim_group_id", former, assigned.claim_groups),
        draft.replacing("claim_members", "claim_id", old_claims, assigned.claim_members),
        draft.replacing("dated_claims", "claim_id", old_claims, inherit_dates(claims, facts)),
    ]
    return draft.with_changes(changes)
