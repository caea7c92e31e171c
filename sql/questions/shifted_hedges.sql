-- One row per claim of a copy that is put more firmly, or more cautiously, than in the origin, or than in another copy.
-- Which hedges were dropped or added on the way, and which claims made stronger?
-- Topic: Claims
-- shift: hedge dropped or added, made stronger (as some to many) or weaker; hedged in another copy: of unknown order.
-- before: How the origin puts it, or the fullest wording where the origin does not tell it; or how the other copy does.
-- after: How this article puts it.
-- hedge_before: How firmly it was put: denied, opinion, prediction, hedged, reported or asserted.
-- hedge_after: How firmly it is put here.
-- cues_before: The words that decided the hedge before.
-- derivation: How the article's text came about.
-- article_before: Where the words before stand.
-- claim_id: The claim here.
-- before_claim_id: The claim before.
-- $claim: words of the statement
-- $outlet: words of the outlet's name: what it carries
-- $article: its id, or a part of its path (path!member inside a file)
-- $language: of the article, as de or en
with drifted as (
    select
        claim_id,
        case
            when attribution_drift in ('hedge_dropped', 'hedge_added') then replace(attribution_drift, '_', ' ')
            else concat('made ', variant)
        end as shift
    from claims
    where attribution_drift in ('hedge_dropped', 'hedge_added') or variant in ('weaker', 'stronger')
),

-- Pairs of claims on one fact in one family, with how far the family's order is known.
relatives as (
    select
        claims.claim_id,
        claims.hedge,
        claims.attribution_drift,
        told.claim_id as told_id,
        told.hedge as told_hedge,
        families.origin_article_id,
        told.article_id = families.origin_article_id as is_of_origin
    from claims
    inner join articles on claims.article_id = articles.article_id
    inner join families on articles.family_id = families.family_id
    inner join claims as told on claims.claim_group_id = told.claim_group_id and claims.claim_id <> told.claim_id
    inner join articles as siblings on told.article_id = siblings.article_id
    where families.article_count > 1 and articles.family_id = siblings.family_id
),

befores as (
    select
        claim_id,
        arg_min(
            told_id, struct_pack(same := told_hedge = hedge and attribution_drift is not null, id := told_id)
        ) as claim_before
    from relatives
    where is_of_origin
    group by claim_id
),

unordered as (
    select
        claim_id,
        'hedged in another copy' as shift,
        min(told_id) as claim_before
    from relatives
    where origin_article_id is null and told_hedge = 'hedged' and hedge in ('asserted', 'prediction')
    group by claim_id
),

found as (
    select
        drifted.claim_id,
        drifted.shift,
        befores.claim_before
    from drifted
    left join befores on drifted.claim_id = befores.claim_id
    union all
    from unordered
    where claim_id not in (select drifted.claim_id from drifted)
)

select
    told.content as before,
    shifted.content as after,
    found.shift,
    told.hedge as hedge_before,
    shifted.hedge as hedge_after,
    told.hedge_cues as cues_before,
    place(articles.raw_path, articles.raw_member) as article,
    articles.outlet,
    articles.derivation,
    place(before_articles.raw_path, before_articles.raw_member) as article_before,
    shifted.claim_id,
    told.claim_id as before_claim_id,
    shifted.claim_group_id
from found
inner join claims as shifted on found.claim_id = shifted.claim_id
inner join articles on shifted.article_id = articles.article_id
inner join claim_groups on shifted.claim_group_id = claim_groups.claim_group_id
inner join claims as told on coalesce(found.claim_before, claim_groups.statement_claim_id) = told.claim_id
inner join articles as before_articles on told.article_id = before_articles.article_id
where
    has_words(claim_groups.statement, $claim)
    and has_words(articles.outlet, $outlet)
    and is_article(articles.article_id, place(articles.raw_path, articles.raw_member), $article)
    and ($language is null or articles.language = lower($language))
order by found.shift, article, shifted.char_start, shifted.claim_id
