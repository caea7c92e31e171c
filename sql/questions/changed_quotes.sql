-- One row per quote that several articles carry and this one words otherwise than the best wording.
-- Which quotes changed between copies, and how?
-- Topic: Quotes
-- speaker: Who said it; empty if unknown.
-- change: reworded (is not in the speaker's own words), cut (words are left out) or added (words are put in).
-- changes: From the best wording to this one, in the marks of wdiff: [-gone-]{+new+}.
-- given_as: How this article gives it: direct, partial, mixed or indirect, which is the reporter's words.
-- derivation: How the article's text came about.
-- best_is: Whose words the best wording is: own, mixed, rewritten (only rewrites carry it) or reported.
-- best_article: Where the best wording stands.
-- $speaker: words of the speaker's, or other source's, name
-- $outlet: words of the outlet's name: what it carries
-- $article: its id, or a part of its path (path!member inside a file)
-- $language: of the article, as de or en
with differing as (
    select
        *,
        list_transform(word_diff, lambda piece: struct_extract(piece, 'kind')) as kinds
    from utterance_quotes
    where len(word_diff) > 0 and not is_best
)

select
    coalesce(actors.name, utterances.source_name) as speaker,
    marked_changes(differing.word_diff) as changes,
    case
        when differing.is_altered then 'reworded'
        when list_contains(differing.kinds, 'new') then 'added'
        else 'cut'
    end as change,
    quotes.directness as given_as,
    place(articles.raw_path, articles.raw_member) as article,
    articles.outlet,
    articles.derivation,
    utterances.wording_basis as best_is,
    place(best_articles.raw_path, best_articles.raw_member) as best_article,
    quotes.quote_id,
    utterances.utterance_id,
    articles.article_id
from differing
inner join utterances on differing.utterance_id = utterances.utterance_id
inner join quotes on differing.quote_id = quotes.quote_id
inner join articles on quotes.article_id = articles.article_id
inner join quotes as best on utterances.best_quote_id = best.quote_id
inner join articles as best_articles on best.article_id = best_articles.article_id
left join actors on utterances.source_actor_id = actors.actor_id
where
    utterances.article_count > 1
    and quotes.article_id <> best.article_id
    and (list_contains(differing.kinds, 'gone') or list_contains(differing.kinds, 'new'))
    and has_words(coalesce(actors.name, utterances.source_name), $speaker)
    and has_words(articles.outlet, $outlet)
    and is_article(articles.article_id, place(articles.raw_path, articles.raw_member), $article)
    and ($language is null or articles.language = lower($language))
order by differing.is_altered desc, speaker nulls last, utterances.utterance_id, article, quotes.char_start
