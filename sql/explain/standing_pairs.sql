-- One row per judgement that stands on two articles of the families $family_a and $family_b, the latest first.
select
    judgements.kind,
    judgements.left_id,
    judgements.right_id,
    judgements.left_text,
    judgements.right_text,
    judgements.author,
    judgements.decided_on
from judgements
inner join articles as a on judgements.left_id = a.article_id
inner join articles as b on judgements.right_id = b.article_id
where
    judgements.state = 'stands' and judgements.kind in ('same_family', 'not_same_family')
    and a.family_id in ($family_a, $family_b) and b.family_id in ($family_a, $family_b)
order by judgements.decided_on desc nulls last, judgements.judgement_id
