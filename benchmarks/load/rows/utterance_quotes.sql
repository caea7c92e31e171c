-- One row per generated quotation and what it is a wording of.
select
    utt_id(head_of(articles.n), places.k) as utterance_id,
    quo_id(articles.n, places.k) as quote_id,
    cast(195 * places.k as integer) as char_start,
    cast(195 * places.k + 100 as integer) as char_end,
    articles.n = head_of(articles.n) as is_best,
    false as is_altered,
    false as has_source_conflict,
    fam_id(articles.n) as origin_family_id,
    cast([] as struct(kind varchar, text varchar)[]) as word_diff
from range($count) as articles (n)
cross join range(15) as places (k)
