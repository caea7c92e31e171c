-- One row per file, member or record that still gives no article, or judgement that still does not hold.
create or replace view open_rejects as
select
    raw_path,
    raw_member,
    reason,
    detail,
    position,
    run_id
from rejects
where resolved_run_id is null
order by raw_path, raw_member
