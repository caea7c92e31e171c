-- One row per article whose place among the families does not fit its being current.
select
    article_id,
    is_current,
    family_id
from articles
where is_current <> (family_id is not null)
