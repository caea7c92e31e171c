-- One row per quote or claim that corpus rows name and that no article has any more.
with named as (
    select quote_id as item_id from stored.utterance_quotes
    union
    select quote_id as item_id from stored.quote_sources
    union
    select quote_a as item_id from stored.quote_links
    union
    select quote_b as item_id from stored.quote_links
    union
    select claim_id as item_id from stored.claim_members
    union
    select claim_id as item_id from stored.dated_claims
    union
    select claim_a as item_id from stored.claim_pairs
    union
    select claim_b as item_id from stored.claim_pairs
    union
    select item_id from stored.actor_mentions
)

select named.item_id
from named
anti join stored.all_quotes as quotes on named.item_id = quotes.quote_id
anti join stored.claims as claims on named.item_id = claims.claim_id
order by named.item_id
