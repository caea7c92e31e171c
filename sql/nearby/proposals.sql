-- One row per proposal about an article whose published ones are touched.
select rows.*
from stored.proposals as rows
semi join touched_marks as touched on rows.article_id = touched.article_id
