-- One row per stretch of 74 characters of a generated article: 40 an article.
select
    art_id(articles.n) as article_id,
    cast(places.k as integer) as block_no,
    if(places.k = 0, 'headline', 'paragraph') as kind,
    cast(75 * places.k as integer) as char_start,
    cast(75 * places.k + 74 as integer) as char_end
from range($first, $last) as articles (n)
cross join range(40) as places (k)
order by article_id, block_no
