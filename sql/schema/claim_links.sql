-- One row per pair of claim groups that bear on each other, with the claims that show it best.
create table claim_links as
with bearings as (
    select
        pairs.basis as kind,
        pairs.rule,
        pairs.score,
        if(a.claim_group_id < b.claim_group_id, a, b) as left_claim,
        if(a.claim_group_id < b.claim_group_id, b, a) as right_claim
    from stored.claim_pairs as pairs
    inner join stored.claim_members as a on pairs.claim_a = a.claim_id
    inner join stored.claim_members as b on pairs.claim_b = b.claim_id
    where pairs.basis not in ('aligned', 'same_fact') and a.claim_group_id <> b.claim_group_id
)

select
    left_claim.claim_group_id as claim_group_a,
    right_claim.claim_group_id as claim_group_b,
    kind,
    left_claim.claim_id as evidence_claim_a,
    right_claim.claim_id as evidence_claim_b,
    rule
from bearings
qualify
    row_number() over (
        partition by left_claim.claim_group_id, right_claim.claim_group_id, kind
        order by score desc, left_claim.claim_id, right_claim.claim_id
    ) = 1
order by claim_group_a, claim_group_b, kind
