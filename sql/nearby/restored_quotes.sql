-- One row per restored quote that is touched, or of a touched utterance.
with wanted as (
    select quote_id from touched_quotes
    union
    select quote_id from nearby.utterance_quotes
    union
    select quote_id from nearby.claims
)

select rows.*
from stored.restored_quotes as rows
semi join wanted on rows.quote_id = wanted.quote_id
