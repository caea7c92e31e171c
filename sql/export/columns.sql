-- One row per column of each table and view, with its comment and the grain of the table or view.
with relations as (
    select
        table_name as relation,
        comment as grain
    from duckdb_tables()
    where not internal
    union all
    select
        view_name as relation,
        comment as grain
    from duckdb_views()
    where not internal
)

select
    relations.relation,
    relations.grain,
    columns.column_name,
    columns.comment
from duckdb_columns() as columns
inner join relations on columns.table_name = relations.relation
where not columns.internal
order by relations.relation, columns.column_index
