-- One row per pair of generated claims that state one fact, or of which one denies the other.
with pairs as (
    select
        clm_id(articles.n, places.j) as one,
        clm_id(head_of(articles.n), places.j) as other,
        'aligned' as basis
    from range($count) as articles (n)
    cross join range(60) as places (j)
    where articles.n <> head_of(articles.n)
    union all
    select
        clm_id(articles.n, places.j) as one,
        clm_id(articles.n - articles.n % 10, places.j) as other,
        'same_fact' as basis
    from range($count) as articles (n)
    cross join range(2) as places (j)
    where articles.n = head_of(articles.n) and articles.n % 10 > 0
    union all
    select
        clm_id(articles.n, 7) as one,
        clm_id(articles.n + 50, 7) as other,
        'contradiction' as basis
    from range(0, $count - 50, 50) as articles (n)
)

select
    least(one, other) as claim_a,
    greatest(one, other) as claim_b,
    basis,
    0.97 as score,
    'groups/0' as rule
from pairs
