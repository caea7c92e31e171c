-- One row per pair of quotes in different families, one of an affected article, that share a run of words.
with keys as (
    select
        unnest(prints.keys) as key,
        prints.item_id as quote_id,
        members.family_id,
        prints.article_id in (select affected_articles.article_id from affected_articles) as is_affected
    from stored.fingerprints as prints
    inner join stored.family_members as members on prints.article_id = members.article_id
    where prints.kind = 'quote'
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
