-- One row per fact: the articles that state it, the actors and documents it rests on, the facts it contradicts.
with members as (
    select
        claims.claim_group_id,
        list(distinct claims.article_id order by claims.article_id) as article_ids,
        list(distinct claims.root_actor_id order by claims.root_actor_id)
        filter (where actors.kind <> 'document') as author_ids,
        list(distinct claims.root_actor_id order by claims.root_actor_id)
        filter (where actors.kind = 'document') as document_ids
    from claims
    left join actors on claims.root_actor_id = actors.actor_id
    group by claims.claim_group_id
),

both_ways as (
    select
        claim_group_a as claim_group_id,
        claim_group_b as other_id
    from claim_links
    where kind = 'contradiction'
    union all
    select
        claim_group_b as claim_group_id,
        claim_group_a as other_id
    from claim_links
    where kind = 'contradiction'
),

contradicted as (
    select
        claim_group_id,
        list(other_id order by other_id) as contradicted_ids
    from both_ways
    group by claim_group_id
)

select
    claim_groups.claim_group_id,
    claim_groups.statement,
    claim_groups.article_count,
    claim_groups.origin_count,
    claim_groups.root_count,
    claim_groups.roots,
    claim_groups.first_article_id,
    claim_groups.is_disputed,
    members.article_ids,
    members.author_ids,
    members.document_ids,
    contradicted.contradicted_ids
from claim_groups
inner join members on claim_groups.claim_group_id = members.claim_group_id
left join contradicted on claim_groups.claim_group_id = contradicted.claim_group_id
order by claim_groups.claim_group_id
