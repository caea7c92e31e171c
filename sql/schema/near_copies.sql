-- One row per article that is compared with others through a near copy of it.
create table near_copies as
select *
from stored.near_copies
order by article_id
