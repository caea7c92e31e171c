-- One row per proposition as one current article puts it, with the fact that it states.
create table claims as
select
    local.* exclude (extractor) replace (
        coalesce(settled.source_name, local.claimant_name) as claimant_name,
        coalesce(settled.source_kind, local.claimant_kind) as claimant_kind
    ),
    claimants.actor_id as claimant_actor_id,
    roots.actor_id as root_actor_id,
    membership.* exclude (claim_id),
    local.extractor
from stored.claims as local
inner join stored.claim_members as membership on local.claim_id = membership.claim_id
left join stored.quote_sources as settled on local.quote_id = settled.quote_id
left join stored.actor_mentions as claimants
    on local.claim_id = claimants.item_id and claimants.role = 'claimant'
left join stored.actor_mentions as roots
    on local.claim_id = roots.item_id and roots.role = 'root'
order by local.claim_id
