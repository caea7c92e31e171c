-- One row per quote of an article, found in it or restored from a sibling's marks.
create or replace view stored.all_quotes as
select
    *,
    cast(null as varchar) as repaired_from_quote_id
from stored.quotes
union all by name
select *
from stored.restored_quotes
