-- One row per actor that nothing mentions, or mention of an actor or item that is not there.
with items as (
    select quote_id as item_id
    from quotes
    union all
    select claim_id as item_id
    from claims
)

select
    actors.actor_id,
    mentions.item_id
from actors
full join actor_mentions as mentions on actors.actor_id = mentions.actor_id
left join items on mentions.item_id = items.item_id
where actors.actor_id is null or mentions.actor_id is null or items.item_id is null
