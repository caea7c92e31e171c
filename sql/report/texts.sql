-- One row per article of $articles, with its text.
with wanted as (
    select unnest($articles) as article_id
)

select *
from articles
semi join wanted on articles.article_id = wanted.article_id
order by article_id
