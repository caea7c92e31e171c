-- One row per place of a present article, the five whose writing is closest to $name.
with places as (
    select
        article_id,
        if(raw_member = '', raw_path, concat(raw_path, '!', raw_member)) as place
    from article_files
    where is_current
)

select
    article_id,
    place
from places
order by
    greatest(jaro_winkler_similarity(place, $name), jaro_winkler_similarity(article_id, $name)) desc,
    place
limit 5
