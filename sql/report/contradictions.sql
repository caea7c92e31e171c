-- One row per pair of facts that do not go together, at most $most, the most stated first; of $families if not null.
with pairs as (
    select *
    from claim_links
    where kind in ('contradiction', 'number', 'date', 'temporal_update')
),

shown as (
    select evidence_claim_a as claim_id
    from pairs
    union
    select evidence_claim_b as claim_id
    from pairs
),

-- The large tables are gone through once.
evidence as materialized (
    select
        claims.claim_id,
        claims.content,
        claims.claimant_name as claimant,
        claims.claimant_text,
        claims.hedge,
        articles.article_id,
        articles.outlet,
        articles.published_on,
        articles.language,
        articles.family_id,
        concat_ws('!', articles.raw_path, nullif(articles.raw_member, '')) as place,
        claim_groups.article_count,
        claim_groups.origin_count,
        claim_groups.root_count
    from claims
    semi join shown on claims.claim_id = shown.claim_id
    inner join articles on claims.article_id = articles.article_id
    inner join claim_groups on claims.claim_group_id = claim_groups.claim_group_id
),

linked as (
    select
        pairs.claim_group_a,
        pairs.claim_group_b,
        pairs.kind,
        a.content as a_content,
        a.claimant as a_claimant,
        a.claimant_text as a_claimant_text,
        a.hedge as a_hedge,
        a.article_id as a_article_id,
        a.outlet as a_outlet,
        a.published_on as a_published_on,
        a.language as a_language,
        a.family_id as a_family_id,
        a.place as a_place,
        a.article_count as a_article_count,
        a.origin_count as a_origin_count,
        a.root_count as a_root_count,
        b.content as b_content,
        b.claimant as b_claimant,
        b.claimant_text as b_claimant_text,
        b.hedge as b_hedge,
        b.article_id as b_article_id,
        b.outlet as b_outlet,
        b.published_on as b_published_on,
        b.language as b_language,
        b.family_id as b_family_id,
        b.place as b_place,
        b.article_count as b_article_count,
        b.origin_count as b_origin_count,
        b.root_count as b_root_count
    from pairs
    inner join evidence as a on pairs.evidence_claim_a = a.claim_id
    inner join evidence as b on pairs.evidence_claim_b = b.claim_id
)

select
    *,
    count(*) over () as total
from linked
where $families is null or list_contains($families, a_family_id) or list_contains($families, b_family_id)
order by
    kind = 'temporal_update', a_article_count + b_article_count desc,
    claim_group_a, claim_group_b, kind
limit $most
