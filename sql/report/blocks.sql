-- One row per block of the articles $articles, in the order of their texts.
select *
from blocks
where list_contains($articles, article_id)
order by article_id, char_start, char_end
