-- One row per family of an article among nearby.family_members.
select families.*
from stored.families as families
semi join nearby.family_members as members on families.family_id = members.family_id
