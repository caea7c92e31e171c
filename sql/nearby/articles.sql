-- One row per article that is touched, or has a claim or quote nearby.
with wanted as (
    select article_id from touched_articles
    union
    select article_id from touched_marks
    union
    select article_id from nearby.claims
    union
    select article_id from nearby.quotes
    union
    select article_id from nearby.restored_quotes
)

select articles.*
from stored.articles as articles
semi join wanted on articles.article_id = wanted.article_id
