-- One row per pair of representatives, one at least new, that share enough neighbouring content words.
-- Whether a pair is a row depends on the two articles and on common_word_pairs alone, never on what else has arrived:
-- $min_shared keys in common, and $min_share of the keys of the side that has fewer, those that are common aside.
-- Relations: representatives (article_no, rising with article_id, and is_new). Of the new ones this takes those whose
-- number leaves $slice when divided by $slices.
with keys as (
    select
        representatives.article_no,
        representatives.is_new,
        unnest(prints.keys) as key
    from stored.fingerprints as prints
    inner join representatives on prints.article_id = representatives.article_id
    where prints.kind = 'word_pairs'
),

postings as (
    select *
    from keys
    anti join stored.common_word_pairs as common on keys.key = common.key
),

arrivals as (
    select
        key,
        article_no
    from postings
    where is_new and article_no % $slices = $slice
),

shared as (
    select
        least(arrivals.article_no, postings.article_no) as no_a,
        greatest(arrivals.article_no, postings.article_no) as no_b,
        count(*) as shared_count
    from arrivals
    inner join postings on arrivals.key = postings.key
    where arrivals.article_no < postings.article_no or not postings.is_new
    group by no_a, no_b
    having shared_count >= $min_shared
),

sizes as (
    select
        article_no,
        count(*) as key_count
    from postings
    group by article_no
)

select
    a.article_id as article_a,
    b.article_id as article_b
from shared
inner join sizes as size_a on shared.no_a = size_a.article_no
inner join sizes as size_b on shared.no_b = size_b.article_no
inner join representatives as a on shared.no_a = a.article_no
inner join representatives as b on shared.no_b = b.article_no
where shared.shared_count >= $min_share * least(size_a.key_count, size_b.key_count)
