-- One row per place at which the article $article_id stands or stood, with what is known of the file.
select
    places.raw_path,
    places.raw_member,
    places.is_current,
    files.raw_sha256 as file_sha256,
    files.size_bytes,
    files.format as file_format,
    files.status as file_status,
    files.first_run_id,
    files.last_run_id
from article_files as places
inner join raw_files as files on places.raw_path = files.raw_path
where places.article_id = $article_id
order by places.is_current desc, places.raw_path, places.raw_member
