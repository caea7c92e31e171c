-- One row per claim whose published row can differ from that of the version before.
with quotes as (
    select quote_id from changed_quotes
    union
    select quote_id from changed_quote_sources
)

select claim_id from changed_claims
union
select claim_id from changed_claim_members
union
select claim_id from changed_dated_claims
union
select item_id as claim_id from changed_actor_mentions
union
select claims.claim_id
from stored.claims as claims
where
    claims.article_id in (select members.article_id from changed_family_members as members)
    or claims.quote_id in (select quotes.quote_id from quotes)
