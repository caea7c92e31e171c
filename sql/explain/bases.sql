-- One row per article that one of $articles rests on, or that these rest on in turn.
with recursive reached as (
    select based_on_article_id as article_id
    from articles
    where list_contains($articles, article_id) and based_on_article_id is not null
    union
    select articles.based_on_article_id as article_id
    from reached
    inner join articles on reached.article_id = articles.article_id
    where articles.based_on_article_id is not null
)

select
    articles.article_id,
    articles.family_id,
    articles.derivation,
    articles.based_on_article_id,
    articles.order_basis
from reached
inner join articles on reached.article_id = articles.article_id
where articles.family_id is not null
order by articles.article_id
