-- One row per match of a near-copy pair that stands: it was found as one, and neither article is touched.
-- Relations: near_pairs (article_a, article_b), touched_articles (article_id).
select matches.*
from stored.matches as matches
semi join near_pairs
    on matches.article_a = near_pairs.article_a and matches.article_b = near_pairs.article_b
where
    not $is_none
    and matches.found_by = 'near_copy'
    and matches.article_a not in (select touched_articles.article_id from touched_articles)
    and matches.article_b not in (select touched_articles.article_id from touched_articles)
order by article_a, article_b
