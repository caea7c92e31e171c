-- One row per claim among nearby.claim_members, or touched.
with wanted as (
    select claim_id from nearby.claim_members
    union
    select claim_id from touched_claims
)

select claims.*
from stored.claims as claims
semi join wanted on claims.claim_id = wanted.claim_id
