-- One row per pair of representatives, one at least new, that share enough neighbouring content words.
-- Whether a pair is a row depends on the two articles and on common_word_pairs alone, never on what else has arrived:
-- $min_shared keys in common, and $min_share of the keys of the side that has fewer, those that are common aside; and
-- either content words in common whose share of the lesser side and of both together add up to $min_words, or the words
-- of the other's outlet, for an article that credits another may rest on it in few words.
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
),

paired as (
    select
        a.article_id as article_a,
        b.article_id as article_b
    from shared
    inner join sizes as size_a on shared.no_a = size_a.article_no
    inner join sizes as size_b on shared.no_b = size_b.article_no
    inner join representatives as a on shared.no_a = a.article_no
    inner join representatives as b on shared.no_b = b.article_no
    where shared.shared_count >= $min_share * least(size_a.key_count, size_b.key_count)
),

facts as (
    select
        article_id,
        any_value(keys) filter (where kind = 'words') as words,
        any_value(keys) filter (where kind = 'outlet') as outlet,
        any_value(keys) filter (where kind = 'credited') as credited
    from stored.fingerprints
    where
        kind in ('words', 'outlet', 'credited')
        and (article_id in (select article_a from paired) or article_id in (select article_b from paired))
    group by article_id
),

compared as (
    select
        paired.article_a,
        paired.article_b,
        len(a.words) as count_a,
        len(b.words) as count_b,
        len(list_intersect(a.words, b.words)) as shared_count,
        list_has_all(list_concat(a.words, a.credited), b.outlet) as a_may_name_b,
        list_has_all(list_concat(b.words, b.credited), a.outlet) as b_may_name_a
    from paired
    inner join facts as a on paired.article_a = a.article_id
    inner join facts as b on paired.article_b = b.article_id
)

select
    article_a,
    article_b
from compared
where
    shared_count / least(count_a, count_b) + shared_count / (count_a + count_b - shared_count) >= $min_words
    or a_may_name_b
    or b_may_name_a
