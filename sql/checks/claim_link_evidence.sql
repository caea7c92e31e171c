-- One row per link whose evidence is of another group, or that ties a group to itself.
select
    links.claim_group_a,
    links.claim_group_b,
    links.kind
from claim_links as links
inner join claims as left_claim on links.evidence_claim_a = left_claim.claim_id
inner join claims as right_claim on links.evidence_claim_b = right_claim.claim_id
where
    links.claim_group_a >= links.claim_group_b
    or left_claim.claim_group_id <> links.claim_group_a
    or right_claim.claim_group_id <> links.claim_group_b
