-- One row per article and another, the smallest that shares a band of its sketch, if most of their word pairs agree.
-- So a story that a thousand outlets carry is compared a thousand times and not half a million.
-- Relation: current_articles (article_id).
with bands as (
    select
        prints.article_id,
        unnest(prints.keys) as band
    from stored.fingerprints as prints
    semi join current_articles on prints.article_id = current_articles.article_id
    where prints.kind = 'sketch'
),

anchored as (
    select
        article_id,
        min(article_id) over (partition by band) as anchor_id
    from bands
),

pairs as (
    select distinct
        anchor_id as article_a,
        article_id as article_b
    from anchored
    where anchor_id <> article_id
),

compared as (
    select
        pairs.article_a,
        pairs.article_b,
        len(a.keys) + len(b.keys) as key_count,
        len(list_intersect(a.keys, b.keys)) as shared_count
    from pairs
    inner join stored.fingerprints as a on pairs.article_a = a.article_id and a.kind = 'word_pairs'
    inner join stored.fingerprints as b on pairs.article_b = b.article_id and b.kind = 'word_pairs'
)

select
    article_a,
    article_b
from compared
where shared_count >= $min_share * (key_count - shared_count)
order by article_a, article_b
