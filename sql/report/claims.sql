-- One row per fact that several articles state, the $most of most articles, those of fewest roots first among equals.
with foremost as (
    select claim_group_id
    from claim_groups
    where article_count > 1
    order by article_count desc, root_count, origin_count, claim_group_id
    limit $most
),

counted as (
    select count(*) as total
    from claim_groups
    where article_count > 1
)

select
    claim_groups.claim_group_id,
    claim_groups.statement,
    claim_groups.article_count,
    claim_groups.origin_count,
    claim_groups.root_count,
    claim_groups.roots,
    claim_groups.outlet_count,
    claim_groups.unknown_outlet_count,
    claim_groups.is_disputed,
    claim_groups.hedge_min,
    claim_groups.hedge_max,
    claim_groups.first_seen_basis,
    claim_groups.first_article_id,
    firsts.outlet as first_outlet,
    firsts.published_on as first_published_on,
    articles.language,
    articles.family_id,
    claims.is_self_contained,
    counted.total
from claim_groups
semi join foremost on claim_groups.claim_group_id = foremost.claim_group_id
inner join claims on claim_groups.statement_claim_id = claims.claim_id
inner join articles on claims.article_id = articles.article_id
cross join counted
left join articles as firsts on claim_groups.first_article_id = firsts.article_id
order by
    claim_groups.article_count desc, claim_groups.root_count, claim_groups.origin_count, claim_groups.claim_group_id
