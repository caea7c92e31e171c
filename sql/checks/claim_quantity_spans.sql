-- One row per number whose text is not what stands at its place.
select
    claim_quantities.claim_id,
    claim_quantities.value_text,
    substr(
        articles.text, claim_quantities.char_start + 1, claim_quantities.char_end - claim_quantities.char_start
    ) as found
from claim_quantities
inner join articles on claim_quantities.article_id = articles.article_id
where found <> claim_quantities.value_text
