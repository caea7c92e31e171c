-- One row per current article in a file that the run $run_id found new or changed, at most $most, the latest first.
with arrived as (
    select distinct article_files.article_id
    from article_files
    inner join raw_files on article_files.raw_path = raw_files.raw_path
    where article_files.is_current and raw_files.last_run_id = $run_id and raw_files.status = 'loaded'
)

select
    articles.article_id,
    concat_ws('!', articles.raw_path, nullif(articles.raw_member, '')) as place,
    articles.headline,
    articles.outlet,
    articles.published_on,
    articles.language,
    articles.derivation,
    articles.format,
    articles.word_count,
    articles.family_id,
    families.article_count,
    count(*) over () as total
from articles
semi join arrived on articles.article_id = arrived.article_id
left join families on articles.family_id = families.family_id
where articles.is_current
order by articles.published_on desc nulls last, place, articles.article_id
limit $most
