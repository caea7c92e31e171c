"""The corpus steps of a run after matching: families, utterances, actors, groups, each redone only where it can change.

`touched` articles arrived or ceased to be current; `affected` articles stand in families that depend on them.
Each step fetches the rows in its scope by SQL, calls its pure stage, and replaces the rows of that scope.
"""

from collections.abc import Collection, Sequence
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from flows.base.clusters import Pair, connected
from flows.base.schemas.corpus import FAMILIES, FAMILY_MEMBERS, SEGMENTS
from flows.base.schemas.judgements import FAMILY_KINDS, PERSON_KINDS
from flows.base.text import fold
from flows.pipeline.corpus_jobs import FORMED, assign_families_job
from flows.pipeline.draft import Draft, Touched, column, ids
from flows.pipeline.job import Conductor
from flows.pipeline.judgements import (
    Filed,
    Judgement,
    judge_persons,
    person_decisions,
    refuse_judgements,
    rows_of_persons,
    standing_pairs,
    store_judgements,
)
from flows.pipeline.persons import find_judged_names, former_judged_actors
from flows.stages.actors import assign_actors
from flows.stages.utterances import (
    assign_utterances,
    find_lost_quotes,
    link_family_quotes,
    link_quotes_across,
    respell_names,
    restore_lost_quotes,
)
from flows.store.buckets import Change
from flows.store.engine import rows_where, run_sql, sql_text
from flows.store.shares import spread

# Fewer articles than this are not worth a process of their own.
_LEAST_SHARE = 500


class Formed(NamedTuple):
    """Families formed afresh: the articles they are made of, and their rows."""

    affected: pa.Table
    members: pa.Table
    families: pa.Table
    segments: pa.Table


def form_families(draft: Draft, touched: Touched, conductor: Conductor) -> Formed:
    """Return the families that depend on the touched articles, formed in worker processes, a share of them each."""
    reached = pa.concat_tables([touched.articles, touched.kin])
    given = {"touched_articles": reached, "current_articles": touched.current}
    affected = run_sql(draft.con, "steps/articles_of_touched_families", given)
    return Formed(affected, *_form_families(draft, affected["article_id"].to_pylist(), conductor))


def settle_families(draft: Draft, touched: Touched, formed: Formed) -> Draft:
    """Return the draft with these families in the place of those that the articles were in before."""
    _, members, families, segments = formed
    old = column(formed.affected, "article_id") | column(touched.articles, "article_id")
    old_families = column(rows_where(draft.con, "family_members", "article_id", old), "family_id")
    changes = [
        draft.replacing("family_members", "article_id", old, members),
        draft.replacing("families", "family_id", old_families, families),
        draft.replacing("segments", "article_id", old, segments),
    ]
    return draft.with_changes(changes)


def _form_families(draft: Draft, articles: list[str], conductor: Conductor) -> tuple[pa.Table, pa.Table, pa.Table]:
    run = draft.run
    matches = matches_among(draft, articles)
    size = min(run.job.articles_per_batch, max(_LEAST_SHARE, -(-len(articles) // run.workers.limits.count)))
    judged = standing_pairs(draft.con, FAMILY_KINDS)
    shares = _shares_of_components(articles, matches, judged.together, size)
    wanted = pa.table(
        {
            "article_id": pa.array([article for share in shares for article in share], pa.string()),
            "share": pa.array([number for number, share in enumerate(shares) for _ in share], pa.int32()),
        }
    )
    folder = run.layout.scratch / "families"

    def form(number: int) -> tuple[pa.Table, pa.Table, pa.Table]:
        own = _among(matches, shares[number])
        seconds = run.job.workers.seconds + len(shares[number])
        rows: tuple[pa.Table, pa.Table, pa.Table] = run.workers.call(
            assign_families_job, folder, number, own, run.job.families, judged, seconds=seconds
        )
        return rows

    with spread(draft.con, folder, FORMED, wanted):
        formed = conductor.each("families", form, [len(share) for share in shares])
    schemas = (FAMILY_MEMBERS, FAMILIES, SEGMENTS)
    members, families, segments = (
        pa.concat_tables([schema.empty(), *(rows[place] for rows in formed)]) for place, schema in enumerate(schemas)
    )
    return members, families, segments


def _shares_of_components(
    articles: list[str], matches: pa.Table, together: Sequence[Pair], size: int
) -> list[list[str]]:
    """Return the articles in shares of at least `size`, but the last: what is tied, or judged so, is in one share."""
    tied = matches.filter(pc.not_equal(matches["decision"], "distinct"))
    links = [*together, *zip(tied["article_a"].to_pylist(), tied["article_b"].to_pylist(), strict=True)]
    shares: list[list[str]] = []
    for component in connected(articles, links):
        if not shares or len(shares[-1]) >= size:
            shares.append([])
        shares[-1] += component
    return shares


def matches_among(draft: Draft, scope: Collection[str]) -> pa.Table:
    """Return the stored matches both articles of which are in the scope."""
    return _among(rows_where(draft.con, "matches", "article_a", scope), scope)


def _among(matches: pa.Table, articles: Collection[str]) -> pa.Table:
    """Return the matches both articles of which are among these."""
    inside = pa.array(sorted(articles), pa.string())
    return matches.filter(pc.and_(pc.is_in(matches["article_a"], inside), pc.is_in(matches["article_b"], inside)))


def settle_utterances(draft: Draft, touched: Touched, affected: pa.Table) -> tuple[Draft, pa.Table]:
    """Return the draft with the affected utterances renewed, and all articles whose quotes were in scope."""
    renewed = pa.concat_tables([touched.articles, affected])
    scope = column(renewed, "article_id")
    gone = _quote_ids(draft, scope) | column(touched.vanished, "item_id")
    draft = _relink_quotes(draft, scope, affected, gone)
    in_scope = column(run_sql(draft.con, "steps/quotes_in_scope", {"affected_articles": renewed}), "quote_id")
    quotes = _known_quotes(draft, "quote_id", in_scope)
    articles = column(quotes, "article_id")
    members = members_and_bases(draft, articles)
    families = rows_where(draft.con, "families", "family_id", column(members, "family_id"))
    respelled = rows_where(draft.con, "respelled_names", "article_id", articles)
    links = rows_where(draft.con, "quote_links", "quote_a", in_scope)
    assigned = assign_utterances(quotes, links, members, families, respelled, draft.run.job.utterances)
    old_quotes = in_scope | gone
    former = column(rows_where(draft.con, "utterance_quotes", "quote_id", old_quotes), "utterance_id")
    changes = [
        draft.replacing("utterances", "utterance_id", former, assigned.utterances),
        draft.replacing("utterance_quotes", "quote_id", old_quotes, assigned.utterance_quotes),
        draft.replacing("quote_sources", "quote_id", old_quotes, assigned.quote_sources),
    ]
    return draft.with_changes(changes), ids(scope | articles)


def _relink_quotes(draft: Draft, scope: Collection[str], affected: pa.Table, gone: Collection[str]) -> Draft:
    """Return the draft with what ties the quotes of the affected articles to others renewed.

    These are links, quotations found again in copies without marks, and the spellings of names.
    """
    config = draft.run.job.utterances
    own = rows_where(draft.con, "quotes", "article_id", column(affected, "article_id"))
    members = rows_where(draft.con, "family_members", "article_id", scope)
    families = rows_where(draft.con, "families", "family_id", column(members, "family_id"))
    matches = matches_among(draft, scope)
    within = link_family_quotes(own, members, matches, config)
    lost = find_lost_quotes(own, within, members, matches, config)
    copies = rows_where(draft.con, "articles", "article_id", {one.article_id for one in lost})
    restored, restoring = restore_lost_quotes(lost, copies.select(["article_id", "text", "language"]), own, config)
    pairs = run_sql(draft.con, "steps/quote_pairs", {"affected_articles": affected})
    partners = rows_where(draft.con, "quotes", "quote_id", column(pairs, "quote_a") | column(pairs, "quote_b"))
    sentences = rows_where(draft.con, "sentences", "article_id", column(partners, "article_id"))
    across = link_quotes_across(pairs, partners, sentences, config)
    uses = run_sql(draft.con, "steps/names_used", {"affected_articles": affected})
    old = [rows_where(draft.con, "quote_links", side, gone) for side in ("quote_a", "quote_b")]
    changes = [
        Change("quote_links", pa.concat_tables(old), pa.concat_tables([within, restoring, across])),
        draft.replacing("restored_quotes", "article_id", scope, restored),
        draft.replacing("respelled_names", "article_id", scope, respell_names(uses, members, families)),
    ]
    return draft.with_changes(changes)


def _known_quotes(draft: Draft, name: str, wanted: Collection[str]) -> pa.Table:
    """Return the quotes, restored ones among them, whose column holds one of these values."""
    found = [rows_where(draft.con, table, name, wanted) for table in ("quotes", "restored_quotes")]
    return pa.concat_tables([found[0], found[1].select(found[0].column_names)])


def _quote_ids(draft: Draft, articles: Collection[str]) -> set[str]:
    return column(_known_quotes(draft, "article_id", articles), "quote_id")


def settle_actors(
    draft: Draft, touched: Touched, renewed: pa.Table, filed: Filed, judged: Sequence[Judgement]
) -> Draft:
    """Return the draft with the actors renewed whose names stand in the renewed articles or in judgements.

    With them it is known of every judgement, `judged` being those on articles and claims, whether it holds.
    """
    draft.con.execute(sql_text("steps/mentions"))
    rows = rows_of_persons(filed)
    names = run_sql(draft.con, "steps/mentioned_names", {"touched_articles": renewed}).to_pylist()
    old = pa.concat_tables([_former_actors(draft, touched, renewed), former_judged_actors(draft.con)])
    old_names = [*old["name"].to_pylist(), *(alias for found in old["aliases"].to_pylist() for alias in found)]
    concerned = [*old_names, *find_judged_names(draft.con, rows)]
    words = {_last_word(row["name"]) for row in names if row["is_touched"]} | {_last_word(name) for name in concerned}
    in_scope = pa.table({"name": pa.array([row["name"] for row in names if _last_word(row["name"]) in words])})
    in_scope = in_scope.cast(pa.schema([("name", pa.string())]))
    mentions = run_sql(draft.con, "steps/actor_mentions", {"names_in_scope": in_scope})
    assigned = assign_actors(mentions, person_decisions(rows))
    persons = judge_persons(rows, assigned.verdicts)
    old_ids = column(old, "actor_id") | _actors_of(draft, mentions)
    changes = [
        draft.replacing("actors", "actor_id", old_ids, assigned.actors),
        draft.replacing("actor_mentions", "actor_id", old_ids, assigned.actor_mentions),
        store_judgements(draft.con, PERSON_KINDS, persons),
        refuse_judgements(draft.con, draft.run.run_id, filed, [*judged, *persons]),
    ]
    return draft.with_changes(changes)


def _former_actors(draft: Draft, touched: Touched, renewed: pa.Table) -> pa.Table:
    """Return the actors that the quotes and claims of these articles mentioned before the run."""
    scope = column(renewed, "article_id")
    quotes = _quote_ids(draft, scope)
    claims = column(rows_where(draft.con, "claims", "article_id", scope), "claim_id")
    items = quotes | claims | column(touched.vanished, "item_id")
    mentions = rows_where(draft.con, "actor_mentions", "item_id", items)
    return rows_where(draft.con, "actors", "actor_id", column(mentions, "actor_id"))


def _actors_of(draft: Draft, mentions: pa.Table) -> set[str]:
    """Return the actors that fill these very roles of these items now."""
    roles = {(row["item_id"], row["role"]) for row in mentions.select(["item_id", "role"]).to_pylist()}
    rows = rows_where(draft.con, "actor_mentions", "item_id", {item for item, _ in roles}).to_pylist()
    return {row["actor_id"] for row in rows if (row["item_id"], row["role"]) in roles}


def _last_word(name: str) -> str:
    return (fold(name).split() or [""])[-1]


def members_and_bases(draft: Draft, articles: Collection[str]) -> pa.Table:
    """Return the family_members rows of these articles and of all that they rest on, hop by hop."""
    wanted: set[str] = set(articles)
    while True:
        members = rows_where(draft.con, "family_members", "article_id", wanted)
        bases = {base for base in members["based_on_article_id"].to_pylist() if base} - wanted
        if not bases:
            return members
        wanted |= bases
