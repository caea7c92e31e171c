-- One row per actor that goes by the name $name, in whatever case, its own or an alias.
select
    actor_id,
    name,
    kind
from actors
where
    lower(nfc_normalize(name)) = lower($name)
    or list_contains(list_transform(aliases, lambda alias: lower(nfc_normalize(alias))), lower($name))
order by actor_id
