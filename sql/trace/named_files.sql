-- One row per file that $name, composed (NFC), names; folders may stand before it.
select raw_path
from raw_files
where nfc_normalize(raw_path) = $name or ends_with($name, concat('/', nfc_normalize(raw_path)))
order by nfc_normalize(raw_path) = $name desc, length(raw_path) desc, raw_path
limit 1
