-- One row per quote of a current article whose utterance can depend on affected_articles.
with recursive edges as materialized (
    select
        quote_a as from_id,
        quote_b as to_id
    from stored.quote_links
    union all
    select
        quote_b as from_id,
        quote_a as to_id
    from stored.quote_links
),

seeds as (
    select quotes.quote_id
    from stored.all_quotes as quotes
    semi join affected_articles on quotes.article_id = affected_articles.article_id
),

former_kin as (
    select kin.quote_id
    from stored.utterance_quotes as kin
    inner join stored.utterance_quotes as former on kin.utterance_id = former.utterance_id
    semi join seeds on former.quote_id = seeds.quote_id
),

reached as (
    select quote_id from seeds
    union
    select quote_id from former_kin
    union
    select edges.to_id as quote_id
    from reached
    inner join edges on reached.quote_id = edges.from_id
)

select reached.quote_id
from reached
inner join stored.all_quotes as quotes on reached.quote_id = quotes.quote_id
inner join stored.family_members as members on quotes.article_id = members.article_id
order by reached.quote_id
