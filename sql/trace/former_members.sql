-- One row per article, quote or claim that belonged to the family, utterance, claim group or actor $id.
select article_id as member_id
from articles
where family_id = $id
union all
select quote_id as member_id
from utterance_quotes
where utterance_id = $id
union all
select claim_id as member_id
from claims
where claim_group_id = $id
union all
select distinct item_id as member_id
from actor_mentions
where actor_id = $id
order by member_id
