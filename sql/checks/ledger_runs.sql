-- One row per file or reject whose runs are out of order, or later than the last run.
with spans as (
    select
        'raw_files' as table_name,
        raw_path as id,
        first_run_id as begun,
        last_run_id as ended
    from raw_files
    union all
    select
        'rejects' as table_name,
        reject_id as id,
        run_id as begun,
        coalesce(resolved_run_id, run_id) as ended
    from rejects
)

select *
from spans
where begun > ended or ended > (select max(runs.run_id) from runs)
