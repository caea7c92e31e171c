-- One row per stretch in marks of an article whose published ones are touched.
select rows.*
from stored.not_quotes as rows
semi join touched_marks as touched on rows.article_id = touched.article_id
