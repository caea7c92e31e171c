-- One row per claim of a touched fact, touched claim, or claim that bears on one of these.
with own as (
    select claim_id from touched_claims
    union
    select members.claim_id
    from stored.claim_members as members
    semi join touched_groups as facts on members.claim_group_id = facts.claim_group_id
),

wanted as (
    select claim_id from own
    union
    select pairs.claim_b as claim_id
    from stored.claim_pairs as pairs
    semi join own on pairs.claim_a = own.claim_id
    where pairs.basis not in ('aligned', 'same_fact')
    union
    select pairs.claim_a as claim_id
    from stored.claim_pairs as pairs
    semi join own on pairs.claim_b = own.claim_id
    where pairs.basis not in ('aligned', 'same_fact')
)

select members.*
from stored.claim_members as members
semi join wanted on members.claim_id = wanted.claim_id
