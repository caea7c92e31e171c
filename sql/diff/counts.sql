-- One row per table compared: its rows in the version before and after, and how many were added, removed and changed.
select
    count(old.row_key) as rows_before,
    count(new.row_key) as rows_after,
    count(*) filter (where old.row_key is null) as added,
    count(*) filter (where new.row_key is null) as removed,
    count(*) filter (where old.digest != new.digest) as changed
from before_rows as old
full join after_rows as new on old.row_key = new.row_key
