-- One row per pair of facts that do not go together, at most $most, the most stated first; of $families if not null.
with sized as (
    select
        claim_links.*,
        group_a.article_count + group_b.article_count as articles
    from claim_links
    inner join claim_groups as group_a on claim_links.claim_group_a = group_a.claim_group_id
    inner join claim_groups as group_b on claim_links.claim_group_b = group_b.claim_group_id
    where claim_links.kind in ('contradiction', 'number', 'date', 'temporal_update')
),

counted as (
    select
        sized.*,
        count(*) over () as total
    from sized
    left join claims as a on $families is not null and sized.evidence_claim_a = a.claim_id
    left join claims as b on $families is not null and sized.evidence_claim_b = b.claim_id
    left join articles as article_a on a.article_id = article_a.article_id
    left join articles as article_b on b.article_id = article_b.article_id
    where
        $families is null
        or list_contains($families, article_a.family_id) or list_contains($families, article_b.family_id)
    order by
        sized.kind = 'temporal_update', sized.articles desc,
        sized.claim_group_a, sized.claim_group_b, sized.kind
    limit $most
)

select
    counted.claim_group_a,
    counted.claim_group_b,
    counted.kind,
    counted.rule,
    a.content as a_content,
    a.claimant_name as a_claimant,
    a.claimant_text as a_claimant_text,
    a.hedge as a_hedge,
    article_a.article_id as a_article_id,
    article_a.outlet as a_outlet,
    article_a.published_on as a_published_on,
    article_a.language as a_language,
    article_a.family_id as a_family_id,
    concat_ws('!', article_a.raw_path, nullif(article_a.raw_member, '')) as a_place,
    group_a.article_count as a_article_count,
    group_a.origin_count as a_origin_count,
    group_a.root_count as a_root_count,
    b.content as b_content,
    b.claimant_name as b_claimant,
    b.claimant_text as b_claimant_text,
    b.hedge as b_hedge,
    article_b.article_id as b_article_id,
    article_b.outlet as b_outlet,
    article_b.published_on as b_published_on,
    article_b.language as b_language,
    article_b.family_id as b_family_id,
    concat_ws('!', article_b.raw_path, nullif(article_b.raw_member, '')) as b_place,
    group_b.article_count as b_article_count,
    group_b.origin_count as b_origin_count,
    group_b.root_count as b_root_count,
    counted.total
from counted
inner join claims as a on counted.evidence_claim_a = a.claim_id
inner join claims as b on counted.evidence_claim_b = b.claim_id
inner join articles as article_a on a.article_id = article_a.article_id
inner join articles as article_b on b.article_id = article_b.article_id
inner join claim_groups as group_a on counted.claim_group_a = group_a.claim_group_id
inner join claim_groups as group_b on counted.claim_group_b = group_b.claim_group_id
order by
    counted.kind = 'temporal_update', counted.articles desc,
    counted.claim_group_a, counted.claim_group_b, counted.kind
