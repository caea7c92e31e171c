-- One row per pair whose aligned stretches are empty or leave the texts.
with stretches as (
    select
        article_a,
        article_b,
        unnest(evidence) as stretch
    from matches
)

select
    stretches.article_a,
    stretches.article_b,
    stretches.stretch
from stretches
inner join articles as a on stretches.article_a = a.article_id
inner join articles as b on stretches.article_b = b.article_id
where
    struct_extract(stretches.stretch, 'a_start') < 0
    or struct_extract(stretches.stretch, 'a_end') <= struct_extract(stretches.stretch, 'a_start')
    or struct_extract(stretches.stretch, 'a_end') > length(a.text)
    or struct_extract(stretches.stretch, 'b_start') < 0
    or struct_extract(stretches.stretch, 'b_end') <= struct_extract(stretches.stretch, 'b_start')
    or struct_extract(stretches.stretch, 'b_end') > length(b.text)
