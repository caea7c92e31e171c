-- One row per compared pair that is not in order.
select
    article_a,
    article_b
from matches
where article_a >= article_b
