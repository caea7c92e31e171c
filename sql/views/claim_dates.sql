-- One row per date in a claim.
create or replace view claim_dates as
with flat as (
    select
        claim_id,
        claim_group_id,
        article_id,
        unnest(dates) as found
    from claims
)

select
    claim_id,
    claim_group_id,
    article_id,
    found.date_text,
    found.date_from,
    found.date_to,
    found.grain,
    found.anchor,
    found.anchor_source,
    found.unresolved_reason,
    found.char_start,
    found.char_end
from flat
