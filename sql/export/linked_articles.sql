-- One row per current article: what it says of itself, and the current article that it rests on.
select
    articles.article_id,
    articles.raw_path,
    articles.raw_sha256,
    articles.headline,
    articles.byline,
    articles.outlet,
    articles.credit_line,
    articles.dateline,
    articles.url,
    articles.section,
    articles.language,
    articles.published_on,
    articles.published_at,
    articles.updated_at,
    articles.word_count,
    articles.family_id,
    articles.derivation,
    bases.article_id as based_on_article_id
from articles
left join articles as bases on articles.based_on_article_id = bases.article_id and bases.is_current
where articles.is_current
order by articles.article_id
