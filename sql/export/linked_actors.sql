-- One row per actor, with the names it has.
select
    actor_id,
    name,
    kind,
    aliases
from actors
order by actor_id
