-- One row per match that does not hold any more.
-- It is one of a touched article, or of one for which another stands now, or was found as a near copy and is none now.
-- Relations: touched_articles and representatives (article_id), near_pairs (article_a, article_b).
select matches.*
from stored.matches as matches
left join near_pairs
    on matches.article_a = near_pairs.article_a and matches.article_b = near_pairs.article_b
where
    $is_all
    or matches.article_a in (select touched_articles.article_id from touched_articles)
    or matches.article_b in (select touched_articles.article_id from touched_articles)
    or (matches.found_by = 'near_copy') <> (near_pairs.article_a is not null)
    or (
        near_pairs.article_a is null
        and (
            matches.article_a not in (select representatives.article_id from representatives)
            or matches.article_b not in (select representatives.article_id from representatives)
        )
    )
