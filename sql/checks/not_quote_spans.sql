-- One row per stretch in marks whose content is not what stands at its place.
select
    not_quotes.article_id,
    not_quotes.char_start,
    not_quotes.content
from not_quotes
inner join articles on not_quotes.article_id = articles.article_id
where
    substr(articles.text, not_quotes.char_start + 1, not_quotes.char_end - not_quotes.char_start)
    <> not_quotes.content
