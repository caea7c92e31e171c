-- One row per place of an article that $name may mean, the surest first: id, place, file, first letters of an id.
-- A place may be typed with folders before it, as the shell completes it; both sides are compared composed (NFC).
with places as (
    select
        article_id,
        is_current,
        if(raw_member = '', raw_path, concat(raw_path, '!', raw_member)) as place,
        nfc_normalize(raw_path) as file_name,
        nfc_normalize(if(raw_member = '', raw_path, concat(raw_path, '!', raw_member))) as place_name
    from article_files
),

ranked as (
    select
        article_id,
        place,
        is_current,
        case
            when article_id = $name then 0
            when place_name = $name then 1
            when file_name = $name then 2
            when ends_with($name, concat('/', place_name)) then 3
            when ends_with($name, concat('/', file_name)) then 4
            when starts_with(article_id, $name) or starts_with(article_id, concat('art_', $name)) then 5
        end as rank
    from places
)

select
    article_id,
    place,
    is_current,
    rank
from ranked
where rank is not null
order by rank, is_current desc, place, article_id
