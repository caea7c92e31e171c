-- One row per share, score or confidence that is none.
with numbers as (
    select
        'quotes' as table_name,
        quote_id as id,
        confidence as lowest,
        confidence as highest
    from quotes
    union all
    select
        'claims' as table_name,
        claim_id as id,
        confidence as lowest,
        confidence as highest
    from claims
    union all
    select
        'articles' as table_name,
        article_id as id,
        language_confidence as lowest,
        language_confidence as highest
    from articles
    union all
    select
        'matches' as table_name,
        article_a || ' ' || article_b as id,
        least(
            score, alignment_a, alignment_b, terms_contained, terms_shared, containment_a, containment_b,
            names_shared, numbers_shared, windows_shared
        ) as lowest,
        greatest(
            score, alignment_a, alignment_b, terms_contained, terms_shared, containment_a, containment_b,
            names_shared, numbers_shared, windows_shared
        ) as highest
    from matches
)

select *
from numbers
where lowest < 0 or highest > 1 or isnan(lowest) or isnan(highest)
