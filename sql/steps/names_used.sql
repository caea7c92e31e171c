-- One row per name in the sources of an affected article of a family of several, with a quote that has it if one has.
with several as (
    select members.article_id
    from stored.family_members as members
    semi join affected_articles on members.article_id = affected_articles.article_id
    qualify count(*) over (partition by members.family_id) > 1
),

named as (
    select
        article_id,
        source_name as name,
        source_kind as kind,
        quote_id
    from stored.quotes
    union all
    select
        article_id,
        claimant_name as name,
        claimant_kind as kind,
        null as quote_id
    from stored.claims
    union all
    select
        article_id,
        root_source as name,
        chain[-1].actor_kind as kind,
        null as quote_id
    from stored.claims
)

select
    named.article_id,
    named.name,
    named.kind,
    min(named.quote_id) as quote_id
from named
semi join several on named.article_id = several.article_id
where named.name is not null and named.kind in ('named_person', 'organization')
group by named.article_id, named.name, named.kind
order by named.article_id, named.name, named.kind
