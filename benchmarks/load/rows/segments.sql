-- One row per generated copy: all of it comes from its original.
select
    art_id(n) as article_id,
    0 as char_start,
    3000 as char_end,
    'copied' as kind,
    art_id(head_of(n)) as from_article_id,
    0 as from_start,
    3000 as from_end
from range($count) as articles (n)
where n <> head_of(n)
