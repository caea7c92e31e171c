-- One row per actor that changed, or is mentioned nearby.
with wanted as (
    select actor_id from changed_actors
    union
    select actor_id from nearby.actor_mentions
)

select actors.*
from stored.actors as actors
semi join wanted on actors.actor_id = wanted.actor_id
