-- One row per current article of the families $families, at most $most of each: the origin first, then by date.
with shares as (
    select
        article_id,
        sum(char_end - char_start) as letters,
        sum(char_end - char_start) filter (where kind = 'copied') as copied,
        sum(char_end - char_start) filter (where kind = 'rewritten') as rewritten
    from segments
    where kind <> 'boilerplate'
    group by article_id
),

ranked as (
    select
        articles.family_id,
        articles.article_id,
        concat_ws('!', articles.raw_path, nullif(articles.raw_member, '')) as place,
        articles.headline,
        articles.outlet,
        articles.published_on,
        articles.language,
        articles.word_count,
        articles.derivation,
        articles.based_on_article_id,
        articles.order_basis,
        articles.credited_outlet,
        articles.credit_line,
        articles.file_count,
        articles.article_id = families.origin_article_id as is_origin,
        row_number() over (
            partition by articles.family_id
            order by
                coalesce(articles.article_id = families.origin_article_id, false) desc,
                articles.published_on nulls last, articles.raw_path, articles.raw_member, articles.article_id
        ) as nth
    from articles
    inner join families on articles.family_id = families.family_id
    where articles.is_current and list_contains($families, articles.family_id)
)

select
    ranked.*,
    round(coalesce(shares.copied, 0) / shares.letters, 3) as copied_share,
    round(coalesce(shares.rewritten, 0) / shares.letters, 3) as rewritten_share
from ranked
left join shares on ranked.article_id = shares.article_id
where ranked.nth <= $most
order by ranked.family_id, ranked.nth
