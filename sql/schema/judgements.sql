-- One row per standing decision of an analyst: a row of judgements.csv that can be understood.
create table judgements as
select *
from stored.judgements
order by judgement_id
