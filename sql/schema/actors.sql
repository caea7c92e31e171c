-- One row per person, body or document across articles.
create table actors as
select *
from stored.actors
order by actor_id
