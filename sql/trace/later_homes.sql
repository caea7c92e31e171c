-- One row per article, quote or claim of $members that is there now, with the row of $kind that it belongs to.
select
    article_id as member_id,
    family_id as home_id
from articles
where $kind = 'family' and list_contains($members, article_id) and family_id is not null
union all
select
    quote_id as member_id,
    utterance_id as home_id
from utterance_quotes
where $kind = 'utterance' and list_contains($members, quote_id)
union all
select
    claim_id as member_id,
    claim_group_id as home_id
from claims
where $kind = 'claim_group' and list_contains($members, claim_id)
union all
select distinct
    item_id as member_id,
    actor_id as home_id
from actor_mentions
where $kind = 'actor' and list_contains($members, item_id)
order by member_id, home_id
