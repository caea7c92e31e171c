-- One row per quote of the articles $articles, in the order of their texts.
with wanted as (
    select unnest($articles) as article_id
)

select * exclude (chain)
from quotes
semi join wanted on quotes.article_id = wanted.article_id
order by article_id, char_start, char_end
