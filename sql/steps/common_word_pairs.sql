-- One row per pair of neighbouring content words that stands in more than $most_articles of the representatives.
-- Relation: representatives (article_id).
with keys as (
    select unnest(prints.keys) as key
    from stored.fingerprints as prints
    semi join representatives on prints.article_id = representatives.article_id
    where prints.kind = 'word_pairs'
)

select
    key,
    cast(count(*) as integer) as article_count
from keys
group by key
having count(*) > $most_articles
