-- One row per other group that bears on the group $claim_group_id, with the claims that show it.
select
    links.kind,
    links.rule,
    if(links.claim_group_a = $claim_group_id, links.claim_group_b, links.claim_group_a) as other_id,
    others.statement as other_statement,
    own_claims.claim_id as own_claim_id,
    own_claims.content as own_content,
    concat_ws('!', own_articles.raw_path, nullif(own_articles.raw_member, '')) as own_place,
    other_claims.claim_id as other_claim_id,
    other_claims.content as other_content,
    concat_ws('!', other_articles.raw_path, nullif(other_articles.raw_member, '')) as other_place
from claim_links as links
inner join claim_groups as others
    on others.claim_group_id = if(links.claim_group_a = $claim_group_id, links.claim_group_b, links.claim_group_a)
inner join claims as own_claims
    on
        own_claims.claim_id
        = if(links.claim_group_a = $claim_group_id, links.evidence_claim_a, links.evidence_claim_b)
inner join claims as other_claims
    on
        other_claims.claim_id
        = if(links.claim_group_a = $claim_group_id, links.evidence_claim_b, links.evidence_claim_a)
inner join articles as own_articles on own_claims.article_id = own_articles.article_id
inner join articles as other_articles on other_claims.article_id = other_articles.article_id
where $claim_group_id in (links.claim_group_a, links.claim_group_b)
order by links.kind, other_id
