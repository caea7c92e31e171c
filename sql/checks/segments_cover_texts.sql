-- One row per stretch of a segmented article that stands in no segment, or in two.
with bounded as (
    select
        segments.article_id,
        segments.char_start,
        segments.char_end,
        coalesce(
            lead(segments.char_start) over (partition by segments.article_id order by segments.char_start),
            length(articles.text)
        ) as next_start,
        row_number() over (partition by segments.article_id order by segments.char_start) as place
    from segments
    inner join articles on segments.article_id = articles.article_id
)

select
    article_id,
    char_start,
    char_end,
    next_start
from bounded
where char_end <> next_start or (place = 1 and char_start <> 0)
