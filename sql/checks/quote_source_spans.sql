-- One row per quote whose source is not what stands at its place.
select
    quotes.quote_id,
    quotes.source_text,
    substr(articles.text, quotes.source_start + 1, quotes.source_end - quotes.source_start) as found
from quotes
inner join articles on quotes.article_id = articles.article_id
where found is distinct from quotes.source_text
