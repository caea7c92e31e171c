-- One row per judgement that names one of the articles $names, by id or by place.
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
    or list_contains($names, left_text) or list_contains($names, right_text)
order by decided_on nulls first, judgement_id
