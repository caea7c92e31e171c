-- One row per family, with its size.
create table families as
select
    families.*,
    cast(count(*) as integer) as article_count
from stored.families as families
inner join stored.family_members as members on families.family_id = members.family_id
group by all
order by families.family_id
