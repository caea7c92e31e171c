-- One row per key of neighbouring words, or of a number and what stands by it, that too many articles have.
-- Too many are more than $most_articles of the representatives.
-- Relation: representatives (article_id).
with keys as (
    select unnest(prints.keys) as key
    from stored.fingerprints as prints
    semi join representatives on prints.article_id = representatives.article_id
    where prints.kind in ('word_pairs', 'anchors')
)

select
    key,
    cast(count(*) as integer) as article_count
from keys
group by key
having count(*) > $most_articles
