-- One row per key too common to make candidates; none of them stands in a generated article.
select
    key_of(-1, n) as key,
    101 as article_count
from range(1000) as keys (n)
