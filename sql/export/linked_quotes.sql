-- One row per quote: where it stands, who is quoted, and the utterances whose words it carries.
with carried as (
    select
        quote_id,
        list(utterance_id order by utterance_id) as utterance_ids
    from utterance_quotes
    group by quote_id
)

select
    quotes.quote_id,
    quotes.article_id,
    quotes.char_start,
    quotes.char_end,
    quotes.content,
    quotes.directness,
    quotes.source_actor_id,
    quotes.source_name,
    actors.kind as source_kind,
    carried.utterance_ids
from quotes
left join carried on quotes.quote_id = carried.quote_id
left join actors on quotes.source_actor_id = actors.actor_id
order by quotes.quote_id
