-- One row per family that is worth a page, the $most foremost by what changed, size and dispute; or those of $wanted.
-- A family is as far in front as in that of the three lists where it stands highest.
with arrived as (
    select distinct articles.family_id
    from articles
    inner join article_files on articles.article_id = article_files.article_id
    inner join raw_files on article_files.raw_path = raw_files.raw_path
    where articles.is_current and article_files.is_current and raw_files.last_run_id = $run_id
),

disputed as (
    select
        articles.family_id,
        count(distinct claims.claim_group_id) as disputed_facts
    from claims
    inner join claim_groups on claims.claim_group_id = claim_groups.claim_group_id
    inner join articles on claims.article_id = articles.article_id
    where claim_groups.is_disputed and articles.is_current
    group by articles.family_id
),

listed as (
    select
        families.family_id,
        families.article_count,
        families.origin_article_id,
        families.origin_basis,
        families.credited_outlet,
        arrived.family_id is not null as has_arrivals,
        coalesce(disputed.disputed_facts, 0) as disputed_facts
    from families
    left join arrived on families.family_id = arrived.family_id
    left join disputed on families.family_id = disputed.family_id
    where if($wanted is null, families.article_count > 1, list_contains($wanted, families.family_id))
),

ranked as (
    select
        *,
        count(*) over () as total,
        least(
            row_number() over (order by has_arrivals desc, article_count desc, disputed_facts desc, family_id),
            row_number() over (order by article_count desc, family_id),
            row_number() over (order by disputed_facts desc, article_count desc, family_id)
        ) as nth
    from listed
),

chosen as (
    select *
    from ranked
    order by nth, article_count desc, family_id
    limit $most
)

select
    chosen.* exclude (nth),
    arg_min(
        { 'headline': members.headline, 'language': members.language },
        (members.article_id <> coalesce(chosen.origin_article_id, ''), members.article_id)
    ) filter (where members.headline is not null) as named
from chosen
inner join articles as members on chosen.family_id = members.family_id
where members.is_current
group by all
order by chosen.article_count desc, chosen.disputed_facts desc, chosen.family_id
