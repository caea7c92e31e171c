-- One row per article and article that it takes text from, one for an article that takes from none.
-- How much of each article is copied, and from where?
-- Topic: Copies
-- copied: Share of the article's letters that stand verbatim in from_article, 0 to 1, furniture left out.
-- rewritten: Share of its letters that correspond to it in other words.
-- own: Share that stands in no article of the corpus that it takes from.
-- from_article: Where the text comes from; empty if it takes from none in the corpus.
-- from_outlet: Its outlet; empty if it is unknown.
-- derivation: How the article's text came about.
-- decided_by: What decides who took from whom; undetermined: the two correspond, who took is not known.
-- from_article_id: The article it takes from.
-- $outlet: words of the outlet's name: what it carries
-- $article: its id, or a part of its path (path!member inside a file)
-- $language: of the article, as de or en
-- $since: published on or after, as 2025, 2025-11 or 2025-11-13; leaves out what has no date
-- $until: published on or before, in the same form; leaves out what has no date
with pieces as (
    select
        article_id,
        kind,
        if(kind in ('copied', 'rewritten'), from_article_id, null) as from_article_id,
        char_end - char_start as letters
    from segments
    where kind <> 'boilerplate'
),

totals as (
    select
        article_id,
        sum(letters) as total,
        coalesce(sum(letters) filter (where kind = 'added'), 0) as own
    from pieces
    group by article_id
),

taken as (
    select
        article_id,
        from_article_id,
        coalesce(sum(letters) filter (where kind = 'copied'), 0) as copied,
        coalesce(sum(letters) filter (where kind = 'rewritten'), 0) as rewritten
    from pieces
    where from_article_id is not null
    group by article_id, from_article_id
)

select
    round(coalesce(taken.copied / totals.total, 0), 3) as copied,
    place(articles.raw_path, articles.raw_member) as article,
    place(sources.raw_path, sources.raw_member) as from_article,
    round(coalesce(taken.rewritten / totals.total, 0), 3) as rewritten,
    round(coalesce(totals.own / totals.total, 1), 3) as own,
    articles.derivation,
    articles.outlet,
    sources.outlet as from_outlet,
    articles.order_basis as decided_by,
    articles.article_id,
    taken.from_article_id,
    articles.family_id
from articles
left join totals on articles.article_id = totals.article_id
left join taken on articles.article_id = taken.article_id
left join articles as sources on taken.from_article_id = sources.article_id
where
    articles.is_current
    and has_words(articles.outlet, $outlet)
    and is_article(articles.article_id, place(articles.raw_path, articles.raw_member), $article)
    and ($language is null or articles.language = lower($language))
    and in_period(articles.published_on, $since, $until)
order by copied desc, rewritten desc, article, from_article nulls last, articles.article_id
