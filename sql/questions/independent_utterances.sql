-- One row per utterance that several independent families carry.
-- Which words did independent newsrooms carry, each on its own?
-- Topic: Quotes
-- origins: Independent families that carry it; copies, and what rests on a text in the corpus, add none.
-- articles: Articles that carry it.
-- speaker: Who said it; empty if unknown.
-- words: The best wording.
-- wording: Whose words these are: own, mixed, rewritten (only rewrites carry them) or reported.
-- altered: Articles whose wording is not the speaker's own.
-- is_disputed_source: Copies in a family name different sources for it.
-- article: Where the best wording stands.
-- $speaker: words of the speaker's, or other source's, name
-- $outlet: words of the outlet's name: what it carries
-- $article: its id, or a part of its path (path!member inside a file)
-- $language: of the article, as de or en
with chosen as (
    select article_id
    from articles
    where
        has_words(outlet, $outlet)
        and is_article(article_id, place(raw_path, raw_member), $article)
        and ($language is null or language = lower($language))
),

carriers as (
    select
        utterances.utterance_id,
        count(distinct quotes.article_id) filter (where links.is_altered) as altered,
        bool_or(links.has_source_conflict) as is_disputed_source
    from utterances
    inner join utterance_quotes as links on utterances.utterance_id = links.utterance_id
    inner join quotes on links.quote_id = quotes.quote_id
    left join chosen on quotes.article_id = chosen.article_id
    where utterances.origin_count > 1
    group by utterances.utterance_id
    having count(chosen.article_id) > 0
)

select
    utterances.origin_count as origins,
    utterances.content as words,
    coalesce(actors.name, utterances.source_name) as speaker,
    utterances.article_count as articles,
    utterances.wording_basis as wording,
    carriers.altered,
    carriers.is_disputed_source,
    place(articles.raw_path, articles.raw_member) as article,
    articles.outlet,
    utterances.utterance_id,
    utterances.best_quote_id as quote_id
from utterances
inner join carriers on utterances.utterance_id = carriers.utterance_id
inner join quotes as best on utterances.best_quote_id = best.quote_id
inner join articles on best.article_id = articles.article_id
left join actors on utterances.source_actor_id = actors.actor_id
where has_words(coalesce(actors.name, utterances.source_name), $speaker)
order by origins desc, articles desc, speaker nulls last, words, utterances.utterance_id
