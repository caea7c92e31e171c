-- One row per quote whose cue is not what stands at its place.
select
    quotes.quote_id,
    quotes.cue,
    substr(articles.text, quotes.cue_start + 1, quotes.cue_end - quotes.cue_start) as found
from quotes
inner join articles on quotes.article_id = articles.article_id
where found is distinct from quotes.cue
