-- One row per pair of articles that was compared.
create table matches as
select *
from stored.matches
order by article_a, article_b
