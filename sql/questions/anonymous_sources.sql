-- One row per utterance whose source has no name in its best wording.
-- What rests on sources without a name, and does any article name them?
-- Topic: Speakers
-- source: The source as written.
-- finding: anonymous (a person without a name), unnamed (a group, body or document) or unresolved (nobody can be told).
-- words: The best wording.
-- named_elsewhere: Name that another article gives for the source of the same words.
-- articles: Articles that carry it.
-- origins: Independent families that carry it.
-- why: Why it has no name.
-- article: Where the best wording stands.
-- $outlet: words of the outlet's name: what it carries
-- $article: its id, or a part of its path (path!member inside a file)
-- $language: of the article, as de or en
-- $since: published on or after, as 2025, 2025-11 or 2025-11-13; leaves out what has no date
-- $until: published on or before, in the same form; leaves out what has no date
with chosen as (
    select article_id
    from articles
    where
        has_words(outlet, $outlet)
        and is_article(article_id, place(raw_path, raw_member), $article)
        and ($language is null or language = lower($language))
        and in_period(published_on, $since, $until)
),

nameless as (
    select utterances.*
    from utterances
    inner join quotes on utterances.best_quote_id = quotes.quote_id
    where quotes.source_name is null
),

carriers as (
    select
        nameless.utterance_id,
        min(quotes.source_name) as named_elsewhere
    from nameless
    inner join utterance_quotes as links on nameless.utterance_id = links.utterance_id
    inner join quotes on links.quote_id = quotes.quote_id
    left join chosen on quotes.article_id = chosen.article_id
    group by nameless.utterance_id
    having count(chosen.article_id) > 0
)

select
    best.source_text as source,
    nameless.content as words,
    case
        when best.source_kind = 'anonymous_person' then 'anonymous'
        when best.source_kind = 'unknown' then 'unresolved'
        when best.source_kind = 'named_person' then 'unresolved'
        else 'unnamed'
    end as finding,
    nameless.origin_count as origins,
    nameless.article_count as articles,
    carriers.named_elsewhere,
    replace(best.source_unresolved_reason, '_', ' ') as why,
    place(articles.raw_path, articles.raw_member) as article,
    articles.outlet,
    nameless.best_quote_id as quote_id,
    nameless.utterance_id,
    best.article_id
from nameless
inner join carriers on nameless.utterance_id = carriers.utterance_id
inner join quotes as best on nameless.best_quote_id = best.quote_id
inner join articles on best.article_id = articles.article_id
order by finding, articles desc, article, best.char_start, nameless.utterance_id
