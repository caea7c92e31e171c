-- One row per run that published, or tried to.
create table runs as
select *
from run_log
order by run_id
