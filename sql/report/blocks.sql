-- One row per block of the articles $articles, in the order of their texts.
with wanted as (
    select unnest($articles) as article_id
)

select *
from blocks
semi join wanted on blocks.article_id = wanted.article_id
order by article_id, char_start, char_end
