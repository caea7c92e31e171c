-- One row per family of $families: of the comparisons with articles of other families the one of the highest score.
with compared as (
    select
        article_a as article_id,
        article_b as other_id,
        decision,
        score
    from matches
    union all
    select
        article_b as article_id,
        article_a as other_id,
        decision,
        score
    from matches
)

select
    here.family_id,
    compared.article_id,
    concat_ws('!', here.raw_path, nullif(here.raw_member, '')) as place,
    compared.other_id,
    concat_ws('!', there.raw_path, nullif(there.raw_member, '')) as other_place,
    there.headline as other_headline,
    there.language as other_language,
    there.outlet as other_outlet,
    there.family_id as other_family_id,
    compared.decision,
    compared.score
from compared
inner join articles as here on compared.article_id = here.article_id
inner join articles as there on compared.other_id = there.article_id
where list_contains($families, here.family_id) and here.family_id <> there.family_id
qualify
    row_number() over (
        partition by here.family_id
        order by compared.score desc, compared.article_id, compared.other_id
    ) = 1
order by here.family_id
