-- One row per judgement on claims that names one of $ids: a claim, or the group that one is in.
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
    kind in ('same_claim', 'not_same_claim')
    and (
        list_contains($ids, left_id) or list_contains($ids, right_id)
        or list_contains($ids, left_text) or list_contains($ids, right_text)
    )
order by decided_on nulls first, judgement_id
