-- One row per pair of claims of one family and group that count one thing differently and both pass for the same.
with counted as (
    select
        claims.claim_id,
        claims.claim_group_id,
        articles.family_id,
        claims.quantities[1] as quantity
    from claims
    inner join articles on claims.article_id = articles.article_id
    where claims.variant = 'same' and len(claims.quantities) = 1
)

select
    a.claim_id as claim_a,
    b.claim_id as claim_b,
    a.claim_group_id,
    a.family_id
from counted as a
inner join counted as b
    on
        a.claim_group_id = b.claim_group_id
        and a.family_id = b.family_id
        and a.claim_id < b.claim_id
where
    a.quantity.value <> b.quantity.value
    and a.quantity.comparator = b.quantity.comparator
    and a.quantity.unit is not distinct from b.quantity.unit
    and a.quantity.item is not distinct from b.quantity.item
