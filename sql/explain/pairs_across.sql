-- One row per two families, $family_a and $family_b: how their articles compare across.
with ends as (
    select
        matches.score,
        matches.decision
    from matches
    inner join articles as a on matches.article_a = a.article_id
    inner join articles as b on matches.article_b = b.article_id
    where (a.family_id = $family_a and b.family_id = $family_b) or (a.family_id = $family_b and b.family_id = $family_a)
),

sizes as (
    select product(article_count) as pair_count
    from families
    where family_id in ($family_a, $family_b)
)

select
    cast(any_value(sizes.pair_count) as integer) as pair_count,
    cast(count(ends.score) as integer) as compared_count,
    cast(count(ends.score) filter (where ends.decision = 'same_family') as integer) as match_count,
    coalesce(sum(ends.score), 0) / any_value(sizes.pair_count) as mean_score
from sizes
left join ends on true
