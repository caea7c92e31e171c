-- One row per claim of the group $claim_group_id: the family it counts for, the root it rests on, and on what ground.
-- The same as sql/schema/claim_groups.sql, told claim by claim.
with told as (
    select
        claims.claim_id,
        claims.article_id,
        concat_ws('!', articles.raw_path, nullif(articles.raw_member, '')) as place,
        articles.outlet,
        articles.published_on,
        articles.family_id,
        claims.origin_family_id,
        actors.name as root_name,
        if(actors.kind in ('organization', 'document'), 'report ' || lower(actors.name), actors.actor_id) as named_root,
        actors.kind in ('organization', 'document') as is_report,
        claims.claimant_kind in ('unspecified_reports', 'document') as is_hearsay
    from claims
    inner join articles on claims.article_id = articles.article_id
    left join actors on claims.root_actor_id = actors.actor_id
    where claims.claim_group_id = $claim_group_id
),

family_roots as (
    select
        origin_family_id,
        min(named_root) as named_root
    from told
    group by origin_family_id
    having count(distinct named_root) = 1
),

reports as (
    select min(named_root) as named_root
    from told
    having count(distinct named_root) = 1 and bool_or(is_report)
),

root_names as (
    select
        named_root,
        min(root_name) as root_name
    from told
    where named_root is not null
    group by named_root
),

rooted as (
    select
        told.*,
        family_roots.named_root as family_root,
        if(told.is_hearsay, reports.named_root, null) as report_root
    from told
    left join family_roots on told.origin_family_id = family_roots.origin_family_id
    left join reports on true
)

select
    rooted.claim_id,
    rooted.article_id,
    rooted.place,
    rooted.outlet,
    rooted.published_on,
    rooted.family_id,
    rooted.origin_family_id,
    coalesce(root_names.root_name, rooted.origin_family_id) as root,
    case
        when rooted.named_root is not null then 'named'
        when rooted.family_root is not null then 'family'
        when rooted.report_root is not null then 'report'
        else 'none'
    end as ground
from rooted
left join root_names
    on coalesce(rooted.named_root, rooted.family_root, rooted.report_root) = root_names.named_root
order by rooted.origin_family_id, rooted.place, rooted.claim_id
