-- One row per speaker in the generated quotations: as many as a fifth of the articles, and at least one.
select
    act_id(speakers.a) as actor_id,
    actor_name(speakers.a) as name,
    'named_person' as kind,
    cast([] as varchar[]) as aliases,
    ['full_name'] as evidence
from (
    select distinct speaker_of(articles.n, places.k) as a
    from range($count) as articles (n)
    cross join range(60) as places (k)
    where places.k % 4 = 0 or (places.k < 15 and places.k % 3 < 2)
) as speakers
