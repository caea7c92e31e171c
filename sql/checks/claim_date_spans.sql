-- One row per date whose text is not what stands at its place.
select
    claim_dates.claim_id,
    claim_dates.date_text,
    substr(articles.text, claim_dates.char_start + 1, claim_dates.char_end - claim_dates.char_start) as found
from claim_dates
inner join articles on claim_dates.article_id = articles.article_id
where found <> claim_dates.date_text
