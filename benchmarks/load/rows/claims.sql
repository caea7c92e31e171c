-- One row per claim of a generated article: 60 an article, of 110 characters, one in four in a quotation.
select
    clm_id(told.n, places.j) as claim_id,
    art_id(told.n) as article_id,
    cast(48 * places.j as integer) as char_start,
    cast(48 * places.j + 110 as integer) as char_end,
    substr(told.text, 48 * places.j + 1, 110) as content,
    substr(told.text, 48 * places.j + 1, 110) as normalized,
    places.j % 3 > 0 as is_self_contained,
    if(places.j % 3 > 0, [], ['they']) as unresolved,
    if(places.j % 4 = 0, substr(told.text, 48 * places.j + 1, 15), null) as claimant_text,
    if(places.j % 4 = 0, actor_name(speaker_of(told.n, places.j)), null) as claimant_name,
    if(places.j % 4 = 0, 'named_person', 'outlet_voice') as claimant_kind,
    [
        {
            'hop': 0,
            'actor_text': cast(null as varchar),
            'actor_name': if(places.j % 4 = 0, actor_name(speaker_of(told.n, places.j)), 'Outlet ' || told.n % 211),
            'actor_kind': if(places.j % 4 = 0, 'named_person', 'organization'),
            'cue': cast(null as varchar),
            'char_start': cast(null as integer),
            'char_end': cast(null as integer)
        }
    ] as chain,
    if(places.j % 4 = 0, actor_name(speaker_of(told.n, places.j)), null) as root_source,
    if(places.j % 4 = 0, 'said', null) as cue,
    if(places.j % 4 = 0, 'reported', 'asserted') as hedge,
    cast([] as varchar[]) as hedge_cues,
    '+' as polarity,
    'past' as tense,
    if(places.j % 5 = 0, 'quantity', 'event') as kind,
    if(
        places.j % 5 = 0,
        [
            {
                'value_text': substr(told.text, 48 * places.j + 21, 4),
                'value': cast((head_of(told.n) * 7 + places.j) % 9973 as double),
                'value_hi': cast(null as double),
                'comparator': '=',
                'unit': cast(null as varchar),
                'item': 'boats',
                'char_start': cast(48 * places.j + 20 as integer),
                'char_end': cast(48 * places.j + 24 as integer)
            }
        ],
        []
    ) as quantities,
    if(
        places.j % 7 = 0,
        [
            {
                'date_text': substr(told.text, 48 * places.j + 31, 7),
                'date_from': '2019-04-01',
                'date_to': '2019-04-30',
                'grain': 'month',
                'anchor': '2019-04-11',
                'anchor_source': 'published',
                'unresolved_reason': cast(null as varchar),
                'char_start': cast(48 * places.j + 30 as integer),
                'char_end': cast(48 * places.j + 37 as integer)
            }
        ],
        []
    ) as dates,
    [actor_name(speaker_of(told.n, places.j))] as entities,
    if(places.j % 4 = 0, quo_id(told.n, places.j // 4), null) as quote_id,
    cast(null as varchar) as verification_note,
    places.j % 5 = 0 as is_check_worthy,
    if(places.j % 5 = 0, ['number'], []) as check_reasons,
    if(places.j % 4 = 0, 'quote', 'outlet') as rule,
    0.9 as confidence,
    'claims/0' as extractor
from texts($first, $last) as told
cross join range(60) as places (j)
order by article_id, char_start
