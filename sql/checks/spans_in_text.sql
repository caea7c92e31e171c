-- One row per span that is empty or leaves its article's text.
with spans as (
    select
        'blocks' as table_name,
        article_id,
        char_start,
        char_end
    from blocks
    union all
    select
        'quotes' as table_name,
        article_id,
        char_start,
        char_end
    from quotes
    union all
    select
        'not_quotes' as table_name,
        article_id,
        char_start,
        char_end
    from not_quotes
    union all
    select
        'claims' as table_name,
        article_id,
        char_start,
        char_end
    from claims
    union all
    select
        'segments' as table_name,
        article_id,
        char_start,
        char_end
    from segments
)

select
    spans.table_name,
    spans.article_id,
    spans.char_start,
    spans.char_end
from spans
inner join articles on spans.article_id = articles.article_id
where spans.char_start < 0 or spans.char_end <= spans.char_start or spans.char_end > length(articles.text)
