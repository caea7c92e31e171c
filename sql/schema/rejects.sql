-- One row per file, member or record that gave no article, or judgement that does not hold.
create table rejects as
select *
from stored.rejects
order by reject_id
