-- One row per quote with a named source: who said what, in which article, at which place.
-- speaker: The actor's name, or the name as settled in the article.
-- is_repaired: The speaker, or the quotation marks, were repaired from a sibling quote.
create or replace view quotes_by_speaker as
select
    coalesce(actors.name, quotes.source_name) as speaker,
    quotes.source_role,
    quotes.content,
    quotes.directness,
    carriers.is_altered,
    utterances.wording_basis,
    quotes.cue,
    quotes.marks,
    quotes.repaired_from_quote_id is not null as is_repaired,
    carriers.has_source_conflict,
    articles.outlet,
    articles.headline,
    articles.published_on,
    articles.raw_path,
    articles.raw_member,
    quotes.char_start,
    quotes.char_end,
    quotes.quote_id
from quotes
inner join articles on quotes.article_id = articles.article_id
inner join utterance_quotes as carriers on quotes.quote_id = carriers.quote_id
inner join utterances on carriers.utterance_id = utterances.utterance_id
left join actors on quotes.source_actor_id = actors.actor_id
where quotes.source_name is not null
order by speaker, articles.raw_path, articles.raw_member, quotes.char_start
