-- One row per file seen under RAW.
create table raw_files as
select *
from stored.raw_files
order by raw_path
