-- One row per claim whose content is not what stands at its place.
select
    claims.claim_id,
    claims.content,
    substr(articles.text, claims.char_start + 1, claims.char_end - claims.char_start) as found
from claims
inner join articles on claims.article_id = articles.article_id
where found <> claims.content
