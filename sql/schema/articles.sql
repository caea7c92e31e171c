-- One row per article version, with its place and its family.
create table articles as
with withdrawn as (
    select distinct left_id
    from stored.judgements
    where kind = 'withdrawn' and state = 'stands'
),

places as (
    select
        places.article_id,
        min(struct_pack(raw_path := places.raw_path, raw_member := places.raw_member))
        filter (where places.is_current and files.status <> 'removed') as present,
        min(struct_pack(raw_path := places.raw_path, raw_member := places.raw_member))
        filter (where places.is_current) as last_seen,
        count(*) filter (where places.is_current and files.status <> 'removed') as file_count,
        bool_or(places.is_current) and withdrawn.left_id is null as is_current
    from stored.article_files as places
    inner join stored.raw_files as files on places.raw_path = files.raw_path
    left join withdrawn on places.article_id = withdrawn.left_id
    group by places.article_id, withdrawn.left_id
),

placed as (
    select
        article_id,
        file_count,
        is_current,
        coalesce(present, last_seen) as place
    from places
)

select
    local.article_id,
    struct_extract(placed.place, 'raw_path') as raw_path,
    struct_extract(placed.place, 'raw_member') as raw_member,
    cast(placed.file_count as integer) as file_count,
    local.* exclude (article_id, extractor),
    placed.is_current,
    members.family_id,
    members.derivation,
    members.based_on_article_id,
    members.order_basis,
    local.extractor
from stored.articles as local
inner join placed on local.article_id = placed.article_id
left join stored.family_members as members on local.article_id = members.article_id
order by local.article_id
