-- One row per reject of the member that $name, composed (NFC), says; the open ones first; folders may stand before it.
select reject_id
from rejects
where
    raw_member <> ''
    and (
        nfc_normalize(concat(raw_path, '!', raw_member)) = $name
        or ends_with($name, concat('/', nfc_normalize(concat(raw_path, '!', raw_member))))
    )
order by resolved_run_id is null desc, reject_id
limit 1
