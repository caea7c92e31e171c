-- One row per quote whose content is not what stands at its place.
select
    quotes.quote_id,
    quotes.content,
    substr(articles.text, quotes.char_start + 1, quotes.char_end - quotes.char_start) as found
from quotes
inner join articles on quotes.article_id = articles.article_id
where found <> quotes.content
