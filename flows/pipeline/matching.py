"""Matching in a run: near copies first, then candidates among those that stand for them; each pair is compared once.

Which pairs are compared follows from the current articles and the table of common word pairs alone, so that a run over
everything at once and any number of runs end in the same rows.
"""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from flows.base.schemas.corpus import COMMON_WORD_PAIRS, MATCHES
from flows.pipeline.corpus_jobs import COMPARED, SliceLimits, find_candidates_job, score_pairs_job
from flows.pipeline.draft import Draft, Touched, column, ids
from flows.pipeline.job import Conductor
from flows.pipeline.redoing import stage_versions
from flows.stages.matches import COMPARISON, find_near_copies
from flows.store.buckets import Change
from flows.store.engine import run_sql
from flows.store.journal import parts_key, rows_key, work_key
from flows.store.shares import spread
from flows.store.workers import WorkerDied

# Arriving articles whose candidates are looked for at once: their word pairs' articles have to fit into memory.
_ARTICLES_PER_SLICE = 20_000
# From so many on, the work is worth two processes.
_WORTH_SHARING = 2_000
_SLICE_SECONDS = 3_600.0
_PAIR = ["article_a", "article_b"]


class _Near(NamedTuple):
    """The near-copy pairs of the current articles, and the table NEAR_COPIES that follows from their matches.

    Of the matches `known` stand as they are, `news` were compared now.
    """

    pairs: pa.Table
    known: pa.Table
    news: pa.Table
    copies: pa.Table


def match_articles(draft: Draft, touched: Touched, conductor: Conductor) -> tuple[Draft, Touched]:
    """Return the draft with every pair compared that has to be, and the touched articles with their kin."""
    is_redone = "families" in draft.run.redo.stages
    near = _match_near_copies(draft, touched, conductor, is_redone)
    representatives = _find_representatives(draft, touched, near)
    common = conductor.once("common word pairs", lambda: _find_common(draft, representatives, is_redone))
    draft = draft.with_changes(common)
    is_all = is_redone or bool(common)
    given = {"touched_articles": touched.articles, "representatives": representatives, "near_pairs": near.pairs}
    stale = run_sql(draft.con, "steps/stale_matches", given, {"is_all": is_all}).cast(MATCHES.arrow)
    if is_all:
        representatives = _all_new(representatives)
    pairs = _find_candidates(draft, representatives, conductor).join(near.pairs, _PAIR, join_type="left anti")
    scored = _score(draft, pairs.sort_by([(name, "ascending") for name in _PAIR]), "matches", conductor)
    # A match that stands is no reason to look at a family again: else every run would redo all that have copies.
    rows = pa.concat_tables([*([near.known] if is_all else []), near.news, _found_by(scored, _ways(scored, pairs))])
    draft = draft.with_changes([Change("matches", stale, rows), _renewed(draft, near.copies)])
    ties = pa.concat_tables([stale, rows])
    ties = ties.filter(pc.not_equal(ties["decision"], "distinct"))
    kin = ids({article for side in _PAIR for article in column(ties, side)} & column(touched.current, "article_id"))
    return draft, touched._replace(kin=kin)


def _match_near_copies(draft: Draft, touched: Touched, conductor: Conductor, is_redone: bool) -> _Near:
    """Compare every near-copy pair that is news; of the others the stored row stands."""
    parameters = {"min_share": draft.run.job.candidates.near_share}
    pairs = conductor.once(
        "sketches",
        lambda: run_sql(draft.con, "steps/near_copies", {"current_articles": touched.current}, parameters),
    )
    given = {"near_pairs": pairs, "touched_articles": touched.articles}
    known = run_sql(draft.con, "steps/known_near_copies", given, {"is_none": is_redone}).cast(MATCHES.arrow)
    news = pairs.join(known.select(_PAIR), _PAIR, join_type="left anti")
    scored = _score(draft, news.sort_by([(name, "ascending") for name in _PAIR]), "near copies", conductor)
    compared = _found_by(scored, ["near_copy"] * scored.num_rows)
    return _Near(pairs, known, compared, find_near_copies(pa.concat_tables([known, compared]), pairs))


def _find_representatives(draft: Draft, touched: Touched, near: _Near) -> pa.Table:
    """Return article_id, article_no and is_new of the articles that stand for themselves."""
    parted = run_sql(draft.con, "steps/parted_near_copies", {"near_pairs": near.pairs})
    renewed = ids([*touched.arrived["article_id"].to_pylist(), *parted["article_id"].to_pylist()])
    given = {"current_articles": touched.current, "renewed_articles": renewed, "near_copies": near.copies}
    return run_sql(draft.con, "steps/representatives", given)


def _all_new(representatives: pa.Table) -> pa.Table:
    everyone = pa.array([True] * representatives.num_rows, pa.bool_())
    return representatives.set_column(representatives.schema.get_field_index("is_new"), "is_new", everyone)


def _find_common(draft: Draft, representatives: pa.Table, is_redone: bool) -> list[Change]:
    """Return the change that makes the table of common word pairs; none where it stands, or no corpus is that large."""
    config = draft.run.job.candidates
    has_table = bool(draft.manifest.parts.get("common_word_pairs"))
    if not is_redone and (has_table or representatives.num_rows < config.large_corpus):
        return []
    found = COMMON_WORD_PAIRS.empty()
    if representatives.num_rows >= config.large_corpus:
        given = {"representatives": representatives}
        found = run_sql(draft.con, "steps/common_word_pairs", given, {"most_articles": config.most_articles})
    rows = found.cast(COMMON_WORD_PAIRS.arrow)
    gone = draft.con.sql("select key from stored.common_word_pairs").to_arrow_table()
    return [Change("common_word_pairs", gone, rows)] if rows.num_rows or gone.num_rows else []


def _find_candidates(draft: Draft, representatives: pa.Table, conductor: Conductor) -> pa.Table:
    """Return the pairs of representatives, one at least new, that are candidates, and what each was found by.

    They are looked for in slices, in worker processes.
    """
    run, config = draft.run, draft.run.job.candidates
    count = int(pc.sum(representatives["is_new"].cast(pa.int64())).as_py() or 0)
    slices = -(-count // _ARTICLES_PER_SLICE)
    if slices == 1 and count >= _WORTH_SHARING:
        slices = run.workers.limits.count
    path = run.layout.scratch / "representatives.parquet"
    pq.write_table(representatives, path)
    memory = run.workers.limits.memory_bytes // 2

    def find(number: int, slices: int = slices) -> pa.Table:
        arguments = (run.layout, draft.manifest, path, config, SliceLimits(number, slices, memory))
        try:
            return run.workers.call(find_candidates_job, *arguments, seconds=_SLICE_SECONDS)
        except WorkerDied:
            if slices >= count:
                raise
            # What was too much for one process may not be for two: article numbers part again by the next bit.
            return pa.concat_tables([find(number, 2 * slices), find(number + slices, 2 * slices)])

    sizes = [count // slices] * slices if slices else []
    none = pa.table({name: pa.array([], pa.string()) for name in (*_PAIR, "found_by")})
    made = [*_depends_on(draft, ("articles", "fingerprints", "common_word_pairs")), asdict(config)]
    key = partial(work_key, "candidates", made, rows_key(representatives.sort_by("article_id")), slices)
    found = conductor.each("candidates", lambda number: run.journal.table(key(number), lambda: find(number)), sizes)
    path.unlink()
    return pa.concat_tables([none, *found])


def _score(draft: Draft, pairs: pa.Table, stage: str, conductor: Conductor) -> pa.Table:
    """Return the table MATCHES, found_by aside, of these pairs: compared in worker processes, a share of them each."""
    run = draft.run
    count = -(-pairs.num_rows // run.job.pairs_per_batch)
    if count == 1 and pairs.num_rows >= _WORTH_SHARING:
        count = run.workers.limits.count
    size = -(-pairs.num_rows // count) if count else 0
    shares = [pairs.slice(start, size) for start in range(0, pairs.num_rows, size or 1)]
    folder = run.layout.scratch / stage.replace(" ", "-")
    wanted = pa.concat_tables([_no_articles(), *(_articles_of(share, number) for number, share in enumerate(shares))])

    made = [*_depends_on(draft, COMPARED), asdict(run.job.matches)]

    def score(number: int) -> pa.Table:
        key = work_key(stage, made, rows_key(shares[number]))
        return run.journal.table(key, lambda: _score_share(draft, folder, number, shares[number]))

    with spread(draft.con, folder, COMPARED, wanted):
        scored = conductor.each(stage, score, [share.num_rows for share in shares])
    return pa.concat_tables([COMPARISON.empty(), *scored])


def _depends_on(draft: Draft, tables: Iterable[str]) -> list[object]:
    """Return what tells the rows of these tables, as the draft has them, and the version of what compares them."""
    parts = {table: draft.manifest.parts.get(table, ()) for table in tables}
    return [stage_versions(draft.run.job)["families"], parts_key(parts)]


def _score_share(draft: Draft, folder: Path, number: int, pairs: pa.Table) -> pa.Table:
    """Compare the pairs of a share; where the process dies, halve them until the pair that killed it stands alone."""
    run = draft.run
    seconds = run.job.workers.seconds + pairs.num_rows
    try:
        return run.workers.call(score_pairs_job, folder, number, pairs, run.job.matches, seconds=seconds)
    except WorkerDied:
        if pairs.num_rows == 1:
            # Two articles that cannot be compared are no copies of each other as far as anybody can show.
            return COMPARISON.empty()
        middle = pairs.num_rows // 2
        halves = (pairs.slice(0, middle), pairs.slice(middle))
        return pa.concat_tables([_score_share(draft, folder, number, half) for half in halves])


def _no_articles() -> pa.Table:
    return pa.table({"article_id": pa.array([], pa.string()), "share": pa.array([], pa.int32())})


def _articles_of(pairs: pa.Table, share: int) -> pa.Table:
    articles = ids(itertools.chain(*(pairs[side].to_pylist() for side in _PAIR)))
    return articles.append_column("share", pa.array([share] * articles.num_rows, pa.int32()))


def _found_by(matches: pa.Table, found_by: Sequence[str]) -> pa.Table:
    rows = matches.append_column("found_by", pa.array(found_by, pa.string()))
    return rows.select(MATCHES.names).cast(MATCHES.arrow)


def _ways(matches: pa.Table, pairs: pa.Table) -> list[str]:
    """Return what the pair of each match was found by; a pair that could not be compared has no match."""
    renderings = pairs.filter(pc.equal(pairs["found_by"], "anchors"))
    by_anchors = set(zip(*(renderings[side].to_pylist() for side in _PAIR), strict=True))
    ends = zip(*(matches[side].to_pylist() for side in _PAIR), strict=True)
    return ["anchors" if pair in by_anchors else "word_pairs" for pair in ends]


def _renewed(draft: Draft, copies: pa.Table) -> Change:
    return Change("near_copies", draft.con.sql("select * from stored.near_copies").to_arrow_table(), copies)
