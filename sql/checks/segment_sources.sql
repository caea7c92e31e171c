-- One row per stretch that is copied from nowhere, or from beyond the text that it comes from.
select
    segments.article_id,
    segments.char_start,
    segments.kind,
    segments.from_article_id,
    segments.from_start,
    segments.from_end
from segments
left join articles on segments.from_article_id = articles.article_id
where
    (segments.kind in ('copied', 'rewritten')) <> (segments.from_article_id is not null)
    or segments.from_start < 0
    or segments.from_end <= segments.from_start
    or segments.from_end > length(articles.text)
