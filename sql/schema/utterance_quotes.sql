-- One row per quote and the utterance whose words it carries.
create table utterance_quotes as
select *
from stored.utterance_quotes
order by utterance_id, quote_id
