-- One row per place of a generated article.
select
    art_id(n) as article_id,
    raw_path(n) as raw_path,
    '' as raw_member,
    true as is_current
from range($count) as articles (n)
