-- One row per quote or claim of the article $article_id with the words $content.
select
    quote_id as id,
    char_start
from quotes
where $kind = 'quote' and article_id = $article_id and content = $content
union all
select
    claim_id as id,
    char_start
from claims
where $kind = 'claim' and article_id = $article_id and content = $content
order by char_start, id
