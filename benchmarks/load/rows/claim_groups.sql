-- One row per fact of the generated claims.
select
    grp_id(told.n, places.j) as claim_group_id,
    substr(told.text, 48 * places.j + 1, 110) as statement,
    clm_id(told.n, places.j) as statement_claim_id
from texts(0, $count) as told
cross join range(60) as places (j)
where told.n = leader_of(told.n, places.j)
