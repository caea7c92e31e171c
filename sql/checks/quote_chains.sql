-- One row per quote whose chain does not end with its source.
select
    quote_id,
    source_name,
    chain
from quotes
where len(chain) > 0 and chain[-1].actor_name is distinct from source_name
