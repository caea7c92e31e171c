-- One row per version: the last run in its own log, and when that ended.
select
    max_by(run_id, (length(run_id), run_id)) as run_id,
    max_by(ended_at, (length(run_id), run_id)) as ended_at
from runs
