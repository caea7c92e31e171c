-- One row per raw file that changed, or holds an article among nearby.articles.
with wanted as (
    select raw_path from changed_raw_files
    union
    select raw_path from nearby.article_files
)

select files.*
from stored.raw_files as files
semi join wanted on files.raw_path = wanted.raw_path
