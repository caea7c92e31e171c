-- One row per fact: how many articles, independent origins and ultimate sources it has.
create or replace view claims_by_origin as
select
    article_count,
    origin_count,
    root_count,
    statement,
    roots,
    mention_count,
    outlet_count,
    unknown_outlet_count,
    is_disputed,
    hedge_min,
    hedge_max,
    first_article_id,
    first_seen_basis,
    claim_group_id
from claim_groups
order by article_count desc, origin_count desc, mention_count desc, statement, claim_group_id
