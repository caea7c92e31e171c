-- One row per id that is $name or begins with it, its prefix left out or not: of which kind it is.
with ids as (
    select
        'article' as kind,
        article_id as id
    from articles
    union all
    select
        'quote' as kind,
        quote_id as id
    from quotes
    union all
    select
        'claim' as kind,
        claim_id as id
    from claims
    union all
    select
        'utterance' as kind,
        utterance_id as id
    from utterances
    union all
    select
        'claim_group' as kind,
        claim_group_id as id
    from claim_groups
    union all
    select
        'family' as kind,
        family_id as id
    from families
    union all
    select
        'actor' as kind,
        actor_id as id
    from actors
    union all
    select
        'reject' as kind,
        reject_id as id
    from rejects
    union all
    select
        'judgement' as kind,
        judgement_id as id
    from judgements
    union all
    select
        'proposal' as kind,
        proposal_id as id
    from proposals
    union all
    select
        'run' as kind,
        run_id as id
    from runs
)

select
    kind,
    id
from ids
where starts_with(id, $name) or (length($name) >= 4 and starts_with(substr(id, 5), $name))
order by id <> $name, kind, id
limit 9
