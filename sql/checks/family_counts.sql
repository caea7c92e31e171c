-- One row per family whose size is not the number of its articles.
select
    families.family_id,
    families.article_count,
    count(articles.article_id) as found
from families
left join articles on families.family_id = articles.family_id
group by families.family_id, families.article_count
having families.article_count <> found
