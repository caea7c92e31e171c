-- One row per quote or claim of a current article and role in it that a named actor fills.
create or replace temp view mentions as
with quote_names as (
    select
        quotes.quote_id,
        quotes.article_id,
        members.family_id,
        coalesce(settled.source_name, quotes.source_name) as name,
        -- What a copy has in the place of a name that it lost is no form of the name.
        if(
            settled.basis not in ('family_name', 'spelling'),
            settled.source_name,
            coalesce(quotes.source_name, if(settled.basis is null, null, quotes.source_text), settled.source_name)
        ) as surface,
        coalesce(settled.source_kind, quotes.source_kind) as kind,
        settled.basis
    from stored.all_quotes as quotes
    inner join stored.family_members as members on quotes.article_id = members.article_id
    left join stored.quote_sources as settled on quotes.quote_id = settled.quote_id
),

roles as (
    select
        quote_id as item_id,
        'source' as role,
        article_id,
        family_id,
        name,
        surface,
        kind,
        basis
    from quote_names
    union all
    select
        claim_id as item_id,
        'claimant' as role,
        article_id,
        family_id,
        claimant_name as name,
        claimant_surface as surface,
        claimant_kind as kind,
        settled_basis as basis
    from stored.settled_claims
    union all
    select
        claim_id as item_id,
        'root' as role,
        article_id,
        family_id,
        root_source as name,
        root_surface as surface,
        root_kind as kind,
        settled_basis as basis
    from stored.settled_claims
)

select
    roles.item_id,
    roles.role,
    roles.article_id,
    roles.family_id,
    coalesce(respelled.settled_name, roles.name) as name,
    roles.surface,
    coalesce(respelled.settled_kind, roles.kind) as kind,
    if(
        respelled.settled_name is not null or roles.basis = 'spelling', 'spelling_in_family', 'aligned_quote'
    ) as reason
from roles
left join stored.respelled_names as respelled
    on
        roles.article_id = respelled.article_id
        and roles.name = respelled.name
        and roles.kind = respelled.kind
where roles.name is not null and roles.kind in ('named_person', 'organization', 'document')
