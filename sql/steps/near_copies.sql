-- One row per article and the fullest that shares a band of its sketch, if most of their word pairs agree: a, b by id.
-- So a story that a thousand outlets carry is compared a thousand times and not half a million.
-- Relation: current_articles (article_id).
with sizes as (
    select
        prints.article_id,
        prints.keys,
        len(prints.keys) as key_count
    from stored.fingerprints as prints
    semi join current_articles on prints.article_id = current_articles.article_id
    where prints.kind = 'word_pairs'
),

bands as (
    select
        prints.article_id,
        sizes.key_count,
        unnest(prints.keys) as band
    from stored.fingerprints as prints
    inner join sizes on prints.article_id = sizes.article_id
    where prints.kind = 'sketch'
),

anchored as (
    select
        article_id,
        first_value(article_id) over (partition by band order by key_count desc, article_id) as anchor_id
    from bands
),

pairs as (
    select distinct
        least(anchor_id, article_id) as article_a,
        greatest(anchor_id, article_id) as article_b
    from anchored
    where anchor_id <> article_id
),

compared as (
    select
        pairs.article_a,
        pairs.article_b,
        a.key_count as key_count_a,
        b.key_count as key_count_b,
        len(list_intersect(a.keys, b.keys)) as shared_count
    from pairs
    inner join sizes as a on pairs.article_a = a.article_id
    inner join sizes as b on pairs.article_b = b.article_id
)

select
    article_a,
    article_b,
    key_count_a,
    key_count_b
from compared
where shared_count >= $min_share * (key_count_a + key_count_b - shared_count)
order by article_a, article_b
