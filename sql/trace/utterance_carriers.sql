-- One row per quote of the utterance $utterance_id, the best wording first, with its article.
select
    quotes.quote_id as id,
    quotes.article_id,
    concat_ws('!', articles.raw_path, nullif(articles.raw_member, '')) as place,
    articles.outlet,
    articles.published_on,
    articles.derivation,
    articles.family_id,
    quotes.char_start,
    quotes.char_end,
    quotes.content,
    quotes.directness,
    quotes.source_name,
    quotes.source_text,
    quotes.repaired_from_quote_id,
    links.is_best,
    links.is_altered,
    links.has_source_conflict,
    links.origin_family_id,
    links.word_diff
from utterance_quotes as links
inner join quotes on links.quote_id = quotes.quote_id
inner join articles on quotes.article_id = articles.article_id
where links.utterance_id = $utterance_id
order by links.is_best desc, place, quotes.char_start, quotes.quote_id
