-- One row per judgement that names one of $names.
select
    kind,
    "left",
    "right",
    author,
    decided_on,
    note
from judgements
where list_contains($names, "left") or list_contains($names, "right")
order by decided_on, kind, "left", "right", author
