-- One row per generated quotation or claim and role in it that a speaker fills.
select
    quo_id(articles.n, places.k) as item_id,
    'source' as role,
    act_id(speaker_of(articles.n, places.k)) as actor_id
from range($count) as articles (n)
cross join range(15) as places (k)
where places.k % 3 < 2
union all
select
    clm_id(articles.n, places.j) as item_id,
    roles.role,
    act_id(speaker_of(articles.n, places.j)) as actor_id
from range($count) as articles (n)
cross join range(0, 60, 4) as places (j)
cross join (values ('claimant'), ('root')) as roles (role)
