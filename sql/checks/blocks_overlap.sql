-- One row per block that begins before the one ahead of it has ended.
with followed as (
    select
        article_id,
        block_no,
        char_start,
        lag(char_end) over (partition by article_id order by block_no) as previous_end
    from blocks
)

select *
from followed
where char_start < previous_end
