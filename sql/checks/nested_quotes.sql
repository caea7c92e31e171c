-- One row per quote that does not lie inside the one that it is said to be nested in.
select
    inner_quotes.quote_id,
    inner_quotes.inside_quote_id
from quotes as inner_quotes
inner join quotes as outer_quotes on inner_quotes.inside_quote_id = outer_quotes.quote_id
where
    inner_quotes.article_id <> outer_quotes.article_id
    or inner_quotes.char_start < outer_quotes.char_start
    or inner_quotes.char_end > outer_quotes.char_end
    or inner_quotes.quote_id = outer_quotes.quote_id
