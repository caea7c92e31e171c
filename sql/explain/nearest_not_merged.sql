-- One row per article compared with $article_id that stands in another family, the one of the highest score alone.
select
    if(matches.article_a = $article_id, matches.article_b, matches.article_a) as article_id,
    matches.score,
    matches.decision
from matches
inner join articles as a on matches.article_a = a.article_id
inner join articles as b on matches.article_b = b.article_id
where $article_id in (matches.article_a, matches.article_b) and a.family_id <> b.family_id
order by matches.score desc, article_id
limit 1
