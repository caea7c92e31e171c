-- One row per claim that stands in candidates, or is an item of a list in an article of one that does.
-- What stands around a claim depends on which sentences of its article are items of a list.
with judged as (
    select claim_a as claim_id from candidates
    union
    select claim_b as claim_id from candidates
)

select claims.*
from stored.claims as claims
where
    claims.claim_id in (select judged.claim_id from judged)
    or (
        claims.rule = 'list_item'
        and claims.article_id in (
            select partners.article_id
            from stored.claims as partners
            inner join judged on partners.claim_id = judged.claim_id
        )
    )
order by claims.claim_id
