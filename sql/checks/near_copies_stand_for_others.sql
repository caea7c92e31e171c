-- One row per near copy that stands for itself, or is represented by one that is itself represented.
select
    near_copies.article_id,
    near_copies.representative_id
from near_copies
left join near_copies as represented on near_copies.representative_id = represented.article_id
where near_copies.article_id = near_copies.representative_id or represented.article_id is not null
