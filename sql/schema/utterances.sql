-- One row per thing said once, with how many rows, articles and independent families carry it.
create table utterances as
select
    utterances.utterance_id,
    mentions.actor_id as source_actor_id,
    utterances.* exclude (utterance_id),
    cast(count(*) as integer) as quote_count,
    cast(count(distinct quotes.article_id) as integer) as article_count,
    cast(count(distinct links.origin_family_id) as integer) as origin_count
from stored.utterances as utterances
inner join stored.utterance_quotes as links on utterances.utterance_id = links.utterance_id
inner join stored.all_quotes as quotes on links.quote_id = quotes.quote_id
left join stored.actor_mentions as mentions
    on utterances.best_quote_id = mentions.item_id and mentions.role = 'source'
group by all
order by utterances.utterance_id
