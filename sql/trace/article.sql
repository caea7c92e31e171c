-- One row per article of the id $article_id, with its place and the place and basis of its family's origin.
with places as (
    select
        article_id,
        raw_path,
        raw_member
    from article_files
    where article_id = $article_id
    order by is_current desc, raw_path, raw_member
    limit 1
)

select
    articles.*,
    concat_ws('!', places.raw_path, nullif(places.raw_member, '')) as place,
    families.origin_article_id,
    families.origin_basis,
    concat_ws('!', origins.raw_path, nullif(origins.raw_member, '')) as origin_place,
    concat_ws('!', bases.raw_path, nullif(bases.raw_member, '')) as based_on_place
from articles
left join places on articles.article_id = places.article_id
left join families on articles.family_id = families.family_id
left join articles as origins on families.origin_article_id = origins.article_id
left join articles as bases on articles.based_on_article_id = bases.article_id
where articles.article_id = $article_id
