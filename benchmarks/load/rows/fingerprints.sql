-- One row per kind of key of a generated article, quotation and claim.
-- Copies have the keys of their original, a few left out; of the keys of a claim one in eight stands in other articles.
with own as (
    select
        articles.n,
        kinds.kind,
        '' as item_id,
        kinds.place,
        -- The original of a family is fuller, so that it stands for its copies.
        if(articles.n = head_of(articles.n), kinds.most, least(kinds.most, 170)) as key_count,
        kinds.most
    from range($first, $last) as articles (n)
    cross join (values ('words', 0, 170), ('word_pairs', 1000, 185), ('anchors', 2000, 30)) as kinds (kind, place, most)
)

select
    art_id(n) as article_id,
    kind,
    item_id,
    list_sort(list_transform(range(key_count), lambda i: key_of(head_of(n), place + i))) as keys,
    'fingerprints/0' as extractor
from own
union all
select
    art_id(articles.n) as article_id,
    'sketch' as kind,
    '' as item_id,
    list_sort(list_transform(range(8), lambda i: key_of(head_of(articles.n), 3000 + i))) as keys,
    'fingerprints/0' as extractor
from range($first, $last) as articles (n)
union all
select
    art_id(articles.n) as article_id,
    'quote' as kind,
    quo_id(articles.n, places.k) as item_id,
    list_sort(list_transform(range(20), lambda i: key_of(head_of(articles.n), 4000 + 20 * places.k + i))) as keys,
    'fingerprints/0' as extractor
from range($first, $last) as articles (n)
cross join range(15) as places (k)
union all
select
    art_id(articles.n) as article_id,
    'claim' as kind,
    clm_id(articles.n, places.j) as item_id,
    list_sort(
        list_transform(
            range(24),
            lambda i: if(
                i < 3,
                key_of(articles.n - articles.n % 10, 6000 + 24 * places.j + i),
                key_of(articles.n, 6000 + 24 * places.j + i)
            )
        )
    ) as keys,
    'fingerprints/0' as extractor
from range($first, $last) as articles (n)
cross join range(60) as places (j)
order by article_id, kind, item_id
