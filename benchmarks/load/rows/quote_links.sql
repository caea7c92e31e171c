-- One row per quotation of a generated copy and the same of its original.
select
    least(quo_id(articles.n, places.k), quo_id(head_of(articles.n), places.k)) as quote_a,
    greatest(quo_id(articles.n, places.k), quo_id(head_of(articles.n), places.k)) as quote_b,
    'same_quotation' as basis,
    1.0 as score,
    'utterances/0' as rule
from range($count) as articles (n)
cross join range(15) as places (k)
where articles.n <> head_of(articles.n)
