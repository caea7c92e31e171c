-- True where every word that is wanted begins a word of what is written, case and accents aside; all match no wish.
create or replace temp macro has_words(written, wanted) as
wanted is null or (written is not null and coalesce(list_bool_and(list_transform(
    regexp_extract_all(lower(strip_accents(wanted)), '[\pL\pN]+'),
    lambda word: contains(
        concat(' ', regexp_replace(lower(strip_accents(written)), '[^\pL\pN]+', ' ', 'g')), concat(' ', word)
    )
)), true))
