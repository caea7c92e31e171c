-- One row per quote found in an article that is touched, of a touched utterance, or around a claim among nearby.claims.
with wanted as (
    select quote_id from touched_quotes
    union
    select quote_id from nearby.utterance_quotes
    union
    select quote_id from nearby.claims
)

select rows.*
from stored.quotes as rows
semi join wanted on rows.quote_id = wanted.quote_id
