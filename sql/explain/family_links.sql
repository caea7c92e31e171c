-- One row per link between two articles of the family $family_id: compared and alike, or one based on the other.
with members as (
    select
        article_id,
        based_on_article_id
    from articles
    where family_id = $family_id
)

select
    matches.article_a as one,
    matches.article_b as other,
    matches.score
from matches
semi join members as a on matches.article_a = a.article_id
semi join members as b on matches.article_b = b.article_id
where matches.decision = 'same_family'
union all
select
    later.article_id as one,
    later.based_on_article_id as other,
    cast(null as double) as score
from members as later
semi join members as basis on later.based_on_article_id = basis.article_id
order by one, other, score
