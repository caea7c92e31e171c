-- One row per comparison of an article of the family $family_id with one that was looked for as a near copy of it.
with members as (
    select article_id
    from articles
    where family_id = $family_id
)

select
    article_a,
    article_b,
    containment_a,
    containment_b,
    decision
from matches
where
    found_by = 'near_copy'
    and (
        article_a in (select members.article_id from members)
        or article_b in (select members.article_id from members)
    )
order by article_a, article_b
