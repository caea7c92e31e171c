-- One row per generated copy, with its original.
select
    art_id(n) as article_id,
    art_id(head_of(n)) as representative_id
from range($count) as articles (n)
where n <> head_of(n)
