-- One row per speaker and two of his or her claims that contradict each other, or differ in a number or a date.
-- Which speakers contradict themselves, as the articles have it?
-- Topic: Speakers
-- speaker: The actor who is given as the source of both.
-- kind: contradiction, number or date; later_count where the later article gives the greater number.
-- one_says: The one, as an article puts it.
-- another_says: The other.
-- one_on: When the article with the one was published; empty if it has no date.
-- another_on: The same of the other.
-- one_article: Where the one stands.
-- another_article: Where the other stands.
-- one_outlet: Its outlet; empty if it is unknown.
-- another_outlet: The other's outlet.
-- one_claim_id: The claim with the one.
-- another_claim_id: The claim with the other.
-- $claim: words of the statement
-- $speaker: words of the speaker's, or other source's, name
-- $outlet: words of the outlet's name: what it carries
-- $article: its id, or a part of its path (path!member inside a file)
with pairs as (
    select
        claim_group_a,
        claim_group_b,
        bool_or(kind = 'temporal_update') as is_later_count,
        min(kind) filter (where kind <> 'temporal_update') as kind
    from claim_links
    where kind in ('contradiction', 'number', 'date', 'temporal_update')
    group by claim_group_a, claim_group_b
),

said as (
    select
        claim_group_id,
        claimant_actor_id,
        min(claim_id) as claim_id
    from claims
    where claimant_actor_id is not null
    group by claim_group_id, claimant_actor_id
)

select
    actors.name as speaker,
    if(pairs.is_later_count, 'later_count', pairs.kind) as kind,
    a.content as one_says,
    b.content as another_says,
    in_a.published_on as one_on,
    in_b.published_on as another_on,
    place(in_a.raw_path, in_a.raw_member) as one_article,
    place(in_b.raw_path, in_b.raw_member) as another_article,
    in_a.outlet as one_outlet,
    in_b.outlet as another_outlet,
    actors.actor_id,
    a.claim_id as one_claim_id,
    b.claim_id as another_claim_id
from pairs
inner join said as one on pairs.claim_group_a = one.claim_group_id
inner join said as another
    on pairs.claim_group_b = another.claim_group_id and one.claimant_actor_id = another.claimant_actor_id
inner join actors on one.claimant_actor_id = actors.actor_id
inner join claims as a on one.claim_id = a.claim_id
inner join claims as b on another.claim_id = b.claim_id
inner join articles as in_a on a.article_id = in_a.article_id
inner join articles as in_b on b.article_id = in_b.article_id
where
    (has_words(a.content, $claim) or has_words(b.content, $claim))
    and has_words(actors.name, $speaker)
    and (has_words(in_a.outlet, $outlet) or has_words(in_b.outlet, $outlet))
    and (
        is_article(in_a.article_id, place(in_a.raw_path, in_a.raw_member), $article)
        or is_article(in_b.article_id, place(in_b.raw_path, in_b.raw_member), $article)
    )
order by speaker, kind, one_says, another_says, one_claim_id, another_claim_id
