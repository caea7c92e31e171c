-- One row per quote that stands in no utterance or in several.
select
    quotes.quote_id,
    count(links.utterance_id) as utterances
from quotes
left join utterance_quotes as links on quotes.quote_id = links.quote_id
group by quotes.quote_id
having count(links.utterance_id) <> 1
