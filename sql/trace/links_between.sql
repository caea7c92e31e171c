-- One row per link between the claim groups $one and $other, with the claims that show it.
select
    links.*,
    a.content as content_a,
    b.content as content_b
from claim_links as links
inner join claims as a on links.evidence_claim_a = a.claim_id
inner join claims as b on links.evidence_claim_b = b.claim_id
where links.claim_group_a = least($one, $other) and links.claim_group_b = greatest($one, $other)
order by links.kind
