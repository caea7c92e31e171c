-- One row per fact that one outlet asserts in its own voice and another puts with caution.
-- What does one outlet assert that another hedges, or leaves to a source?
-- Topic: Claims
-- statement: The fullest self-contained wording among the claims.
-- asserted_by: An outlet that asserts it, as its own knowledge; the article where the outlet is unknown.
-- caution: hedged (words such as allegedly, may) or reported (left to a source), the more cautious if both occur.
-- cautious_by: An outlet that is cautious; the article where the outlet is unknown.
-- caution_words: What shows the caution there: its hedges, or the source that it leaves it to.
-- asserted_in: The article that asserts it: the first by path.
-- cautious_in: The article that is cautious: the most cautious, then the first by path.
-- asserting: Articles that assert it without any caution.
-- cautious: Articles that are cautious.
-- is_copy: Both are of one family: a copy changed what was said.
-- asserting_claim_id: The claim that asserts.
-- cautious_claim_id: The cautious claim.
-- $claim: words of the statement
-- $outlet: words of the outlet's name: what it carries
-- $article: its id, or a part of its path (path!member inside a file)
with voices as (
    select
        claims.claim_group_id,
        claims.claim_id,
        claims.article_id,
        place(articles.raw_path, articles.raw_member) as place,
        articles.outlet,
        articles.family_id,
        claims.claimant_kind = 'outlet_voice' and claims.hedge = 'asserted' as is_assertion,
        list_position(['hedged', 'reported'], claims.hedge) as caution,
        if(
            len(claims.hedge_cues) > 0,
            array_to_string(claims.hedge_cues, ', '),
            coalesce(claims.claimant_name, claims.claimant_text, claims.cue)
        ) as caution_words
    from claims
    inner join articles on claims.article_id = articles.article_id
    inner join claim_groups on claims.claim_group_id = claim_groups.claim_group_id
    where claim_groups.article_count > 1
),

stances as (
    select
        claim_group_id,
        article_id,
        place,
        outlet,
        family_id,
        min(caution) as caution,
        arg_min(caution_words, struct_pack(caution, claim_id)) filter (where caution is not null) as caution_words,
        coalesce(
            min(claim_id) filter (where caution = 1), min(claim_id) filter (where caution = 2), min(claim_id)
        ) as claim_id
    from voices
    where is_assertion or caution is not null
    group by all
),

facts as (
    select
        claim_group_id,
        count(*) filter (where caution is null) as asserting,
        count(*) filter (where caution is not null) as cautious,
        arg_min(stances, struct_pack(place, article_id)) filter (where caution is null) as bold,
        arg_min(stances, struct_pack(caution, place, article_id)) filter (where caution is not null) as careful,
        bool_or(has_words(outlet, $outlet)) as has_outlet,
        bool_or(is_article(article_id, place, $article)) as has_article
    from stances
    group by claim_group_id
    having
        count(*) filter (where caution is null) > 0
        and count(*) filter (where caution is not null) > 0
        and count(distinct coalesce(outlet, article_id)) > 1
)

select
    claim_groups.statement,
    coalesce(facts.bold.outlet, facts.bold.place) as asserted_by,
    if(facts.careful.caution = 1, 'hedged', 'reported') as caution,
    coalesce(facts.careful.outlet, facts.careful.place) as cautious_by,
    facts.careful.caution_words,
    facts.bold.place as asserted_in,
    facts.careful.place as cautious_in,
    facts.asserting,
    facts.cautious,
    facts.bold.family_id = facts.careful.family_id as is_copy,
    claim_groups.claim_group_id,
    facts.bold.claim_id as asserting_claim_id,
    facts.careful.claim_id as cautious_claim_id
from facts
inner join claim_groups on facts.claim_group_id = claim_groups.claim_group_id
where has_words(claim_groups.statement, $claim) and facts.has_outlet and facts.has_article
order by facts.careful.caution, claim_groups.statement, claim_groups.claim_group_id
