-- One row per day, month or year of publication (the first $letters letters of it), and how articles of it came about.
select
    left(published_on, $letters) as published,
    count(*) filter (where derivation = 'original') as originals,
    count(*) filter (where derivation <> 'original') as others
from articles
where is_current and len(published_on) >= $letters
group by published
order by published desc
limit $most
