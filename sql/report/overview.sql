-- One row per warehouse: how much there is of everything, and what is not known.
with articles_now as (
    select
        count(*) as articles,
        count(distinct family_id) as families,
        count(*) filter (where outlet is null) as unknown_outlets,
        count(*) filter (where published_on is null) as unknown_dates,
        count(*) filter (where language is null) as unknown_languages,
        count(distinct outlet) as outlets,
        min(published_on) filter (where len(published_on) = 10) as first_day,
        max(published_on) filter (where len(published_on) = 10) as last_day,
        count(*) filter (where derivation = 'derivative') as derivatives,
        count(*) filter (where is_truncated or is_summary) as incomplete
    from articles
    where is_current
),

families_now as (
    select
        count(*) filter (where article_count > 1) as copy_families,
        cast(coalesce(sum(article_count) filter (where article_count > 1), 0) as bigint) as articles_in_families,
        count(*) filter (where article_count > 1 and origin_article_id is null) as unknown_origins
    from families
),

quotes_now as (
    select
        count(*) as quotes,
        count(*) filter (where quotes.source_name is null) as unknown_sources
    from quotes
    semi join articles on quotes.article_id = articles.article_id and articles.is_current
),

utterances_now as (
    select
        count(*) as utterances,
        count(*) filter (where article_count > 1) as carried
    from utterances
),

altered_now as (
    select count(distinct links.utterance_id) as altered
    from utterance_quotes as links
    semi join utterances on links.utterance_id = utterances.utterance_id and utterances.article_count > 1
    where links.is_altered
),

facts_now as (
    select
        count(*) as facts,
        count(*) filter (where article_count > 1) as repeated_facts,
        count(*) filter (where article_count > 1 and root_count = 1) as one_root_facts,
        count(*) filter (where is_disputed) as disputed_facts,
        count(*) filter (where first_seen_basis = 'undetermined') as unknown_firsts
    from claim_groups
),

links_now as (
    select count(*) as contradictions
    from claim_links
    where kind in ('contradiction', 'number', 'date')
),

files_now as (
    select count(*) filter (where status <> 'removed') as files
    from raw_files
),

rejects_now as (
    select
        count(*) as rejects,
        count(distinct raw_path) as rejected_files
    from open_rejects
)

select *
from articles_now, families_now, quotes_now, utterances_now, altered_now, facts_now, links_now
cross join files_now
cross join rejects_now
