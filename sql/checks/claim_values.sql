-- One row per number or date with a value outside its closed list, or an interval that runs backward.
select
    claim_id,
    value_text as said,
    comparator as value_kind
from claim_quantities
where
    comparator is null
    or comparator not in ('=', '>', '>=', '<', '<=', '~', '<~', 'range')
    or value_hi < value
union all
select
    claim_id,
    date_text as said,
    grain as value_kind
from claim_dates
where
    grain not in ('day', 'week', 'month', 'quarter', 'year', 'decade', 'range')
    or anchor_source not in ('published', 'text', 'family', 'not_before')
    or date_from > date_to
