-- One row per link of a touched fact, as it was and as it is.
with links as (
    select
        claim_group_a,
        claim_group_b,
        kind
    from building.claim_links
    union
    select
        claim_group_a,
        claim_group_b,
        kind
    from fresh.claim_links
)

select *
from links
where
    claim_group_a in (select facts.claim_group_id from touched_groups as facts)
    or claim_group_b in (select facts.claim_group_id from touched_groups as facts)
