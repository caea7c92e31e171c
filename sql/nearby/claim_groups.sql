-- One row per touched fact.
select facts.*
from stored.claim_groups as facts
semi join touched_groups as touched on facts.claim_group_id = touched.claim_group_id
