-- One row per generated pair that was compared: copies with their original, and four pairs of distinct ones an article.
with pairs as (
    select
        n as one,
        head_of(n) as other,
        'near_copy' as found_by,
        'same_family' as decision,
        0.95 as share
    from range($count) as articles (n)
    where n <> head_of(n)
    union all
    select
        articles.n as one,
        articles.n + 10 * steps.step as other,
        'word_pairs' as found_by,
        'distinct' as decision,
        0.05 as share
    from range($count) as articles (n)
    cross join range(1, 5) as steps (step)
    where articles.n = head_of(articles.n) and articles.n + 10 * steps.step < $count
)

select
    least(art_id(one), art_id(other)) as article_a,
    greatest(art_id(one), art_id(other)) as article_b,
    found_by,
    share as alignment_a,
    share as alignment_b,
    3 as aligned_sentences,
    share as terms_contained,
    share as terms_shared,
    share as containment_a,
    share as containment_b,
    0 as quotes_aligned,
    share as names_shared,
    share as numbers_shared,
    false as a_credits_b,
    false as b_credits_a,
    false as is_compiled,
    share as windows_shared,
    3 as numbers_compared,
    .5 as form_shared,
    .9 as names_kept,
    6 as names_compared,
    cast(null as double) as anchors_in_order,
    cast(null as double) as names_contained,
    cast(null as double) as numbers_contained,
    cast(null as integer) as anchors_shared,
    cast(null as integer) as digits_shared,
    share as score,
    decision,
    if(
        decision = 'same_family',
        list_transform(
            range(10),
            lambda i: {
                'a_start': cast(100 * i as integer), 'a_end': cast(100 * i + 99 as integer),
                'b_start': cast(100 * i as integer), 'b_end': cast(100 * i + 99 as integer), 'similarity': 0.99
            }
        ),
        []
    ) as evidence,
    'matches/0' as rule
from pairs
