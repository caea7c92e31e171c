-- One row per proposal whose verdict, reason and claim do not go together.
select
    proposals.proposal_id,
    proposals.verdict,
    proposals.reason,
    proposals.claim_id
from proposals
left join claims on proposals.claim_id = claims.claim_id
where
    (proposals.verdict = 'refused') <> (proposals.reason is not null)
    or (proposals.verdict = 'refused') <> (proposals.claim_id is null)
    or claims.article_id <> proposals.article_id
