-- One row per pair of claims, both among nearby.claim_members, that bear on each other.
select pairs.*
from stored.claim_pairs as pairs
semi join nearby.claim_members as a on pairs.claim_a = a.claim_id
semi join nearby.claim_members as b on pairs.claim_b = b.claim_id
