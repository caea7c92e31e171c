-- One row per fact that articles of a family of $families state, the $most of each family that most articles state.
with stated as (
    select
        articles.family_id,
        claims.claim_group_id,
        count(distinct claims.article_id) as articles_here,
        min(articles.language) as language
    from claims
    inner join articles on claims.article_id = articles.article_id
    where articles.is_current and list_contains($families, articles.family_id)
    group by articles.family_id, claims.claim_group_id
),

ranked as (
    select
        stated.family_id,
        stated.articles_here,
        stated.language,
        claim_groups.claim_group_id,
        claim_groups.statement,
        claim_groups.article_count,
        claim_groups.origin_count,
        claim_groups.root_count,
        claim_groups.roots,
        claim_groups.is_disputed,
        claim_groups.hedge_min,
        claim_groups.hedge_max,
        row_number() over (
            partition by stated.family_id
            order by
                claim_groups.is_disputed desc, claim_groups.article_count desc, claim_groups.root_count,
                claim_groups.statement, claim_groups.claim_group_id
        ) as nth,
        count(*) over (partition by stated.family_id) as total
    from stated
    inner join claim_groups on stated.claim_group_id = claim_groups.claim_group_id
)

select * exclude (nth)
from ranked
where nth <= $most
order by family_id, nth
