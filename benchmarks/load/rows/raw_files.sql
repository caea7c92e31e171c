-- One row per raw file of a generated article; all were removed since, so that none needs to stand there.
select
    raw_path(n) as raw_path,
    md5('a' || n) || md5('b' || n) as raw_sha256,
    3000 as size_bytes,
    cast(null as varchar) as beside_sha256,
    'txt' as format,
    'removed' as status,
    $run_id as first_run_id,
    $run_id as last_run_id
from range($count) as articles (n)
