-- One row per fact, with its articles, outlets, origins and roots counted apart.
-- What names no source rests on the one that its family names for the fact; and what rests on reports or a document
-- without a name, on the one report that the whole group names: "reportedly" is that report again.
create table claim_groups as
with told as (
    select *
    from stored.fact_mentions
    where
        claim_group_id >= coalesce(getvariable('first_fact'), '')
        and (getvariable('next_fact') is null or claim_group_id < getvariable('next_fact'))
),

family_roots as (
    select
        claim_group_id,
        origin_family_id,
        min(named_root) as named_root
    from told
    group by claim_group_id, origin_family_id
    having count(distinct named_root) = 1
),

reports as (
    select
        claim_group_id,
        min(named_root) as named_root
    from told
    group by claim_group_id
    having count(distinct named_root) = 1 and bool_or(is_report)
),

rooted as (
    select
        told.* exclude (named_root, root_name, is_report, is_hearsay),
        coalesce(
            told.named_root,
            family_roots.named_root,
            if(told.is_hearsay, reports.named_root, null),
            told.origin_family_id
        ) as root_key
    from told
    left join family_roots
        on told.claim_group_id = family_roots.claim_group_id and told.origin_family_id = family_roots.origin_family_id
    left join reports on told.claim_group_id = reports.claim_group_id
),

root_names as (
    select
        claim_group_id,
        named_root,
        min(root_name) as root_name
    from told
    where named_root is not null
    group by claim_group_id, named_root
),

mentions as (
    select
        rooted.*,
        root_names.root_name
    from rooted
    left join root_names
        on rooted.claim_group_id = root_names.claim_group_id and rooted.root_key = root_names.named_root
),

counts as (
    select
        claim_group_id,
        count(*) as mention_count,
        count(distinct article_id) as article_count,
        count(distinct outlet) as outlet_count,
        count(distinct article_id) filter (where outlet is null) as unknown_outlet_count,
        count(distinct origin_family_id) as origin_count,
        count(distinct root_key) as root_count,
        list(distinct struct_pack(root_key := root_key, name := coalesce(root_name, root_key))) as named_roots,
        min(article_id) as any_article_id,
        min(article_id) filter (where is_origin) as origin_article_id,
        count(distinct family_id) as family_count,
        bool_and(length(published_on) is not null and length(published_on) = 10) as is_dated,
        arg_min(article_id, published_on) as earliest_article_id,
        min(published_on) as earliest_on,
        min(firmness) as firmness_min,
        max(firmness) as firmness_max
    from mentions
    group by claim_group_id
),

earliest as (
    select
        mentions.claim_group_id,
        count(distinct mentions.article_id) as earliest_count
    from mentions
    inner join counts
        on
            mentions.claim_group_id = counts.claim_group_id
            and mentions.published_on = counts.earliest_on
    group by mentions.claim_group_id
),

disputed as (
    select claim_group_a as claim_group_id
    from claim_links
    where kind in ('contradiction', 'number', 'date')
    union
    select claim_group_b as claim_group_id
    from claim_links
    where kind in ('contradiction', 'number', 'date')
),

firsts as (
    select
        counts.claim_group_id,
        case
            when counts.article_count = 1 then 'only_article'
            when counts.family_count = 1 and counts.origin_article_id is not null then 'origin'
            when counts.is_dated and earliest.earliest_count = 1 then 'date'
            else 'undetermined'
        end as basis
    from counts
    left join earliest on counts.claim_group_id = earliest.claim_group_id
)

select
    facts.*,
    cast(counts.mention_count as integer) as mention_count,
    cast(counts.article_count as integer) as article_count,
    cast(counts.outlet_count as integer) as outlet_count,
    cast(counts.unknown_outlet_count as integer) as unknown_outlet_count,
    cast(counts.origin_count as integer) as origin_count,
    cast(counts.root_count as integer) as root_count,
    list_sort(list_transform(counts.named_roots, lambda root: struct_extract(root, 'name'))) as roots,
    case firsts.basis
        when 'only_article' then counts.any_article_id
        when 'origin' then counts.origin_article_id
        when 'date' then counts.earliest_article_id
    end as first_article_id,
    firsts.basis as first_seen_basis,
    disputed.claim_group_id is not null as is_disputed,
    ['denied', 'opinion', 'prediction', 'hedged', 'reported', 'asserted'][counts.firmness_min] as hedge_min,
    ['denied', 'opinion', 'prediction', 'hedged', 'reported', 'asserted'][counts.firmness_max] as hedge_max
from stored.claim_groups as facts
inner join counts on facts.claim_group_id = counts.claim_group_id
inner join firsts on facts.claim_group_id = firsts.claim_group_id
left join disputed on facts.claim_group_id = disputed.claim_group_id
order by facts.claim_group_id
