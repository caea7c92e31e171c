-- One row per claim of a current article whose group can depend on affected_articles or on judged_claims.
with recursive edges as materialized (
    select
        claim_a as from_id,
        claim_b as to_id
    from stored.claim_pairs
    where basis in ('aligned', 'same_fact')
    union all
    select
        claim_b as from_id,
        claim_a as to_id
    from stored.claim_pairs
    where basis in ('aligned', 'same_fact')
    union all
    select
        left_id as from_id,
        right_id as to_id
    from stored.judgements
    where kind = 'same_claim' and state = 'stands'
    union all
    select
        right_id as from_id,
        left_id as to_id
    from stored.judgements
    where kind = 'same_claim' and state = 'stands'
),

seeds as (
    select claims.claim_id
    from stored.claims as claims
    semi join affected_articles on claims.article_id = affected_articles.article_id
    union
    select claim_id
    from judged_claims
),

former_kin as (
    select kin.claim_id
    from stored.claim_members as kin
    inner join stored.claim_members as former on kin.claim_group_id = former.claim_group_id
    semi join seeds on former.claim_id = seeds.claim_id
),

reached as (
    select claim_id from seeds
    union
    select claim_id from former_kin
    union
    select edges.to_id as claim_id
    from reached
    inner join edges on reached.claim_id = edges.from_id
)

select reached.claim_id
from reached
inner join stored.claims as claims on reached.claim_id = claims.claim_id
inner join stored.family_members as members on claims.article_id = members.article_id
order by reached.claim_id
