-- One row per key that more than $claim_hubs claims of current articles have, with the last of the first so many.
-- Counted anew are the keys of claims in touched_articles, or all where $is_all; of the others what is stored stands.
with touched as materialized (
    select distinct unnest(prints.keys) as key
    from stored.fingerprints as prints
    semi join touched_articles on prints.article_id = touched_articles.article_id
    where prints.kind = 'claim'
),

-- Read twice: laid aside, the keys of a million articles would take more room than all else that is stored.
keys as not materialized (
    select
        prints.item_id as claim_id,
        unnest(prints.keys) as key
    from stored.fingerprints as prints
    semi join stored.family_members as members on prints.article_id = members.article_id
    where prints.kind = 'claim'
),

crowded as materialized (
    select key
    from keys
    where $is_all or key in (select touched.key from touched)
    group by key
    having count(*) > $claim_hubs
)

select
    keys.key,
    keys.claim_id as last_claim_id
from keys
semi join crowded on keys.key = crowded.key
qualify row_number() over (partition by keys.key order by keys.claim_id) = $claim_hubs
union all
select
    former.key,
    former.last_claim_id
from stored.crowded_claim_keys as former
where not $is_all and former.key not in (select touched.key from touched)
order by key
