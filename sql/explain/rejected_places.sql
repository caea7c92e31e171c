-- One row per open reject of the file or member that $name, composed (NFC), says; folders may stand before it.
with places as (
    select
        reason,
        detail,
        position,
        raw_member,
        nfc_normalize(raw_path) as file_name,
        nfc_normalize(if(raw_member = '', raw_path, concat(raw_path, '!', raw_member))) as place_name
    from rejects
    where resolved_run_id is null
)

select
    raw_member,
    reason,
    detail
from places
where
    $name in (place_name, file_name)
    or ends_with($name, concat('/', place_name)) or ends_with($name, concat('/', file_name))
order by place_name = $name desc, raw_member, position nulls first, reason
