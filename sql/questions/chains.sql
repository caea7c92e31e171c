-- One row per way by which an article heard what it tells: who told whom.
-- Through how many hands did it come, from the publisher back to the ultimate source?
-- Topic: Sources
-- hands: Whom the article names between itself and the words: 1 is a source of its own, 2 and more is hearsay.
-- chain: The publisher first, the ultimate source last; ? is a publisher that the file does not name.
-- quotes: Quotes of the article that came this way.
-- claims: Claims of the article that came this way.
-- example: The longest of what came this way.
-- item_id: The quote or claim of the example.
-- $speaker: words of the speaker's, or other source's, name
-- $outlet: words of the outlet's name: what it carries
-- $article: its id, or a part of its path (path!member inside a file)
-- $language: of the article, as de or en
with items as (
    select
        article_id,
        quote_id as item_id,
        content,
        chain,
        true as is_quote
    from quotes
    where len(chain) > 1
    union all
    select
        article_id,
        claim_id as item_id,
        content,
        chain,
        false as is_quote
    from claims
    where len(chain) > 1
),

named as (
    select
        *,
        list_transform(chain, lambda hop: coalesce(
            struct_extract(hop, 'actor_name'),
            struct_extract(hop, 'actor_text'),
            if(struct_extract(hop, 'hop') = 0, '?', replace(struct_extract(hop, 'actor_kind'), '_', ' '))
        )) as hops
    from items
),

-- A publisher that names itself as the one who heard it is one hand.
parted as (
    select
        *,
        if(hops[1] = hops[2], hops[2:], hops) as names
    from named
),

ways as (
    select
        article_id,
        len(names) - 1 as hands,
        names,
        count(*) filter (where is_quote) as quotes,
        count(*) filter (where not is_quote) as claims,
        arg_min(struct_pack(content, item_id), struct_pack(letters := -length(content), item_id)) as example
    from parted
    where len(names) > 1
    group by article_id, names
)

select
    ways.hands,
    array_to_string(ways.names, ' ← ') as chain,
    ways.quotes,
    ways.claims,
    ways.example.content as example,
    place(articles.raw_path, articles.raw_member) as article,
    articles.outlet,
    ways.example.item_id,
    articles.article_id
from ways
inner join articles on ways.article_id = articles.article_id
where
    has_words(array_to_string(ways.names[2:], ', '), $speaker)
    and has_words(articles.outlet, $outlet)
    and is_article(articles.article_id, place(articles.raw_path, articles.raw_member), $article)
    and ($language is null or articles.language = lower($language))
order by ways.hands desc, ways.quotes + ways.claims desc, chain, article, ways.example.item_id
