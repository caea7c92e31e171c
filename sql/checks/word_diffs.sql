-- One row per word diff that does not make the words of its quote.
select
    links.quote_id,
    quotes.content,
    list_aggregate(
        list_transform(
            list_filter(links.word_diff, lambda piece: struct_extract(piece, 'kind') <> 'gone'),
            lambda piece: struct_extract(piece, 'text')
        ),
        'string_agg',
        ''
    ) as made
from utterance_quotes as links
inner join quotes on links.quote_id = quotes.quote_id
where len(links.word_diff) > 0 and made is distinct from quotes.content
