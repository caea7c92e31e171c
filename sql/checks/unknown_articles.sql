-- One row per reference to an article that is not there.
with mentioned as (
    select
        'article_files' as table_name,
        article_id
    from article_files
    union all
    select
        'blocks' as table_name,
        article_id
    from blocks
    union all
    select
        'not_quotes' as table_name,
        article_id
    from not_quotes
    union all
    select
        'quotes' as table_name,
        article_id
    from quotes
    union all
    select
        'claims' as table_name,
        article_id
    from claims
    union all
    select
        'proposals' as table_name,
        article_id
    from proposals
    union all
    select
        'segments' as table_name,
        article_id
    from segments
    union all
    select
        'segments' as table_name,
        from_article_id as article_id
    from segments
    union all
    select
        'matches' as table_name,
        article_a as article_id
    from matches
    union all
    select
        'matches' as table_name,
        article_b as article_id
    from matches
    union all
    select
        'near_copies' as table_name,
        article_id
    from near_copies
    union all
    select
        'near_copies' as table_name,
        representative_id as article_id
    from near_copies
    union all
    select
        'families' as table_name,
        origin_article_id as article_id
    from families
    union all
    select
        'articles' as table_name,
        based_on_article_id as article_id
    from articles
    union all
    select
        'claim_groups' as table_name,
        first_article_id as article_id
    from claim_groups
)

select distinct
    mentioned.table_name,
    mentioned.article_id
from mentioned
anti join articles on mentioned.article_id = articles.article_id
where mentioned.article_id is not null
