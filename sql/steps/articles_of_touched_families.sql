-- One row per current article whose family can depend on touched_articles.
with recursive edges as (
    select
        article_a as from_id,
        article_b as to_id
    from stored.matches
    where decision <> 'distinct'
    union all
    select
        article_b as from_id,
        article_a as to_id
    from stored.matches
    where decision <> 'distinct'
    union all
    select
        left_id as from_id,
        right_id as to_id
    from stored.judgements
    where kind = 'same_family' and state = 'stands'
    union all
    select
        right_id as from_id,
        left_id as to_id
    from stored.judgements
    where kind = 'same_family' and state = 'stands'
),

former_kin as (
    select kin.article_id
    from stored.family_members as kin
    inner join stored.family_members as touched
        on
            kin.family_id = touched.family_id
            or kin.based_on_article_id = touched.article_id
            or kin.article_id = touched.based_on_article_id
    where touched.article_id in (select touched_articles.article_id from touched_articles)
),

reached as (
    select article_id from touched_articles
    union
    select article_id from former_kin
    union
    select edges.to_id as article_id
    from reached
    inner join edges on reached.article_id = edges.from_id
)

select article_id
from reached
semi join current_articles on reached.article_id = current_articles.article_id
order by article_id
