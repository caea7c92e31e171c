-- One row per claim of a copy that is put more firmly, or more cautiously, than in the origin.
-- Which hedges were dropped or added on the way, and which claims made stronger?
-- Topic: Claims
-- shift: hedge dropped, hedge added, made stronger (as some to many) or made weaker.
-- before: How the origin puts it, or the fullest wording where the origin does not tell it.
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
with shifted as (
    select
        *,
        case
            when attribution_drift in ('hedge_dropped', 'hedge_added') then replace(attribution_drift, '_', ' ')
            else concat('made ', variant)
        end as shift
    from claims
    where attribution_drift in ('hedge_dropped', 'hedge_added') or variant in ('weaker', 'stronger')
),

befores as (
    select
        shifted.claim_id,
        arg_min(
            told.claim_id,
            struct_pack(
                same := told.hedge = shifted.hedge and shifted.attribution_drift is not null,
                id := told.claim_id
            )
        ) as claim_before
    from shifted
    inner join articles on shifted.article_id = articles.article_id
    inner join families on articles.family_id = families.family_id
    inner join claims as told
        on
            shifted.claim_group_id = told.claim_group_id
            and families.origin_article_id = told.article_id
            and shifted.claim_id <> told.claim_id
    group by shifted.claim_id
)

select
    told.content as before,
    shifted.content as after,
    shifted.shift,
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
from shifted
inner join articles on shifted.article_id = articles.article_id
inner join claim_groups on shifted.claim_group_id = claim_groups.claim_group_id
left join befores on shifted.claim_id = befores.claim_id
inner join claims as told on coalesce(befores.claim_before, claim_groups.statement_claim_id) = told.claim_id
inner join articles as before_articles on told.article_id = before_articles.article_id
where
    has_words(claim_groups.statement, $claim)
    and has_words(articles.outlet, $outlet)
    and is_article(articles.article_id, place(articles.raw_path, articles.raw_member), $article)
    and ($language is null or articles.language = lower($language))
order by shifted.shift, article, shifted.char_start, shifted.claim_id
