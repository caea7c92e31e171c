-- One row per claim that shares no word with the quote that it is said to stand in.
select
    claims.claim_id,
    claims.quote_id
from claims
inner join quotes on claims.quote_id = quotes.quote_id
where
    claims.article_id <> quotes.article_id
    or claims.char_start >= quotes.char_end
    or claims.char_end <= quotes.char_start
