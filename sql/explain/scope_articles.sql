-- One row per current article of the families of the articles $articles: of each family at most $most, these first.
select
    article_id,
    concat_ws('!', raw_path, nullif(raw_member, '')) as place,
    outlet,
    published_on,
    text,
    family_id,
    derivation,
    based_on_article_id,
    order_basis
from articles
where
    family_id in (
        select own.family_id
        from articles as own
        where list_contains($articles, own.article_id)
    )
qualify
    row_number() over (
        partition by family_id
        order by list_contains($articles, article_id) desc, article_id
    ) <= $most
order by article_id
