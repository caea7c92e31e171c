-- One row per article of $articles, with its text.
select *
from articles
where list_contains($articles, article_id)
order by article_id
