-- One row per article of no $articles that names in one claim what the group $claim_group_id names: the fifty nearest.
with named as (
    select distinct unnest(entities) as name
    from claims
    where claim_group_id = $claim_group_id
),

others as (
    select
        claims.article_id,
        claims.claim_id,
        count(distinct named.name) as shared
    from claims
    inner join named on list_contains(claims.entities, named.name)
    where
        claims.claim_group_id <> $claim_group_id
        and not list_contains($articles, claims.article_id)
    group by claims.article_id, claims.claim_id
)

select
    article_id,
    max(shared) as shared
from others
group by article_id
order by shared desc, article_id
limit 50
