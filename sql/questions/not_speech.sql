-- One row per stretch in quotation marks that is no speech.
-- Which words in quotation marks did nobody say?
-- Topic: Quotes
-- words: The words between the marks.
-- reason: What they are: title, heading, scare (ironic or distancing), term, nickname, handle, or nested in another.
-- char_start: Where they begin in the article's text, in code points from 0.
-- char_end: Where they end.
-- $outlet: words of the outlet's name: what it carries
-- $article: its id, or a part of its path (path!member inside a file)
-- $language: of the article, as de or en
select
    not_quotes.content as words,
    not_quotes.reason,
    place(articles.raw_path, articles.raw_member) as article,
    articles.outlet,
    not_quotes.char_start,
    not_quotes.char_end,
    articles.article_id
from not_quotes
inner join articles on not_quotes.article_id = articles.article_id
where
    articles.is_current
    and has_words(articles.outlet, $outlet)
    and is_article(articles.article_id, place(articles.raw_path, articles.raw_member), $article)
    and ($language is null or articles.language = lower($language))
order by not_quotes.reason, article, not_quotes.char_start
