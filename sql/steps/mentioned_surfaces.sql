-- One row per name in the view mentions and form in which an article has it.
select distinct
    name,
    surface
from mentions
