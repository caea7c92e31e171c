-- One row per claim of the group $claim_group_id, the one that gives the statement first, with its article.
select
    claims.claim_id as id,
    claims.article_id,
    concat_ws('!', articles.raw_path, nullif(articles.raw_member, '')) as place,
    articles.outlet,
    articles.published_on,
    articles.derivation,
    articles.family_id,
    claims.char_start,
    claims.char_end,
    claims.content,
    claims.variant,
    claims.hedge,
    claims.claimant_name,
    claims.claimant_kind,
    claims.root_source,
    claims.attribution_drift,
    claims.origin_family_id,
    claims.claim_id = claim_groups.statement_claim_id as is_statement
from claims
inner join claim_groups on claims.claim_group_id = claim_groups.claim_group_id
inner join articles on claims.article_id = articles.article_id
where claims.claim_group_id = $claim_group_id
order by is_statement desc, place, claims.char_start, claims.claim_id
