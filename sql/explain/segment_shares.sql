-- One row per kind of stretch of the article $article_id and the article it comes from, with its letters.
select
    kind,
    from_article_id,
    cast(sum(char_end - char_start) as integer) as letters
from segments
where article_id = $article_id
group by kind, from_article_id
order by kind, letters desc, from_article_id
