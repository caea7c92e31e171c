-- One row per quote or claim and role in it that an actor fills.
create table actor_mentions as
select *
from stored.actor_mentions
order by item_id, role
