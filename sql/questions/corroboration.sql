-- One row per fact.
-- How many articles, independent origins and ultimate sources stand behind each claim?
-- Topic: Claims
-- articles: Articles that state it.
-- origins: Independent families that state it; copies, and what rests on a text in the corpus, add none.
-- roots: Ultimate sources on which it rests.
-- reading: one article; copies only (one origin); one root (several origins, one ultimate source); several roots.
-- disputed: Another fact contradicts it, or gives another number or date.
-- weakest: How the most cautious article puts it: denied, opinion, prediction, hedged, reported or asserted.
-- firmest: How the boldest article puts it.
-- named_roots: The ultimate sources that have a name.
-- unnamed_roots: Ultimate sources without a name: outlet voice and unnamed groups, once a family.
-- outlets: Known outlets that state it.
-- unknown_outlets: Articles of unknown outlet that state it.
-- $claim: words of the statement
-- $speaker: words of the speaker's, or other source's, name
-- $outlet: words of the outlet's name: what it carries
-- $article: its id, or a part of its path (path!member inside a file)
-- $language: of the article, as de or en
-- $since: published on or after, as 2025, 2025-11 or 2025-11-13; leaves out what has no date
-- $until: published on or before, in the same form; leaves out what has no date
with chosen as (
    select article_id
    from articles
    where
        has_words(outlet, $outlet)
        and is_article(article_id, place(raw_path, raw_member), $article)
        and ($language is null or language = lower($language))
        and in_period(published_on, $since, $until)
),

carried as (
    select distinct claims.claim_group_id
    from claims
    inner join chosen on claims.article_id = chosen.article_id
    where has_words(concat_ws(', ', claims.claimant_name, claims.root_source), $speaker)
)

select
    claim_groups.article_count as articles,
    claim_groups.origin_count as origins,
    claim_groups.root_count as roots,
    claim_groups.statement,
    case
        when claim_groups.article_count = 1 then 'one article'
        when claim_groups.origin_count = 1 then 'copies only'
        when claim_groups.root_count = 1 then 'one root'
        else 'several roots'
    end as reading,
    claim_groups.is_disputed as disputed,
    claim_groups.hedge_min as weakest,
    claim_groups.hedge_max as firmest,
    list_filter(claim_groups.roots, lambda root: not starts_with(root, 'fam_')) as named_roots,
    len(list_filter(claim_groups.roots, lambda root: starts_with(root, 'fam_'))) as unnamed_roots,
    claim_groups.outlet_count as outlets,
    claim_groups.unknown_outlet_count as unknown_outlets,
    claim_groups.claim_group_id,
    claim_groups.statement_claim_id as claim_id
from claim_groups
inner join carried on claim_groups.claim_group_id = carried.claim_group_id
where has_words(claim_groups.statement, $claim)
order by origins desc, roots desc, articles desc, claim_groups.statement, claim_groups.claim_group_id
