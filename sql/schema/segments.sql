-- One row per stretch of an article in a family of several: where it comes from.
create table segments as
select *
from stored.segments
order by article_id, char_start
