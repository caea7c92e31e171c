-- One row per kind of stretch of the article $article_id and the article it comes from, with its letters.
select
    segments.kind,
    segments.from_article_id,
    concat_ws('!', any_value(sources.raw_path), nullif(any_value(sources.raw_member), '')) as from_place,
    cast(sum(segments.char_end - segments.char_start) as integer) as letters
from segments
left join articles as sources on segments.from_article_id = sources.article_id
where segments.article_id = $article_id
group by segments.kind, segments.from_article_id
order by segments.kind, letters desc, from_place, segments.from_article_id
