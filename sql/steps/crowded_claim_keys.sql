-- One row per key that more than $claim_hubs claims of current articles have, with the last of the first so many.
with keys as (
    select
        prints.item_id as claim_id,
        unnest(prints.keys) as key
    from stored.fingerprints as prints
    semi join stored.family_members as members on prints.article_id = members.article_id
    where prints.kind = 'claim'
),

crowded as (
    select key
    from keys
    group by key
    having count(*) > $claim_hubs
)

select
    keys.key,
    keys.claim_id as last_claim_id
from keys
semi join crowded on keys.key = crowded.key
qualify row_number() over (partition by keys.key order by keys.claim_id) = $claim_hubs
order by keys.key
