-- One row per run that looked at a folder of raw files, the last one alone: the folder.
select json_extract_string(config, '$.raw') as raw
from runs
where json_extract_string(config, '$.raw') is not null
order by run_id desc
limit 1
