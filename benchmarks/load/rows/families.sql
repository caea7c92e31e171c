-- One row per generated family.
select
    fam_id(n) as family_id,
    art_id(n) as origin_article_id,
    if(n % 10 = 0, 'date', 'single') as origin_basis,
    cast(null as varchar) as credited_outlet
from range($count) as articles (n)
where n = head_of(n)
