-- One row per row that was added or removed, and per column of a row that was changed.
with differing as (
    select
        coalesce(old.row_key, new.row_key) as row_key,
        case
            when old.row_key is null then 'added'
            when new.row_key is null then 'removed'
            else 'changed'
        end as change
    from before_rows as old
    full join after_rows as new on old.row_key = new.row_key
    where old.digest is distinct from new.digest
),

whole as (
    select
        row_key,
        change,
        cast(null as varchar) as column_name,
        cast(null as varchar) as before,
        cast(null as varchar) as after
    from differing
    where change != 'changed'
),

cells as (
    select
        differing.row_key,
        differing.change,
        compared.column_name,
        old.cells[compared.position] as before,
        new.cells[compared.position] as after
    from differing
    inner join before_rows as old on differing.row_key = old.row_key
    inner join after_rows as new on differing.row_key = new.row_key
    cross join compared
    where old.cells[compared.position] is distinct from new.cells[compared.position]
)

select
    row_key,
    change,
    column_name,
    before,
    after
from whole
union all
select
    row_key,
    change,
    column_name,
    before,
    after
from cells
order by row_key, column_name
limit $most
