-- One row per article in the file $raw_path, and per open reject.
select
    'article' as kind,
    places.article_id as id,
    places.raw_member,
    places.is_current as is_open,
    articles.headline as detail
from article_files as places
inner join articles on places.article_id = articles.article_id
where places.raw_path = $raw_path
union all
select
    'reject' as kind,
    reject_id as id,
    raw_member,
    resolved_run_id is null as is_open,
    concat_ws(': ', reason, nullif(detail, '')) as detail
from rejects
where raw_path = $raw_path
order by kind, is_open desc, raw_member, id
