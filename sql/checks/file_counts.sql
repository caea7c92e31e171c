-- One row per article whose number of files is not that of the places where it stands.
with places as (
    select
        article_files.article_id,
        count(*) as found
    from article_files
    inner join raw_files on article_files.raw_path = raw_files.raw_path
    where article_files.is_current and raw_files.status <> 'removed'
    group by article_files.article_id
)

select
    articles.article_id,
    articles.file_count,
    coalesce(places.found, 0) as found
from articles
left join places on articles.article_id = places.article_id
where articles.file_count <> coalesce(places.found, 0)
