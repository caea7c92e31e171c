"""The corpus steps of a run: matches, families, utterances, actors, groups, each redone only where it can change.

`touched` articles arrived or ceased to be current; `affected` articles stand in families that depend on them.
Each step fetches the rows in its scope by SQL, calls its pure stage, and replaces the rows of that scope.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from flows.base.schemas.corpus import MATCHES
from flows.base.text import fold
from flows.pipeline.job import Conductor, Run
from flows.stages.actors import assign_actors
from flows.stages.families import assign_families
from flows.stages.groups import assign_groups, pair_claims_across, pair_family_claims
from flows.stages.matches import score_pairs
from flows.stages.utterances import assign_utterances, link_family_quotes, link_quotes_across
from flows.store.buckets import Change, apply_change
from flows.store.engine import Connection, rows_where, run_sql, show_stored, sql_text
from flows.store.parts import BUCKETED, Manifest


class Draft(NamedTuple):
    """The tables as the run will leave them: a manifest, and a connection whose stored tables show it."""

    run: Run
    con: Connection
    manifest: Manifest

    def shown(self) -> "Draft":
        """Return the draft, every stored table pointed at its manifest: a step that is tried again begins there."""
        for table in BUCKETED:
            show_stored(self.con, self.run.layout, self.manifest, table)
        return self

    def with_changes(self, changes: Sequence[Change]) -> "Draft":
        """Return the draft with the changes made and shown, all of them or none."""
        manifest = self.manifest
        for change in changes:
            manifest = apply_change(self.con, self.run.layout, manifest, self.run.mark, change)
        for change in changes:
            show_stored(self.con, self.run.layout, manifest, change.table)
        return self._replace(manifest=manifest)

    def replacing(self, table: str, column: str, scope: Collection[str], rows: pa.Table) -> Change:
        """Return the change that puts `rows` in the place of the rows whose column holds a value of the scope."""
        return Change(table, rows_where(self.con, table, column, scope), rows)


class Touched(NamedTuple):
    """Which articles the run touches, and which are current after it: tables with the column article_id.

    `kin` are articles whose family may have rested on a comparison with one that ceased.
    """

    articles: pa.Table
    arrived: pa.Table
    current: pa.Table
    kin: pa.Table


def find_touched(draft: Draft, arrived: Collection[str], ceased: Collection[str], current: pa.Table) -> Touched:
    """Return what a run touches in which these articles became or ceased to be current."""
    articles = ids([*arrived, *ceased])
    scope = _column(articles, "article_id")
    pairs = [rows_where(draft.con, "matches", side, scope) for side in ("article_a", "article_b")]
    kin = {end for rows in pairs for side in ("article_a", "article_b") for end in rows[side].to_pylist()}
    return Touched(articles, ids(arrived), current, ids(kin - scope))


def ids(values: Iterable[str]) -> pa.Table:
    """Return a table with these values, sorted, as article_id."""
    return pa.table({"article_id": pa.array(sorted(set(values)), pa.string())})


def _column(table: pa.Table, name: str) -> set[str]:
    return set(table[name].to_pylist())


def match_articles(draft: Draft, touched: Touched, conductor: Conductor) -> Draft:
    """Return the draft with every arrived article compared to its candidates, and pairs of touched ones renewed."""
    job = draft.run.job
    none = pa.table({"key": pa.array([], pa.int64())})
    given = {"new_articles": touched.arrived, "current_articles": touched.current, "common_keys": none}
    parameters = {"min_shared": job.candidates.min_shared, "min_share": job.candidates.min_share}
    pairs = run_sql(draft.con, "steps/candidate_pairs", given, parameters)
    chunks = [pairs.slice(start, job.pairs_per_batch) for start in range(0, pairs.num_rows, job.pairs_per_batch)]

    def score(batch: int) -> pa.Table:
        chunk = chunks[batch]
        with draft.con.cursor() as con:
            scope = _column(chunk, "article_a") | _column(chunk, "article_b")
            tables = [rows_where(con, name, "article_id", scope) for name in ("articles", "sentences", "quotes")]
        seconds = job.workers.seconds + chunk.num_rows
        return draft.run.workers.call(score_pairs, chunk, *tables, job.matches, seconds=seconds)

    scored = conductor.each("matches", score, [chunk.num_rows for chunk in chunks])
    rows = pa.concat_tables([MATCHES.empty(), *scored])
    scope = _column(touched.articles, "article_id")
    gone = [rows_where(draft.con, "matches", side, scope) for side in ("article_a", "article_b")]
    return draft.with_changes([Change("matches", pa.concat_tables(gone), rows)])


def settle_families(draft: Draft, touched: Touched) -> tuple[Draft, pa.Table]:
    """Return the draft with the touched families formed afresh, and the affected articles."""
    reached = pa.concat_tables([touched.articles, touched.kin])
    given = {"touched_articles": reached, "current_articles": touched.current}
    affected = run_sql(draft.con, "steps/articles_of_touched_families", given)
    scope = _column(affected, "article_id")
    articles = rows_where(draft.con, "articles", "article_id", scope)
    sentences = rows_where(draft.con, "sentences", "article_id", scope)
    config = draft.run.job.families
    members, families, segments = assign_families(articles, _matches_among(draft, scope), sentences, config)
    old = scope | _column(touched.articles, "article_id")
    old_families = _column(rows_where(draft.con, "family_members", "article_id", old), "family_id")
    changes = [
        draft.replacing("family_members", "article_id", old, members),
        draft.replacing("families", "family_id", old_families, families),
        draft.replacing("segments", "article_id", old, segments),
    ]
    return draft.with_changes(changes), affected


def _matches_among(draft: Draft, scope: Collection[str]) -> pa.Table:
    rows = rows_where(draft.con, "matches", "article_a", scope)
    return rows.filter(pc.is_in(rows["article_b"], pa.array(sorted(scope), pa.string())))


def settle_utterances(draft: Draft, touched: Touched, affected: pa.Table) -> tuple[Draft, pa.Table]:
    """Return the draft with the affected utterances renewed, and all articles whose quotes were in scope."""
    renewed = pa.concat_tables([touched.articles, affected])
    scope = _column(renewed, "article_id")
    own = rows_where(draft.con, "quotes", "article_id", _column(affected, "article_id"))
    gone = _column(rows_where(draft.con, "quotes", "article_id", scope), "quote_id")
    members = rows_where(draft.con, "family_members", "article_id", scope)
    config = draft.run.job.utterances
    within = link_family_quotes(own, members, _matches_among(draft, scope), config)
    pairs = run_sql(draft.con, "steps/quote_pairs", {"affected_articles": affected})
    partners = rows_where(draft.con, "quotes", "quote_id", _column(pairs, "quote_a") | _column(pairs, "quote_b"))
    across = link_quotes_across(pairs, partners, config)
    old = [rows_where(draft.con, "quote_links", side, gone) for side in ("quote_a", "quote_b")]
    draft = draft.with_changes([Change("quote_links", pa.concat_tables(old), pa.concat_tables([within, across]))])

    in_scope = _column(run_sql(draft.con, "steps/quotes_in_scope", {"affected_articles": renewed}), "quote_id")
    quotes = rows_where(draft.con, "quotes", "quote_id", in_scope)
    articles = _column(quotes, "article_id")
    members = rows_where(draft.con, "family_members", "article_id", articles)
    families = rows_where(draft.con, "families", "family_id", _column(members, "family_id"))
    assigned = assign_utterances(quotes, rows_where(draft.con, "quote_links", "quote_a", in_scope), members, families)
    old_quotes = in_scope | gone
    former = _column(rows_where(draft.con, "utterance_quotes", "quote_id", old_quotes), "utterance_id")
    changes = [
        draft.replacing("utterances", "utterance_id", former, assigned.utterances),
        draft.replacing("utterance_quotes", "quote_id", old_quotes, assigned.utterance_quotes),
        draft.replacing("quote_sources", "quote_id", old_quotes, assigned.quote_sources),
    ]
    return draft.with_changes(changes), ids(scope | articles)


def settle_actors(draft: Draft, renewed: pa.Table) -> Draft:
    """Return the draft with the actors renewed whose names stand in the renewed articles."""
    draft.con.execute(sql_text("steps/mentions"))
    names = run_sql(draft.con, "steps/mentioned_names", {"touched_articles": renewed}).to_pylist()
    old = _former_actors(draft, renewed)
    old_names = [*old["name"].to_pylist(), *(alias for found in old["aliases"].to_pylist() for alias in found)]
    touched = {_last_word(row["name"]) for row in names if row["is_touched"]} | {_last_word(name) for name in old_names}
    in_scope = pa.table({"name": pa.array([row["name"] for row in names if _last_word(row["name"]) in touched])})
    in_scope = in_scope.cast(pa.schema([("name", pa.string())]))
    mentions = run_sql(draft.con, "steps/actor_mentions", {"names_in_scope": in_scope})
    assigned = assign_actors(mentions)
    old_ids = _column(old, "actor_id") | _actors_of(draft, mentions)
    changes = [
        draft.replacing("actors", "actor_id", old_ids, assigned.actors),
        draft.replacing("actor_mentions", "actor_id", old_ids, assigned.actor_mentions),
    ]
    return draft.with_changes(changes)


def _former_actors(draft: Draft, renewed: pa.Table) -> pa.Table:
    """Return the actors that the quotes and claims of these articles mentioned before the run."""
    scope = _column(renewed, "article_id")
    quotes = _column(rows_where(draft.con, "quotes", "article_id", scope), "quote_id")
    claims = _column(rows_where(draft.con, "claims", "article_id", scope), "claim_id")
    mentions = rows_where(draft.con, "actor_mentions", "item_id", quotes | claims)
    return rows_where(draft.con, "actors", "actor_id", _column(mentions, "actor_id"))


def _actors_of(draft: Draft, mentions: pa.Table) -> set[str]:
    """Return the actors that fill these very roles of these items now."""
    roles = {(row["item_id"], row["role"]) for row in mentions.select(["item_id", "role"]).to_pylist()}
    rows = rows_where(draft.con, "actor_mentions", "item_id", {item for item, _ in roles}).to_pylist()
    return {row["actor_id"] for row in rows if (row["item_id"], row["role"]) in roles}


def _last_word(name: str) -> str:
    return (fold(name).split() or [""])[-1]


def settle_groups(draft: Draft, touched: Touched, affected: pa.Table) -> Draft:
    """Return the draft with the claim groups of affected articles renewed."""
    renewed = pa.concat_tables([touched.articles, affected])
    scope = _column(renewed, "article_id")
    own = rows_where(draft.con, "claims", "article_id", _column(affected, "article_id"))
    gone = _column(rows_where(draft.con, "claims", "article_id", scope), "claim_id")
    members = rows_where(draft.con, "family_members", "article_id", scope)
    config = draft.run.job.groups
    within = pair_family_claims(own, members, _matches_among(draft, scope), config)
    parameters = {"min_shared": draft.run.job.candidates.claim_keys}
    candidates = run_sql(draft.con, "steps/claim_pairs", {"affected_articles": affected}, parameters)
    partner_ids = _column(candidates, "claim_a") | _column(candidates, "claim_b")
    across = pair_claims_across(candidates, rows_where(draft.con, "claims", "claim_id", partner_ids), config)
    old = [rows_where(draft.con, "claim_pairs", side, gone) for side in ("claim_a", "claim_b")]
    draft = draft.with_changes([Change("claim_pairs", pa.concat_tables(old), pa.concat_tables([within, across]))])

    in_scope = _column(run_sql(draft.con, "steps/claims_in_scope", {"affected_articles": renewed}), "claim_id")
    claims = rows_where(draft.con, "claims", "claim_id", in_scope)
    members = _members_and_bases(draft, _column(claims, "article_id"))
    families = rows_where(draft.con, "families", "family_id", _column(members, "family_id"))
    assigned = assign_groups(claims, rows_where(draft.con, "claim_pairs", "claim_a", in_scope), members, families)
    old_claims = in_scope | gone
    former = _column(rows_where(draft.con, "claim_members", "claim_id", old_claims), "claim_group_id")
    changes = [
        draft.replacing("claim_groups", "claim_group_id", former, assigned.claim_groups),
        draft.replacing("claim_members", "claim_id", old_claims, assigned.claim_members),
    ]
    return draft.with_changes(changes)


def _members_and_bases(draft: Draft, articles: Collection[str]) -> pa.Table:
    """Return the family_members rows of these articles and of all that they rest on, hop by hop."""
    wanted: set[str] = set(articles)
    while True:
        members = rows_where(draft.con, "family_members", "article_id", wanted)
        bases = {base for base in members["based_on_article_id"].to_pylist() if base} - wanted
        if not bases:
            return members
        wanted |= bases
