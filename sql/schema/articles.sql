-- One row per article version, with its place and its family.
create table articles as
with places as (
    select
        article_id,
        min(struct_pack(raw_path := raw_path, raw_member := raw_member)) filter (where is_current) as place,
        count(*) filter (where is_current) as file_count,
        bool_or(is_current) as is_current
    from stored.article_files
    group by article_id
)

select
    local.article_id,
    places.place.raw_path,
    places.place.raw_member,
    cast(places.file_count as integer) as file_count,
    local.* exclude (article_id, extractor) replace (coalesce(files.format, local.format) as format),
    places.is_current,
    members.family_id,
    members.derivation,
    members.based_on_article_id,
    members.order_basis,
    local.extractor
from stored.articles as local
inner join places on local.article_id = places.article_id
left join stored.raw_files as files on struct_extract(places.place, 'raw_path') = files.raw_path
left join stored.family_members as members on local.article_id = members.article_id
order by local.article_id
