-- One row per mention that changed, or by a claim or quote nearby.
with wanted as (
    select item_id from changed_actor_mentions
    union
    select claim_id as item_id from nearby.claims
    union
    select quote_id as item_id from nearby.quotes
    union
    select quote_id as item_id from nearby.restored_quotes
    union
    select best_quote_id as item_id from nearby.utterances
)

select mentions.*
from stored.actor_mentions as mentions
semi join wanted on mentions.item_id = wanted.item_id
