-- One row per pair of claims in different families, one of an affected article, that may state one fact.
-- They share $min_shared keys, or stand in quotes that carry the same words (is_quoted). Of the claims that have a
-- crowded key only the first, by their ids, count as sharing it with all others (is_hub).
with affected_keys as materialized (
    select distinct unnest(prints.keys) as key
    from stored.fingerprints as prints
    semi join affected_articles on prints.article_id = affected_articles.article_id
    where prints.kind = 'claim'
),

every_key as not materialized (
    select
        unnest(prints.keys) as key,
        prints.item_id as claim_id,
        prints.article_id
    from stored.fingerprints as prints
    where prints.kind = 'claim'
),

keys as materialized (
    select
        every_key.key,
        every_key.claim_id,
        members.family_id,
        every_key.article_id in (select affected_articles.article_id from affected_articles) as is_affected
    from every_key
    semi join affected_keys on every_key.key = affected_keys.key
    inner join stored.family_members as members on every_key.article_id = members.article_id
),

ranked as (
    select
        keys.*,
        coalesce(keys.claim_id <= crowded.last_claim_id, true) as is_hub
    from keys
    left join stored.crowded_claim_keys as crowded on keys.key = crowded.key
),

affected as (
    select *
    from ranked
    where is_affected
),

hubs as (
    select *
    from ranked
    where is_hub
),

sharing as (
    select
        a.claim_id as one_id,
        b.claim_id as other_id,
        a.key
    from affected as a
    inner join ranked as b on a.key = b.key
    where a.is_hub and a.family_id <> b.family_id
    union all
    select
        a.claim_id as one_id,
        b.claim_id as other_id,
        a.key
    from affected as a
    inner join hubs as b on a.key = b.key
    where not a.is_hub and a.family_id <> b.family_id
),

shared as (
    select
        least(one_id, other_id) as claim_a,
        greatest(one_id, other_id) as claim_b,
        key
    from sharing
),

quoted as (
    select
        claims.claim_id,
        claims.quote_id,
        members.family_id,
        claims.article_id in (select affected_articles.article_id from affected_articles) as is_affected
    from stored.claims as claims
    inner join stored.family_members as members on claims.article_id = members.article_id
    where claims.quote_id is not null
),

-- The links of affected claims first: joined in one step, all claims in quotes are held against each other.
linked as materialized (
    select
        quoted.claim_id,
        quoted.family_id,
        links.other_quote_id
    from (
        select
            quote_a as quote_id,
            quote_b as other_quote_id
        from stored.quote_links
        union all
        select
            quote_b as quote_id,
            quote_a as other_quote_id
        from stored.quote_links
    ) as links
    inner join quoted on links.quote_id = quoted.quote_id
    where quoted.is_affected
),

found as (
    select
        claim_a,
        claim_b,
        false as is_quoted
    from shared
    group by claim_a, claim_b
    having count(distinct key) >= $min_shared
    union all
    select
        least(linked.claim_id, quoted.claim_id) as claim_a,
        greatest(linked.claim_id, quoted.claim_id) as claim_b,
        true as is_quoted
    from linked
    inner join quoted on linked.other_quote_id = quoted.quote_id
    where linked.family_id <> quoted.family_id
),

pairs as (
    select
        claim_a,
        claim_b,
        bool_or(is_quoted) as is_quoted
    from found
    group by claim_a, claim_b
)

select
    pairs.claim_a,
    pairs.claim_b,
    pairs.is_quoted,
    least(a.article_id, b.article_id) as article_a,
    greatest(a.article_id, b.article_id) as article_b
from pairs
inner join stored.claims as a on pairs.claim_a = a.claim_id
inner join stored.claims as b on pairs.claim_b = b.claim_id
order by article_a, article_b, pairs.claim_a, pairs.claim_b
