-- One row per article of the family $family_id, its origin first.
select
    articles.article_id,
    concat_ws('!', articles.raw_path, nullif(articles.raw_member, '')) as place,
    articles.outlet,
    articles.published_on,
    articles.derivation,
    articles.based_on_article_id,
    concat_ws('!', bases.raw_path, nullif(bases.raw_member, '')) as based_on_place,
    articles.order_basis
from articles
inner join families on articles.family_id = families.family_id
left join articles as bases on articles.based_on_article_id = bases.article_id
where articles.family_id = $family_id
order by articles.article_id <> coalesce(families.origin_article_id, ''), place, articles.article_id
