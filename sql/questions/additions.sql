-- One row per stretch that an article adds to the text it takes from another.
-- What does a copy add to the article that it rests on?
-- Topic: Copies
-- letters: Length of the stretch.
-- added: The stretch.
-- quotes: Quotes that begin in it.
-- claims: Claims that begin in it.
-- derivation: How the article's text came about.
-- char_start: Where the stretch begins in the article's text, in code points from 0.
-- from_article_id: The article it rests on.
-- $outlet: words of the outlet's name: what it carries
-- $article: its id, or a part of its path (path!member inside a file)
-- $language: of the article, as de or en
with stretches as (
    select
        segments.article_id,
        segments.char_start,
        segments.char_end,
        trim(substr(articles.text, segments.char_start + 1, segments.char_end - segments.char_start), e' \t\r\n')
            as added
    from segments
    inner join articles on segments.article_id = articles.article_id
    where
        segments.kind = 'added'
        and articles.based_on_article_id is not null
        and has_words(articles.outlet, $outlet)
        and is_article(articles.article_id, place(articles.raw_path, articles.raw_member), $article)
        and ($language is null or articles.language = lower($language))
),

quotes_added as (
    select
        stretches.article_id,
        stretches.char_start,
        count(*) as quotes
    from stretches
    inner join quotes
        on
            stretches.article_id = quotes.article_id
            and stretches.char_start <= quotes.char_start
            and stretches.char_end > quotes.char_start
    group by stretches.article_id, stretches.char_start
),

claims_added as (
    select
        stretches.article_id,
        stretches.char_start,
        count(*) as claims
    from stretches
    inner join claims
        on
            stretches.article_id = claims.article_id
            and stretches.char_start <= claims.char_start
            and stretches.char_end > claims.char_start
    group by stretches.article_id, stretches.char_start
)

select
    length(stretches.added) as letters,
    stretches.added,
    place(articles.raw_path, articles.raw_member) as article,
    coalesce(claims_added.claims, 0) as claims,
    coalesce(quotes_added.quotes, 0) as quotes,
    articles.outlet,
    articles.derivation,
    place(sources.raw_path, sources.raw_member) as from_article,
    stretches.char_start,
    articles.article_id,
    articles.based_on_article_id as from_article_id
from stretches
inner join articles on stretches.article_id = articles.article_id
inner join articles as sources on articles.based_on_article_id = sources.article_id
left join quotes_added
    on stretches.article_id = quotes_added.article_id and stretches.char_start = quotes_added.char_start
left join claims_added
    on stretches.article_id = claims_added.article_id and stretches.char_start = claims_added.char_start
where regexp_matches(stretches.added, '[\pL\pN]')
order by claims desc, letters desc, article, stretches.char_start
