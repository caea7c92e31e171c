-- One row per comparison of two articles of the families $family_a and $family_b, with the family of each.
select
    matches.article_a,
    matches.article_b,
    a.family_id as family_a,
    b.family_id as family_b,
    matches.score,
    matches.decision,
    matches.containment_a,
    matches.containment_b
from matches
inner join articles as a on matches.article_a = a.article_id
inner join articles as b on matches.article_b = b.article_id
where a.family_id in ($family_a, $family_b) and b.family_id in ($family_a, $family_b)
order by matches.article_a, matches.article_b
