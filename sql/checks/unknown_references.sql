-- One row per reference to a quote, claim, actor, utterance or group that is not there.
with mentioned as (
    select
        'claims.quote_id' as place,
        quote_id as id
    from claims
    union all
    select
        'proposals.claim_id' as place,
        claim_id as id
    from proposals
    union all
    select
        'quotes.inside_quote_id' as place,
        inside_quote_id as id
    from quotes
    union all
    select
        'quotes.repaired_from_quote_id' as place,
        repaired_from_quote_id as id
    from quotes
    union all
    select
        'quotes.source_actor_id' as place,
        source_actor_id as id
    from quotes
    union all
    select
        'claims.claimant_actor_id' as place,
        claimant_actor_id as id
    from claims
    union all
    select
        'claims.root_actor_id' as place,
        root_actor_id as id
    from claims
    union all
    select
        'claims.claim_group_id' as place,
        claim_group_id as id
    from claims
    union all
    select
        'claims.origin_family_id' as place,
        origin_family_id as id
    from claims
    union all
    select
        'utterances.best_quote_id' as place,
        best_quote_id as id
    from utterances
    union all
    select
        'utterances.source_actor_id' as place,
        source_actor_id as id
    from utterances
    union all
    select
        'utterance_quotes.utterance_id' as place,
        utterance_id as id
    from utterance_quotes
    union all
    select
        'utterance_quotes.quote_id' as place,
        quote_id as id
    from utterance_quotes
    union all
    select
        'utterance_quotes.origin_family_id' as place,
        origin_family_id as id
    from utterance_quotes
    union all
    select
        'claim_groups.statement_claim_id' as place,
        statement_claim_id as id
    from claim_groups
    union all
    select
        'claim_links.claim_group_a' as place,
        claim_group_a as id
    from claim_links
    union all
    select
        'claim_links.claim_group_b' as place,
        claim_group_b as id
    from claim_links
    union all
    select
        'claim_links.evidence_claim_a' as place,
        evidence_claim_a as id
    from claim_links
    union all
    select
        'claim_links.evidence_claim_b' as place,
        evidence_claim_b as id
    from claim_links
    union all
    select
        'articles.family_id' as place,
        family_id as id
    from articles
),

known as (
    select quote_id as id from quotes
    union all
    select claim_id as id from claims
    union all
    select actor_id as id from actors
    union all
    select utterance_id as id from utterances
    union all
    select claim_group_id as id from claim_groups
    union all
    select family_id as id from families
)

select distinct
    mentioned.place,
    mentioned.id
from mentioned
anti join known on mentioned.id = known.id
where mentioned.id is not null
