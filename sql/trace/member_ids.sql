-- One row per id by whose hash a row of $kind can be named: of an article, a quote or a claim.
select article_id as member_id
from articles
where $kind = 'family'
union all
select quote_id as member_id
from quotes
where $kind in ('utterance', 'actor')
union all
select claim_id as member_id
from claims
where $kind in ('claim_group', 'actor')
