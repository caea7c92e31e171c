-- One row per quotation of a generated article: 15 an article, of 100 characters, two in three by a named person.
select
    quo_id(told.n, places.k) as quote_id,
    art_id(told.n) as article_id,
    cast(195 * places.k as integer) as char_start,
    cast(195 * places.k + 100 as integer) as char_end,
    substr(told.text, 195 * places.k + 1, 100) as content,
    'direct' as directness,
    cast(null as varchar) as inside_quote_id,
    'ok' as marks,
    substr(told.text, 195 * places.k + 111, 15) as source_text,
    cast(195 * places.k + 110 as integer) as source_start,
    cast(195 * places.k + 125 as integer) as source_end,
    if(places.k % 3 < 2, actor_name(speaker_of(told.n, places.k)), null) as source_name,
    if(places.k % 3 < 2, 'named_person', 'unknown') as source_kind,
    cast(null as varchar) as source_role,
    if(places.k % 3 < 2, null, 'pronoun') as source_unresolved_reason,
    substr(told.text, 195 * places.k + 131, 6) as cue,
    cast(195 * places.k + 130 as integer) as cue_start,
    cast(195 * places.k + 136 as integer) as cue_end,
    cast([] as struct(
        hop integer, actor_text varchar, actor_name varchar, actor_kind varchar, cue varchar, char_start integer,
        char_end integer
    )[]) as chain,
    cast(places.k as integer) as utterance_no,
    'after_quote' as rule,
    0.97 as confidence,
    'quotes/0' as extractor
from texts($first, $last) as told
cross join range(15) as places (k)
order by article_id, char_start
