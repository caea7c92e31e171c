-- One row per fact that claims of one family, which all pass for the same, count differently.
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
    min(claim_id) as claim_id,
    claim_group_id,
    family_id,
    quantity.comparator,
    quantity.unit,
    quantity.item,
    min(quantity.value) as least,
    max(quantity.value) as greatest
from counted
group by claim_group_id, family_id, quantity.comparator, quantity.unit, quantity.item
having min(quantity.value) <> max(quantity.value)
