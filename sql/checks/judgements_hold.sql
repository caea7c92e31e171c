-- One row per judgement that stands and that the tables do not heed, or that names what is not there.
with ends as (
    select
        judgements.*,
        coalesce(left_article.family_id, left_claim.claim_group_id, left_actor.actor_id) as left_set,
        coalesce(right_article.family_id, right_claim.claim_group_id, right_actor.actor_id) as right_set,
        left_article.is_current
    from judgements
    left join articles as left_article on judgements.left_id = left_article.article_id
    left join articles as right_article on judgements.right_id = right_article.article_id
    left join claims as left_claim on judgements.left_id = left_claim.claim_id
    left join claims as right_claim on judgements.right_id = right_claim.claim_id
    left join actors as left_actor on judgements.left_id = left_actor.actor_id
    left join actors as right_actor on judgements.right_id = right_actor.actor_id
    where judgements.state = 'stands'
)

select
    judgement_id,
    kind,
    left_id,
    right_id,
    left_set,
    right_set
from ends
where
    case
        when kind = 'withdrawn' then is_current is null or is_current
        when left_set is null or right_set is null then true
        when starts_with(kind, 'not_') then left_set = right_set
        else left_set <> right_set
    end
