-- One row per article that is the whole of the file that $name, composed (NFC), names; the present one first.
select
    article_id,
    raw_path
from article_files
where
    raw_member = ''
    and (nfc_normalize(raw_path) = $name or ends_with($name, concat('/', nfc_normalize(raw_path))))
order by nfc_normalize(raw_path) = $name desc, length(raw_path) desc, is_current desc, article_id
limit 1
