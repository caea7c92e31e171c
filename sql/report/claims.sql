-- One row per fact that several articles state, the $most of most articles, those of fewest roots first among equals.
with foremost as (
    select
        *,
        count(*) over () as total
    from claim_groups
    where article_count > 1
    order by article_count desc, root_count, origin_count, statement, claim_group_id
    limit $most
)

select
    foremost.claim_group_id,
    foremost.statement,
    foremost.article_count,
    foremost.origin_count,
    foremost.root_count,
    foremost.roots,
    foremost.outlet_count,
    foremost.unknown_outlet_count,
    foremost.is_disputed,
    foremost.hedge_min,
    foremost.hedge_max,
    foremost.first_seen_basis,
    foremost.first_article_id,
    firsts.outlet as first_outlet,
    firsts.published_on as first_published_on,
    articles.language,
    articles.family_id,
    claims.is_self_contained,
    foremost.total
from foremost
inner join claims on foremost.statement_claim_id = claims.claim_id
inner join articles on claims.article_id = articles.article_id
left join articles as firsts on foremost.first_article_id = firsts.article_id
order by
    foremost.article_count desc, foremost.root_count, foremost.origin_count,
    foremost.statement, foremost.claim_group_id
