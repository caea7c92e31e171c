-- One row per sentence of a generated article: 30 an article, of 99 characters.
select
    art_id(told.n) as article_id,
    cast(places.k as integer) as sentence_no,
    cast(100 * places.k as integer) as char_start,
    cast(100 * places.k + 99 as integer) as char_end,
    lower(rtrim(substr(told.text, 100 * places.k + 1, 99), '. ')) as terms,
    cast([] as varchar[]) as names
from texts($first, $last) as told
cross join range(30) as places (k)
order by article_id, sentence_no
