-- One row per article that stands now where $article_id stood.
select distinct there.article_id
from article_files as former
inner join article_files as there on former.raw_path = there.raw_path and former.raw_member = there.raw_member
where former.article_id = $article_id and there.is_current and there.article_id <> $article_id
order by there.article_id
