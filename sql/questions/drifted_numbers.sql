-- One row per claim whose number is another than the fact's, and per two facts on one event whose numbers differ.
-- Which numbers drifted from one article to another?
-- Topic: Claims
-- drift: in a copy, between reports, or later count (the later article gives the greater number).
-- before: The numbers of the origin, or of the fact's statement; of two reports those of the one; empty if none.
-- after: The numbers here; of two reports those of the other; empty if they are left out.
-- wording_before: The words they stand in.
-- wording_after: The words these stand in.
-- article_before: Where the words before stand.
-- article: Where the words after stand.
-- outlet: Its outlet; empty if it is unknown.
-- claim_group_id: The fact; of two reports that of the words after.
-- before_claim_id: The claim before.
-- claim_id: The claim after.
-- $claim: words of the statement
-- $outlet: words of the outlet's name: what it carries
-- $article: its id, or a part of its path (path!member inside a file)
with origins as (
    select
        claims.claim_group_id,
        articles.family_id,
        min(claims.claim_id) filter (where len(claims.quantities) > 0) as claim_id
    from claims
    inner join articles on claims.article_id = articles.article_id
    inner join families
        on articles.family_id = families.family_id and articles.article_id = families.origin_article_id
    group by claims.claim_group_id, articles.family_id
),

in_copies as (
    select
        'in a copy' as drift,
        coalesce(origins.claim_id, claim_groups.statement_claim_id) as claim_before,
        claims.claim_id as claim_after
    from claims
    inner join articles on claims.article_id = articles.article_id
    inner join claim_groups on claims.claim_group_id = claim_groups.claim_group_id
    left join origins
        on claims.claim_group_id = origins.claim_group_id and articles.family_id = origins.family_id
    where claims.variant in ('number_variant', 'weaker', 'stronger')
),

between_reports as (
    select
        if(bool_or(kind = 'temporal_update'), 'later count', 'between reports') as drift,
        arg_min(evidence_claim_a, kind) as claim_a,
        arg_min(evidence_claim_b, kind) as claim_b
    from claim_links
    where kind in ('number', 'temporal_update')
    group by claim_group_a, claim_group_b
),

drifts as (
    from in_copies
    union all
    from between_reports
),

told as (
    select
        claims.*,
        array_to_string(list_transform(
            claims.quantities,
            lambda quantity: struct_extract(quantity, 'value_text')
        ), '; ') as numbers,
        list_transform(
            claims.quantities,
            lambda quantity: struct_pack(
                v := struct_extract(quantity, 'value'),
                h := struct_extract(quantity, 'value_hi'),
                c := struct_extract(quantity, 'comparator')
            )
        ) as bounds,
        place(articles.raw_path, articles.raw_member) as article,
        articles.outlet
    from claims
    inner join articles on claims.article_id = articles.article_id
)

select
    nullif(told_before.numbers, '') as before,
    nullif(told_after.numbers, '') as after,
    drifts.drift,
    told_before.content as wording_before,
    told_after.content as wording_after,
    told_before.article as article_before,
    told_after.article,
    told_after.outlet,
    told_after.claim_group_id,
    told_before.claim_id as before_claim_id,
    told_after.claim_id
from drifts
inner join told as told_before on drifts.claim_before = told_before.claim_id
inner join told as told_after on drifts.claim_after = told_after.claim_id
inner join claim_groups on told_after.claim_group_id = claim_groups.claim_group_id
where
    told_before.bounds <> told_after.bounds
    and has_words(claim_groups.statement, $claim)
    and (has_words(told_before.outlet, $outlet) or has_words(told_after.outlet, $outlet))
    and (
        is_article(told_before.article_id, told_before.article, $article)
        or is_article(told_after.article_id, told_after.article, $article)
    )
order by drifts.drift, told_before.article, told_before.char_start, told_after.claim_id
