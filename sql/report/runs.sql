-- One row per run, the last $most, the oldest first.
with latest as (
    select
        run_id,
        started_at,
        ended_at,
        status,
        code_version,
        config,
        counts,
        seconds,
        peak_memory_mb,
        -- A warehouse of schema 5 has no such column.
        coalesce(cast(to_json(runs) -> 'warnings' as varchar[]), []) as warnings,
        message
    from runs
    order by run_id desc
    limit $most
)

select *
from latest
order by run_id
