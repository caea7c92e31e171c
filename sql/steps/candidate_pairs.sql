-- One row per pair of current articles, one at least in new_articles, that share enough neighbouring content words.
-- Whether a pair is a row depends on the two articles and on common_keys alone, never on what else has arrived:
-- $min_shared keys in common, and $min_share of the keys of the side that has fewer.
-- The limit is the square of the articles that share a key: the fingerprints leave out pairs of common words, and past
-- some 10^5 articles common_keys has to list the keys that still stand in thousands of them.
-- Relations: new_articles and current_articles (article_id), and common_keys (key), a fixed list, usually empty.
with keys as (
    select
        prints.article_id,
        prints.key
    from stored.fingerprints as prints
    semi join current_articles on prints.article_id = current_articles.article_id
    anti join common_keys on prints.key = common_keys.key
    where prints.kind = 'bigram'
),

articles as (
    select
        article_id,
        count(*) as key_count,
        row_number() over (order by article_id) as article_no,
        article_id in (select new_articles.article_id from new_articles) as is_new
    from keys
    group by article_id
),

postings as (
    select
        keys.key,
        articles.article_no,
        articles.is_new
    from keys
    inner join articles on keys.article_id = articles.article_id
),

arrivals as (
    select
        key,
        article_no
    from postings
    where is_new
),

shared as (
    select
        least(arrivals.article_no, postings.article_no) as no_a,
        greatest(arrivals.article_no, postings.article_no) as no_b,
        count(*) as shared_bigrams
    from arrivals
    inner join postings on arrivals.key = postings.key
    where arrivals.article_no < postings.article_no or not postings.is_new
    group by no_a, no_b
    having shared_bigrams >= $min_shared
)

select
    a.article_id as article_a,
    b.article_id as article_b,
    cast(shared.shared_bigrams as integer) as shared_bigrams
from shared
inner join articles as a on shared.no_a = a.article_no
inner join articles as b on shared.no_b = b.article_no
where shared.shared_bigrams >= $min_share * least(a.key_count, b.key_count)
order by article_a, article_b
