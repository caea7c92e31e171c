-- One row per article in whose family a claim came, or ceased, to be held against all claims that share a key with it.
-- Relation: crowded_keys (key, last_claim_id), what stored.crowded_claim_keys is to be. Behind ~ no id stands.
with shifts as (
    select
        coalesce(crowded_keys.key, former.key) as key,
        least(coalesce(crowded_keys.last_claim_id, '~'), coalesce(former.last_claim_id, '~')) as after_id,
        greatest(coalesce(crowded_keys.last_claim_id, '~'), coalesce(former.last_claim_id, '~')) as until_id
    from crowded_keys
    full join stored.crowded_claim_keys as former on crowded_keys.key = former.key
    where crowded_keys.last_claim_id is distinct from former.last_claim_id
),

keys as (
    select
        members.family_id,
        prints.item_id as claim_id,
        unnest(prints.keys) as key
    from stored.fingerprints as prints
    inner join stored.family_members as members on prints.article_id = members.article_id
    where prints.kind = 'claim'
),

shifted as (
    select distinct keys.family_id
    from keys
    inner join shifts on keys.key = shifts.key
    where keys.claim_id > shifts.after_id and keys.claim_id <= shifts.until_id
)

select members.article_id
from stored.family_members as members
semi join shifted on members.family_id = shifted.family_id
order by members.article_id
