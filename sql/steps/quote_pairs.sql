-- One row per pair of quotes in different families, one of an affected article, that share a run of words.
with affected_keys as materialized (
    select distinct unnest(prints.keys) as key
    from stored.fingerprints as prints
    semi join affected_articles on prints.article_id = affected_articles.article_id
    where prints.kind = 'quote'
),

every_key as not materialized (
    select
        unnest(prints.keys) as key,
        prints.item_id as quote_id,
        prints.article_id
    from stored.fingerprints as prints
    where prints.kind = 'quote'
),

keys as materialized (
    select
        every_key.key,
        every_key.quote_id,
        members.family_id,
        every_key.article_id in (select affected_articles.article_id from affected_articles) as is_affected
    from every_key
    semi join affected_keys on every_key.key = affected_keys.key
    inner join stored.family_members as members on every_key.article_id = members.article_id
),

affected as (
    select *
    from keys
    where is_affected
)

select distinct
    least(a.quote_id, b.quote_id) as quote_a,
    greatest(a.quote_id, b.quote_id) as quote_b
from affected as a
inner join keys as b on a.key = b.key
where a.family_id <> b.family_id
order by quote_a, quote_b
