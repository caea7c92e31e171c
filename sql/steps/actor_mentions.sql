-- One row per mention, in the view mentions, of a name in names_in_scope.
select
    mentions.item_id,
    mentions.role,
    mentions.name,
    mentions.surface,
    mentions.kind,
    mentions.family_id,
    mentions.reason
from mentions
inner join names_in_scope on mentions.name = names_in_scope.name
