-- One row per pair of representatives, one at least new, in two languages, that share enough numbers in like company.
-- Whether a pair is a row depends on the two articles and on common_word_pairs alone, never on what else has arrived:
-- $anchor_keys keys in common, and $anchor_share of the keys of the side that has fewer, those that are common aside.
-- Relations: representatives (article_no, rising with article_id, and is_new). Of the new ones this takes those whose
-- number leaves $slice when divided by $slices.
with written as (
    select
        representatives.article_id,
        representatives.article_no,
        representatives.is_new,
        split_part(articles.language, '-', 1) as language
    from stored.articles as articles
    inner join representatives on articles.article_id = representatives.article_id
    where articles.language is not null
),

languages as (
    select distinct language
    from written
),

keys as (
    select
        written.article_no,
        written.is_new,
        written.language,
        unnest(prints.keys) as key
    from stored.fingerprints as prints
    inner join written on prints.article_id = written.article_id
    where prints.kind = 'anchors' and (select count(*) from languages) > 1
),

postings as (
    select *
    from keys
    anti join stored.common_word_pairs as common on keys.key = common.key
),

-- An arrival stands here once for each other language, so that articles of one language never meet.
arrivals as (
    select
        postings.key,
        postings.article_no,
        languages.language as other_language
    from postings
    inner join languages on postings.language <> languages.language
    where postings.is_new and postings.article_no % $slices = $slice
),

shared as (
    select
        least(arrivals.article_no, postings.article_no) as no_a,
        greatest(arrivals.article_no, postings.article_no) as no_b,
        count(*) as shared_count
    from arrivals
    inner join postings on arrivals.key = postings.key and arrivals.other_language = postings.language
    where arrivals.article_no < postings.article_no or not postings.is_new
    group by no_a, no_b
    having shared_count >= $anchor_keys
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
inner join written as a on shared.no_a = a.article_no
inner join written as b on shared.no_b = b.article_no
where shared.shared_count >= $anchor_share * least(size_a.key_count, size_b.key_count)
