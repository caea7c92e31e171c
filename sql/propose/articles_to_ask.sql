-- One row per current article whose claims are read, with its text and typed blocks in text order.
select
    articles.article_id,
    articles.text,
    list({
        'kind': blocks.kind, 'char_start': blocks.char_start, 'char_end': blocks.char_end
    } order by blocks.char_start, blocks.char_end) as blocks
from articles
inner join blocks on articles.article_id = blocks.article_id
where articles.is_current and articles.claims_language is not null
group by articles.article_id, articles.text
order by articles.article_id
