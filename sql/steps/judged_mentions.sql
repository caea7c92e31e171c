-- One row per mention, in the view mentions, of an item in judged_ends; all mentions where $has_actor_ids.
select
    mentions.item_id,
    mentions.role,
    mentions.name
from mentions
where $has_actor_ids or mentions.item_id in (select judged_ends.judged_end from judged_ends)
