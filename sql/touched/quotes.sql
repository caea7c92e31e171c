-- One row per quote whose published row can differ from that of the version before.
select quote_id from changed_quotes
union
select quote_id from changed_restored_quotes
union
select quote_id from changed_quote_sources
union
select item_id as quote_id from changed_actor_mentions
union
select quotes.quote_id
from stored.all_quotes as quotes
semi join changed_family_members as members on quotes.article_id = members.article_id
