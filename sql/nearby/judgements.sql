-- One row per standing decision of an analyst: there are few.
select *
from stored.judgements
