-- One row per date in a claim.
-- date_text: The date as written.
-- date_from: First day, inclusive, null if not settled.
-- date_to: Last day, inclusive, null if not settled.
-- grain: How fine it is: day, week, month, year …
-- anchor: The date it was reckoned from.
-- anchor_source: Where that date comes from: published, text, family or not_before.
-- unresolved_reason: Why it is not settled.
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
