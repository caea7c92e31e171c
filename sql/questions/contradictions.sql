-- One row per two facts that contradict each other, or differ in a number or a date.
-- Which claims contradict each other, and who makes them?
-- Topic: Claims
-- kind: contradiction, number or date; later_count where the later article gives the greater number, as tolls rise.
-- one_says: The one fact.
-- another_says: The other.
-- one_hedge: How the one is put: denied, opinion, prediction, hedged, reported or asserted.
-- another_hedge: How the other is put.
-- one_voice: Who says the one, as its evidence has it: a name, or what kind of voice without one.
-- another_voice: Who says the other.
-- one_origins: Independent families that state the one.
-- another_origins: Independent families that state the other.
-- one_article: The article of the one's evidence.
-- another_article: The article of the other's.
-- one_outlet: Its outlet; empty if it is unknown.
-- another_outlet: The other's outlet.
-- one_claim_group_id: The one fact.
-- another_claim_group_id: The other fact.
-- $claim: words of the statement
-- $speaker: words of the speaker's, or other source's, name
-- $outlet: words of the outlet's name: what it carries
-- $article: its id, or a part of its path (path!member inside a file)
with chosen as (
    select article_id
    from articles
    where has_words(outlet, $outlet) and is_article(article_id, place(raw_path, raw_member), $article)
),

carried as (
    select distinct claims.claim_group_id
    from claims
    inner join chosen on claims.article_id = chosen.article_id
    where has_words(concat_ws(', ', claims.claimant_name, claims.root_source), $speaker)
),

pairs as (
    select
        claim_group_a,
        claim_group_b,
        bool_or(kind = 'temporal_update') as is_later_count,
        min(kind) filter (where kind <> 'temporal_update') as kind,
        arg_min(evidence_claim_a, kind) as claim_a,
        arg_min(evidence_claim_b, kind) as claim_b
    from claim_links
    where kind in ('contradiction', 'number', 'date', 'temporal_update')
    group by claim_group_a, claim_group_b
),

sides as (
    select
        claims.claim_id,
        coalesce(claims.claimant_name, claims.root_source, replace(claims.claimant_kind, '_', ' ')) as voice,
        place(articles.raw_path, articles.raw_member) as article,
        claims.hedge,
        articles.outlet
    from claims
    inner join articles on claims.article_id = articles.article_id
)

select
    one.statement as one_says,
    another.statement as another_says,
    if(pairs.is_later_count, 'later_count', pairs.kind) as kind,
    a.hedge as one_hedge,
    b.hedge as another_hedge,
    a.voice as one_voice,
    b.voice as another_voice,
    one.origin_count as one_origins,
    another.origin_count as another_origins,
    a.article as one_article,
    b.article as another_article,
    a.outlet as one_outlet,
    b.outlet as another_outlet,
    pairs.claim_group_a as one_claim_group_id,
    pairs.claim_group_b as another_claim_group_id
from pairs
inner join claim_groups as one on pairs.claim_group_a = one.claim_group_id
inner join claim_groups as another on pairs.claim_group_b = another.claim_group_id
inner join sides as a on pairs.claim_a = a.claim_id
inner join sides as b on pairs.claim_b = b.claim_id
where
    (has_words(one.statement, $claim) or has_words(another.statement, $claim))
    and (
        one.claim_group_id in (select claim_group_id from carried)
        or another.claim_group_id in (select claim_group_id from carried)
    )
order by kind, one_says, another_says, one_claim_group_id, another_claim_group_id
