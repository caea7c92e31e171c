-- One row per claim that its article says could not be verified.
-- What do the outlets themselves say they could not verify?
-- Topic: Claims
-- note: The words that say so, verbatim.
-- voice: Who claims it: a name, or what kind of voice without one.
-- asserted_in: Other articles that assert the same fact in their own voice, without this reserve.
-- statement: The fact.
-- claim: The claim as this article puts it.
-- $claim: words of the statement
-- $speaker: words of the speaker's, or other source's, name
-- $outlet: words of the outlet's name: what it carries
-- $article: its id, or a part of its path (path!member inside a file)
-- $language: of the article, as de or en
with noted as (
    select *
    from claims
    where verification_note is not null
),

assertions as (
    select
        noted.claim_id,
        count(distinct others.article_id) as asserted_in
    from noted
    inner join claims as others
        on noted.claim_group_id = others.claim_group_id and noted.article_id <> others.article_id
    where
        others.claimant_kind = 'outlet_voice' and others.hedge = 'asserted' and others.verification_note is null
    group by noted.claim_id
),

voiced as (
    select
        *,
        coalesce(claimant_name, root_source, replace(claimant_kind, '_', ' ')) as voice
    from noted
)

select
    voiced.verification_note as note,
    voiced.content as claim,
    voiced.voice,
    coalesce(assertions.asserted_in, 0) as asserted_in,
    place(articles.raw_path, articles.raw_member) as article,
    articles.outlet,
    claim_groups.statement,
    voiced.claim_id,
    voiced.claim_group_id,
    voiced.article_id
from voiced
inner join articles on voiced.article_id = articles.article_id
inner join claim_groups on voiced.claim_group_id = claim_groups.claim_group_id
left join assertions on voiced.claim_id = assertions.claim_id
where
    has_words(claim_groups.statement, $claim)
    and has_words(voiced.voice, $speaker)
    and has_words(articles.outlet, $outlet)
    and is_article(articles.article_id, place(articles.raw_path, articles.raw_member), $article)
    and ($language is null or articles.language = lower($language))
order by article, voiced.char_start, voiced.claim_id
