-- One row per judgement that names one of the articles $names, by id or by place; $names are composed (NFC).
select
    kind,
    left_text,
    right_text,
    left_id,
    right_id,
    state,
    author,
    decided_on,
    note
from judgements
where
    list_contains($names, left_id) or list_contains($names, right_id)
    or list_contains($names, nfc_normalize(left_text)) or list_contains($names, nfc_normalize(right_text))
order by decided_on nulls first, judgement_id
