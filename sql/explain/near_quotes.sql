-- One row per quote of the actor $actor_id that is not in the utterance $utterance_id, a thousand at most.
select quotes.*
from quotes
anti join utterance_quotes as own
    on quotes.quote_id = own.quote_id and own.utterance_id = $utterance_id
where quotes.source_actor_id = $actor_id
order by quotes.quote_id
limit 1000
