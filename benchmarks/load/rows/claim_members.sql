-- One row per generated claim, with its group: of an article's sixty two stand in ten articles.
select
    clm_id(articles.n, places.j) as claim_id,
    grp_id(articles.n, places.j) as claim_group_id,
    'same' as variant,
    cast(null as varchar) as attribution_drift,
    fam_id(articles.n) as origin_family_id
from range($count) as articles (n)
cross join range(60) as places (j)
