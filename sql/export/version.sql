-- One row: the last run in the version's own log, and when it ended.
select
    max_by(run_id, (length(run_id), run_id)) as run_id,
    max_by(ended_at, (length(run_id), run_id)) as ended_at
from runs
