-- One row per quote with a named source: who said what, in which article, at which place.
-- speaker: The actor's name, or the name as settled in the article.
create or replace view quotes_by_speaker as
select
    coalesce(actors.name, quotes.source_name) as speaker,
    quotes.source_role,
    quotes.content,
    quotes.directness,
    quotes.cue,
    quotes.marks,
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
left join actors on quotes.source_actor_id = actors.actor_id
where quotes.source_name is not null
order by speaker, articles.raw_path, articles.raw_member, quotes.char_start
