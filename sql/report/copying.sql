-- One row per pair of outlets of which the second carries text of the first, the $most of most articles.
select
    bases.outlet as source,
    later.outlet as copier,
    count(*) as articles,
    count(*) filter (where later.derivation = 'reprint' or later.credited_outlet is not null) as credited,
    count(*) over () as total
from articles as later
inner join articles as bases on later.based_on_article_id = bases.article_id
where later.is_current and later.derivation in ('reprint', 'copy', 'excerpt', 'rewrite', 'translation')
group by source, copier
order by articles desc, source nulls last, copier nulls last
limit $most
