-- One row per reason for which something still gives no article, most first: how many, and the first $most of them.
with numbered as (
    select
        *,
        row_number() over (partition by reason order by run_id desc, raw_path, raw_member, detail) as nth
    from open_rejects
)

select
    reason,
    count(*) as rejects,
    count(*) filter (where run_id = $run_id) as new_rejects,
    list(
        {
            'place': concat_ws('!', raw_path, nullif(raw_member, '')),
            'detail': detail,
            'position': position,
            'is_new': run_id = $run_id
        } order by nth
    ) filter (where nth <= $most) as examples
from numbered
group by reason
order by rejects desc, reason
