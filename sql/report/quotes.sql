-- One row per quote of the articles $articles, in the order of their texts.
select *
from quotes
where list_contains($articles, article_id)
order by article_id, char_start, char_end
