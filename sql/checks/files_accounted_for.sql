-- One row per raw file that gave neither an article nor a reject, or whose status says otherwise.
select
    raw_files.raw_path,
    raw_files.status
from raw_files
where
    (
        raw_files.status = 'loaded'
        and (raw_files.format is null or raw_files.format not in ('metadata', 'judgements'))
        and raw_files.raw_path not in (select article_files.raw_path from article_files)
    )
    or (
        raw_files.status = 'rejected'
        and raw_files.raw_path not in (
            select rejects.raw_path from rejects
            where rejects.resolved_run_id is null
        )
    )
