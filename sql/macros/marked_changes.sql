-- A word diff as text, in the marks of wdiff: [-gone-]{+new+}.
create or replace temp macro marked_changes(word_diff) as
list_aggregate(
    list_transform(
        word_diff,
        lambda piece: case struct_extract(piece, 'kind')
            when 'gone' then concat('[-', struct_extract(piece, 'text'), '-]')
            when 'new' then concat('{+', struct_extract(piece, 'text'), '+}')
            else struct_extract(piece, 'text')
        end
    ),
    'string_agg',
    ''
)
