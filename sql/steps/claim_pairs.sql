-- One row per pair of claims in different families, one of an affected article, that share $min_shared keys.
with keys as (
    select
        unnest(prints.keys) as key,
        prints.item_id as claim_id,
        members.family_id,
        prints.article_id in (select affected_articles.article_id from affected_articles) as is_affected
    from stored.fingerprints as prints
    inner join stored.family_members as members on prints.article_id = members.article_id
    where prints.kind = 'claim'
),

affected as (
    select *
    from keys
    where is_affected
),

shared as (
    select
        least(a.claim_id, b.claim_id) as claim_a,
        greatest(a.claim_id, b.claim_id) as claim_b,
        a.key
    from affected as a
    inner join keys as b on a.key = b.key
    where a.family_id <> b.family_id
)

select
    claim_a,
    claim_b
from shared
group by claim_a, claim_b
having count(distinct key) >= $min_shared
order by claim_a, claim_b
