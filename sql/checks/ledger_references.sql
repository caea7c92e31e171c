-- One row per place or reject in a file that the ledger does not know.
with mentioned as (
    select
        'article_files' as table_name,
        raw_path
    from article_files
    union all
    select
        'rejects' as table_name,
        raw_path
    from rejects
)

select distinct
    mentioned.table_name,
    mentioned.raw_path
from mentioned
anti join raw_files on mentioned.raw_path = raw_files.raw_path
