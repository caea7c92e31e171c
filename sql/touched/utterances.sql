-- One row per utterance whose published row can differ from that of the version before.
with quotes as (
    select quote_id from changed_quotes
    union
    select quote_id from changed_restored_quotes
)

select utterance_id from changed_utterances
union
select utterance_id from changed_utterance_quotes
union
select links.utterance_id
from stored.utterance_quotes as links
semi join quotes on links.quote_id = quotes.quote_id
union
select utterances.utterance_id
from stored.utterances as utterances
semi join changed_actor_mentions as mentions on utterances.best_quote_id = mentions.item_id
