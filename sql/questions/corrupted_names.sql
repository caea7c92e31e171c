-- One row per article and form of a name that is spelt otherwise than the name of whom it stands for.
-- Which names are misspelt, where, and who is meant?
-- Topic: Sources
-- written: The form that stands in the article.
-- meant: The name of the person, body or document.
-- mentions: Quotes and claims of the article with that form.
-- derivation: How the article's text came about.
-- evidence: Why the forms are one: full_name, aligned_quote (the same words in a copy), spelling_in_family, judgement.
-- $speaker: words of the speaker's, or other source's, name
-- $outlet: words of the outlet's name: what it carries
-- $article: its id, or a part of its path (path!member inside a file)
-- $language: of the article, as de or en
with forms as (
    select
        actor_id,
        name,
        evidence,
        unnest(aliases) as written
    from actors
    where list_has_any(evidence, ['spelling_in_family', 'aligned_quote', 'judgement'])
),

misspelt as (
    select *
    from forms
    where
        not has_words(name, written)
        and not has_words(written, name)
        and jaro_winkler_similarity(
            lower(strip_accents(string_split(written, ' ')[-1])), lower(strip_accents(string_split(name, ' ')[-1]))
        ) > 0.75
),

spoken as (
    select
        misspelt.actor_id,
        misspelt.written,
        quotes.article_id,
        quotes.quote_id as item_id
    from misspelt
    inner join quotes on misspelt.actor_id = quotes.source_actor_id and contains(quotes.source_text, misspelt.written)
),

homes as (
    select distinct
        mentions.actor_id,
        articles.family_id
    from actor_mentions as mentions
    left join quotes on mentions.item_id = quotes.quote_id
    left join claims on mentions.item_id = claims.claim_id
    inner join articles on coalesce(quotes.article_id, claims.article_id) = articles.article_id
    where mentions.actor_id in (select actor_id from misspelt)
),

near as (
    select
        homes.actor_id,
        articles.article_id
    from homes
    inner join articles on homes.family_id = articles.family_id
),

named as (
    select
        claim_id,
        article_id,
        unnest(entities) as written
    from claims
    where article_id in (select article_id from near)
),

told as (
    select distinct
        misspelt.actor_id,
        misspelt.written,
        named.article_id,
        named.claim_id as item_id
    from misspelt
    inner join near on misspelt.actor_id = near.actor_id
    inner join named on near.article_id = named.article_id and misspelt.written = named.written
),

found as (
    from spoken
    union
    from told
),

counted as (
    select
        actor_id,
        written,
        article_id,
        count(*) as mentions,
        min(item_id) as item_id
    from found
    group by actor_id, written, article_id
)

select
    counted.written,
    actors.name as meant,
    place(articles.raw_path, articles.raw_member) as article,
    articles.outlet,
    counted.mentions,
    articles.derivation,
    actors.evidence,
    counted.actor_id,
    counted.item_id,
    counted.article_id
from counted
inner join actors on counted.actor_id = actors.actor_id
inner join articles on counted.article_id = articles.article_id
where
    (has_words(actors.name, $speaker) or has_words(counted.written, $speaker))
    and has_words(articles.outlet, $outlet)
    and is_article(articles.article_id, place(articles.raw_path, articles.raw_member), $article)
    and ($language is null or articles.language = lower($language))
order by meant, counted.written, article, counted.actor_id
