-- One row per article of the id $article_id, with what is known of its family.
select
    articles.article_id,
    concat_ws('!', articles.raw_path, nullif(articles.raw_member, '')) as place,
    articles.file_count,
    articles.headline,
    articles.outlet,
    articles.outlet_evidence,
    articles.published_on,
    articles.published_at,
    articles.published_evidence,
    articles.not_before,
    articles.credit_line,
    articles.credited_outlet,
    articles.language,
    articles.word_count,
    articles.is_summary,
    articles.is_current,
    articles.family_id,
    articles.derivation,
    articles.based_on_article_id,
    concat_ws('!', bases.raw_path, nullif(bases.raw_member, '')) as based_on_place,
    articles.order_basis,
    families.origin_article_id,
    families.origin_basis,
    families.article_count,
    (
        select min(there.article_id)
        from article_files as former
        inner join article_files as there
            on former.raw_path = there.raw_path and former.raw_member = there.raw_member
        where former.article_id = $article_id and not former.is_current and there.is_current
    ) as replaced_by,
    articles.text
from articles
left join families on articles.family_id = families.family_id
left join articles as bases on articles.based_on_article_id = bases.article_id
where articles.article_id = $article_id
