-- One row per repaired quote that names no sibling: a quote of another article of its family.
select
    quotes.quote_id,
    quotes.repaired_from_quote_id
from quotes
inner join articles on quotes.article_id = articles.article_id
left join quotes as siblings on quotes.repaired_from_quote_id = siblings.quote_id
left join articles as sibling_articles on siblings.article_id = sibling_articles.article_id
where
    quotes.repaired_from_quote_id is not null
    and (
        siblings.article_id is null
        or siblings.article_id = quotes.article_id
        or sibling_articles.family_id is distinct from articles.family_id
    )
