-- One row per proposition as one current article puts it, with the fact that it states.
create table claims as
select
    settled.* exclude (extractor, family_id, claimant_surface, root_surface, root_kind, settled_basis)
    replace (coalesce(dated.dates, settled.dates) as dates),
    claimants.actor_id as claimant_actor_id,
    roots.actor_id as root_actor_id,
    membership.* exclude (claim_id),
    settled.extractor
from stored.settled_claims as settled
inner join stored.claim_members as membership on settled.claim_id = membership.claim_id
left join stored.dated_claims as dated on settled.claim_id = dated.claim_id
left join stored.actor_mentions as claimants
    on settled.claim_id = claimants.item_id and claimants.role = 'claimant'
left join stored.actor_mentions as roots
    on settled.claim_id = roots.item_id and roots.role = 'root'
order by settled.claim_id
