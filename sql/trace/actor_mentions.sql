-- One row per quote or claim that names the actor $actor_id, and role, with its article.
with items as (
    select
        quote_id as id,
        'quote' as kind,
        article_id,
        char_start,
        char_end,
        content
    from quotes
    union all
    select
        claim_id as id,
        'claim' as kind,
        article_id,
        char_start,
        char_end,
        content
    from claims
)

select
    items.id,
    items.kind,
    mentions.role,
    items.article_id,
    concat_ws('!', articles.raw_path, nullif(articles.raw_member, '')) as place,
    articles.outlet,
    articles.derivation,
    items.char_start,
    items.char_end,
    items.content
from actor_mentions as mentions
inner join items on mentions.item_id = items.id
inner join articles on items.article_id = articles.article_id
where mentions.actor_id = $actor_id
order by items.kind desc, place, items.char_start, items.id, mentions.role
