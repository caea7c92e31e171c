-- One row per claim of a current article, its claimant and root as the family settled them.
-- What a family settles is the source of the claim's quote: the claimant, or the root, only where that is the same.
create or replace view stored.settled_claims as
with told as (
    select
        claims.*,
        members.family_id,
        settled.source_name as settled_name,
        settled.source_kind as settled_kind,
        settled.chain as settled_chain,
        settled.basis as settled_basis,
        quotes.chain as own_chain,
        quotes.source_text as own_text,
        quotes.source_name as own_name
    from stored.claims as claims
    inner join stored.family_members as members on claims.article_id = members.article_id
    left join stored.quotes as quotes on claims.quote_id = quotes.quote_id
    left join stored.quote_sources as settled on claims.quote_id = settled.quote_id
),

judged as (
    select
        *,
        coalesce(claimant_name, '') = coalesce(own_name, '') and settled_name is not null as is_claimant_settled,
        coalesce(root_source, '') = coalesce(own_name, '') and settled_name is not null as is_root_settled
    from told
)

select
    * exclude (
        settled_name, settled_kind, settled_chain, own_chain, own_text, own_name, is_claimant_settled,
        is_root_settled
    ) replace (
        if(is_claimant_settled, settled_name, claimant_name) as claimant_name,
        if(is_claimant_settled, settled_kind, claimant_kind) as claimant_kind,
        if(is_root_settled, settled_name, root_source) as root_source,
        if(is_root_settled and chain = own_chain and len(settled_chain) > 0, settled_chain, chain) as chain
    ),
    -- What a copy has in the place of a name that it lost is no form of the name.
    if(
        is_claimant_settled and settled_basis not in ('family_name', 'spelling'),
        settled_name,
        coalesce(claimant_name, if(is_claimant_settled, own_text, null), settled_name)
    ) as claimant_surface,
    if(
        is_root_settled and settled_basis not in ('family_name', 'spelling'),
        settled_name,
        coalesce(root_source, if(is_root_settled, own_text, null), settled_name)
    ) as root_surface,
    if(is_root_settled, settled_kind, chain[-1].actor_kind) as root_kind
from judged
