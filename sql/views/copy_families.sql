-- One row per current article in a family of several: its origin, how it derives, and how much of it is copied.
-- origin_path: File of the article all others descend from, null if it is not known or not in the corpus.
-- based_on_path: File of the article this one rests on.
-- copied_share: Share of the article's letters that stand verbatim in another member, 0 to 1.
-- rewritten_share: Share of its letters that correspond to another member in other words, 0 to 1.
create or replace view copy_families as
with shares as (
    select
        article_id,
        sum(char_end - char_start) as total,
        sum(char_end - char_start) filter (where kind = 'copied') as copied,
        sum(char_end - char_start) filter (where kind = 'rewritten') as rewritten
    from segments
    where kind <> 'boilerplate'
    group by article_id
)

select
    families.family_id,
    families.article_count,
    articles.raw_path,
    articles.raw_member,
    articles.derivation,
    origins.raw_path as origin_path,
    bases.raw_path as based_on_path,
    articles.order_basis,
    families.origin_basis,
    families.credited_outlet,
    articles.outlet,
    articles.headline,
    articles.published_on,
    round(coalesce(shares.copied, 0) / shares.total, 3) as copied_share,
    round(coalesce(shares.rewritten, 0) / shares.total, 3) as rewritten_share,
    articles.article_id
from articles
inner join families on articles.family_id = families.family_id
left join articles as origins on families.origin_article_id = origins.article_id
left join articles as bases on articles.based_on_article_id = bases.article_id
left join shares on articles.article_id = shares.article_id
where families.article_count > 1 or articles.derivation = 'derivative'
order by families.article_count desc, families.family_id, articles.raw_path, articles.raw_member
