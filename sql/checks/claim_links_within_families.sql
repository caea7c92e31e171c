-- One row per link that sets a copy against its own family: what differs there is drift, not a conflict.
-- Only a denial that a named source gives in an article may contradict what else the same article tells, and a
-- message told of in it be related to what it asks for.
select
    links.claim_group_a,
    links.claim_group_b,
    links.kind,
    links.evidence_claim_a,
    links.evidence_claim_b
from claim_links as links
inner join claims as left_claim on links.evidence_claim_a = left_claim.claim_id
inner join claims as right_claim on links.evidence_claim_b = right_claim.claim_id
inner join articles as left_article on left_claim.article_id = left_article.article_id
inner join articles as right_article on right_claim.article_id = right_article.article_id
where
    left_article.family_id = right_article.family_id
    and (links.kind not in ('contradiction', 'related') or left_article.article_id <> right_article.article_id)
