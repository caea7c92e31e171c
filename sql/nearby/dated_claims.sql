-- One row per claim among nearby.claims that has its dates from another.
select dated.*
from stored.dated_claims as dated
semi join nearby.claims as claims on dated.claim_id = claims.claim_id
