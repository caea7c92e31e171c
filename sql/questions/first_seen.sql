-- One row per fact.
-- Which article told each claim first, and what decides that?
-- Topic: Claims
-- first_article: Where it stands; undetermined where dates and copying do not decide.
-- outlet: Outlet of that article; empty if it is unknown.
-- basis: only_article, origin (all articles are copies of it), date (the only earliest full date) or undetermined.
-- why: Why it is undetermined: so many articles are undated (have no full date), or several share the first date.
-- first_on: Date of publication of the first article; empty if it has none.
-- earliest_on: Earliest full date among the dated articles: none of these is older, those without a date may be.
-- articles: Articles that state it.
-- $claim: words of the statement
-- $outlet: words of the outlet's name: what it carries
-- $article: its id, or a part of its path (path!member inside a file)
-- $language: of the article, as de or en
with chosen as (
    select article_id
    from articles
    where
        has_words(outlet, $outlet)
        and is_article(article_id, place(raw_path, raw_member), $article)
        and ($language is null or language = lower($language))
),

mentions as (
    select distinct
        claims.claim_group_id,
        articles.article_id,
        if(length(articles.published_on) = 10, articles.published_on, null) as dated_on,
        chosen.article_id is not null as is_chosen
    from claims
    inner join articles on claims.article_id = articles.article_id
    left join chosen on articles.article_id = chosen.article_id
),

dated as (
    select
        claim_group_id,
        min(dated_on) as earliest_on,
        count(*) filter (where dated_on is null) as undated
    from mentions
    group by claim_group_id
    having bool_or(is_chosen)
)

select
    claim_groups.statement,
    coalesce(place(firsts.raw_path, firsts.raw_member), 'undetermined') as first_article,
    claim_groups.first_seen_basis as basis,
    case
        when claim_groups.first_seen_basis <> 'undetermined' then null
        when dated.undated > 0 then concat(dated.undated, ' of ', claim_groups.article_count, ' undated')
        else 'same first date'
    end as why,
    claim_groups.article_count as articles,
    firsts.outlet,
    firsts.published_on as first_on,
    dated.earliest_on,
    claim_groups.claim_group_id,
    claim_groups.first_article_id as article_id
from claim_groups
inner join dated on claim_groups.claim_group_id = dated.claim_group_id
left join articles as firsts on claim_groups.first_article_id = firsts.article_id
where has_words(claim_groups.statement, $claim)
order by articles desc, claim_groups.statement, claim_groups.claim_group_id
