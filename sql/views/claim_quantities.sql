-- One row per number in a claim.
-- value_text: The number as written.
-- value: Its value.
-- value_hi: Upper end of a range.
-- comparator: =, >, >=, <, <=, ~, <~ for nearly, or range.
-- unit: What it is measured in.
-- item: What is counted.
create or replace view claim_quantities as
with flat as (
    select
        claim_id,
        claim_group_id,
        article_id,
        unnest(quantities) as quantity
    from claims
)

select
    claim_id,
    claim_group_id,
    article_id,
    quantity.value_text,
    quantity.value,
    quantity.value_hi,
    quantity.comparator,
    quantity.unit,
    quantity.item,
    quantity.char_start,
    quantity.char_end
from flat
