-- One row per article that was compared with a near copy and would not be looked for as one any more.
-- Relation: near_pairs (article_a, article_b).
with parted as (
    select
        matches.article_a,
        matches.article_b
    from stored.matches as matches
    anti join near_pairs
        on matches.article_a = near_pairs.article_a and matches.article_b = near_pairs.article_b
    where matches.found_by = 'near_copy'
)

select article_a as article_id from parted
union
select article_b as article_id from parted
