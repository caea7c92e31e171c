-- One row per utterance whose counts are not those of the quotes that carry it.
with carriers as (
    select
        links.utterance_id,
        count(*) as quote_count,
        count(distinct quotes.article_id) as article_count,
        count(distinct links.origin_family_id) as origin_count
    from utterance_quotes as links
    inner join quotes on links.quote_id = quotes.quote_id
    group by links.utterance_id
)

select
    utterances.utterance_id,
    utterances.quote_count,
    carriers.quote_count as found_quotes,
    utterances.article_count,
    carriers.article_count as found_articles,
    utterances.origin_count,
    carriers.origin_count as found_origins
from utterances
left join carriers on utterances.utterance_id = carriers.utterance_id
where
    utterances.quote_count is distinct from carriers.quote_count
    or utterances.article_count is distinct from carriers.article_count
    or utterances.origin_count is distinct from carriers.origin_count
