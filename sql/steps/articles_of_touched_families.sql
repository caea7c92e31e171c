-- One row per current article whose family can depend on touched_articles.
with recursive edges as materialized (
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

-- Each way for itself: joined by "or", every pair of an article and a touched one would be looked at.
former as (
    select members.*
    from stored.family_members as members
    semi join touched_articles on members.article_id = touched_articles.article_id
),

former_kin as (
    select kin.article_id
    from stored.family_members as kin
    inner join former on kin.family_id = former.family_id
    union
    select kin.article_id
    from stored.family_members as kin
    inner join former on kin.based_on_article_id = former.article_id
    union
    select kin.article_id
    from stored.family_members as kin
    inner join former on kin.article_id = former.based_on_article_id
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
