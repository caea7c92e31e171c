-- One row per utterance: its best wording, who said it, and the quotes that carry it.
with carried as (
    select
        utterance_id,
        list(quote_id order by quote_id) as quote_ids
    from utterance_quotes
    group by utterance_id
)

select
    utterances.utterance_id,
    utterances.content,
    utterances.source_actor_id,
    utterances.source_name,
    actors.kind as source_kind,
    carried.quote_ids,
    utterances.quote_count,
    utterances.article_count,
    utterances.origin_count
from utterances
inner join carried on utterances.utterance_id = carried.utterance_id
left join actors on utterances.source_actor_id = actors.actor_id
order by utterances.utterance_id
