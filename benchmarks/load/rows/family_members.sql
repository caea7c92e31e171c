-- One row per generated article: three of ten share a family.
select
    art_id(n) as article_id,
    fam_id(n) as family_id,
    if(n = head_of(n), 'original', 'copy') as derivation,
    if(n = head_of(n), null, art_id(head_of(n))) as based_on_article_id,
    if(n % 10 < 3, 'date', 'single') as order_basis
from range($count) as articles (n)
