-- One row per quotation of a generated original.
select
    utt_id(told.n, places.k) as utterance_id,
    if(places.k % 3 < 2, actor_name(speaker_of(told.n, places.k)), null) as source_name,
    substr(told.text, 195 * places.k + 1, 100) as content,
    'own' as wording_basis,
    quo_id(told.n, places.k) as best_quote_id
from texts(0, $count) as told
cross join range(15) as places (k)
where told.n = head_of(told.n)
