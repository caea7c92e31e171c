-- One row per quote or claim of a current article and role in it that a named actor fills.
create or replace temp view mentions as
with quote_names as (
    select
        quotes.quote_id,
        quotes.article_id,
        members.family_id,
        coalesce(settled.source_name, quotes.source_name) as name,
        coalesce(quotes.source_name, settled.source_name) as surface,
        coalesce(settled.source_kind, quotes.source_kind) as kind
    from stored.quotes as quotes
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
        kind
    from quote_names
    union all
    select
        claim_id as item_id,
        'claimant' as role,
        article_id,
        family_id,
        claimant_name as name,
        claimant_surface as surface,
        claimant_kind as kind
    from stored.settled_claims
    union all
    select
        claim_id as item_id,
        'root' as role,
        article_id,
        family_id,
        root_source as name,
        root_surface as surface,
        root_kind as kind
    from stored.settled_claims
)

select *
from roles
where name is not null and kind in ('named_person', 'organization', 'document')
