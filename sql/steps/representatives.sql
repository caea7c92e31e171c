-- One row per current article that stands for itself in the search for candidates, numbered in the order of ids.
-- is_new: it has arrived, or until now another stood for it, or a near copy that it was compared with is none any more.
-- Relations: current_articles and renewed_articles (article_id), and near_copies, as they are now.
select
    article_id,
    row_number() over (order by article_id) as article_no,
    article_id in (
        select renewed_articles.article_id from renewed_articles
        union all
        select former.article_id from stored.near_copies as former
    ) as is_new
from current_articles
anti join near_copies on current_articles.article_id = near_copies.article_id
