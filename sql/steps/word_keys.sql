-- One row per article of the pairs and kind of key that its words, or those of an outlet that it names, gave.
-- Relation: pairs (article_a, article_b).
select
    prints.article_id,
    prints.kind,
    prints.keys
from stored.fingerprints as prints
where
    prints.kind in ('words', 'outlet', 'credited')
    and (
        prints.article_id in (select pairs.article_a from pairs)
        or prints.article_id in (select pairs.article_b from pairs)
    )
