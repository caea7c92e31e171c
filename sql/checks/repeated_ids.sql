-- One row per id that stands more than once in its table.
with ids as (
    select
        'articles' as table_name,
        article_id as id
    from articles
    union all
    select
        'blocks' as table_name,
        article_id || ' ' || block_no as id
    from blocks
    union all
    select
        'quotes' as table_name,
        quote_id as id
    from quotes
    union all
    select
        'claims' as table_name,
        claim_id as id
    from claims
    union all
    select
        'proposals' as table_name,
        proposal_id as id
    from proposals
    union all
    select
        'actors' as table_name,
        actor_id as id
    from actors
    union all
    select
        'utterances' as table_name,
        utterance_id as id
    from utterances
    union all
    select
        'utterance_quotes' as table_name,
        utterance_id || ' ' || quote_id as id
    from utterance_quotes
    union all
    select
        'claim_groups' as table_name,
        claim_group_id as id
    from claim_groups
    union all
    select
        'families' as table_name,
        family_id as id
    from families
    union all
    select
        'matches' as table_name,
        article_a || ' ' || article_b as id
    from matches
    union all
    select
        'rejects' as table_name,
        reject_id as id
    from rejects
    union all
    select
        'raw_files' as table_name,
        raw_path as id
    from raw_files
)

select
    table_name,
    id,
    count(*) as times
from ids
group by table_name, id
having count(*) > 1
