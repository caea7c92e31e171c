-- One row per settled source of a quote that is touched, of a touched utterance, or around a claim nearby.
with wanted as (
    select quote_id from touched_quotes
    union
    select quote_id from nearby.utterance_quotes
    union
    select quote_id from nearby.claims
)

select rows.*
from stored.quote_sources as rows
semi join wanted on rows.quote_id = wanted.quote_id
