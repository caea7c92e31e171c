-- One row per segment that stands at the code points from $char_start to before $char_end of $article_id.
select
    segments.kind,
    segments.char_start,
    segments.char_end,
    segments.from_article_id,
    segments.from_start,
    segments.from_end,
    concat_ws('!', sources.raw_path, nullif(sources.raw_member, '')) as from_place,
    substr(sources.text, segments.from_start + 1, segments.from_end - segments.from_start) as from_content
from segments
left join articles as sources on segments.from_article_id = sources.article_id
where segments.article_id = $article_id and segments.char_start < $char_end and $char_start < segments.char_end
order by segments.char_start
