-- One row per place where an article stands.
create table article_files as
select *
from stored.article_files
order by article_id, raw_path, raw_member
