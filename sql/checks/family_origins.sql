-- One row per family whose origin is in another, or article that is said to rest on itself.
select
    families.family_id,
    families.origin_article_id as article_id
from families
inner join articles on families.origin_article_id = articles.article_id
where articles.family_id is distinct from families.family_id
union all
select
    family_id,
    article_id
from articles
where based_on_article_id = article_id
