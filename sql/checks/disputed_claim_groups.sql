-- One row per fact that is called disputed without a conflict, or stands in one and is not.
with conflicts as (
    select claim_group_a as claim_group_id
    from claim_links
    where kind in ('contradiction', 'number', 'date')
    union
    select claim_group_b as claim_group_id
    from claim_links
    where kind in ('contradiction', 'number', 'date')
)

select
    claim_groups.claim_group_id,
    claim_groups.is_disputed
from claim_groups
left join conflicts on claim_groups.claim_group_id = conflicts.claim_group_id
where claim_groups.is_disputed <> (conflicts.claim_group_id is not null)
