-- One row per typed stretch of an article's text.
create table blocks as
select *
from stored.blocks
order by article_id, block_no
