-- One row per format of current articles, most first.
select
    format,
    count(*) as articles
from articles
where is_current
group by format
order by articles desc, format
