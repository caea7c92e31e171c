-- One row per fact whose counts cannot be right.
select
    claim_group_id,
    mention_count,
    article_count,
    origin_count,
    root_count
from claim_groups
where
    origin_count < 1
    or root_count < 1
    or origin_count > article_count
    or article_count > mention_count
    or outlet_count + unknown_outlet_count > article_count
