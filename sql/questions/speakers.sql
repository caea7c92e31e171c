-- One row per person, body or document that is named as a source.
-- Who is quoted most, counted by distinct utterances and not by copies?
-- Topic: Speakers
-- speaker: The fullest form of the name.
-- utterances: Things said once, however many articles carry them.
-- in_own_words: Those of them that an article which does not reword gives in marks.
-- articles: Articles that carry them.
-- origins: Independent families that carry them.
-- outlets: Known outlets that carry them.
-- kind: named_person, organization or document.
-- also_called: Other forms of the name.
-- $speaker: words of the speaker's, or other source's, name
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

said as (
    select
        quotes.source_actor_id as actor_id,
        count(distinct links.utterance_id) as utterances,
        count(distinct links.utterance_id) filter (where utterances.wording_basis in ('own', 'mixed')) as in_own_words,
        count(distinct quotes.article_id) as articles,
        count(distinct links.origin_family_id) as origins,
        count(distinct articles.outlet) as outlets,
        bool_or(chosen.article_id is not null) as is_chosen
    from quotes
    inner join utterance_quotes as links on quotes.quote_id = links.quote_id
    inner join utterances on links.utterance_id = utterances.utterance_id
    inner join articles on quotes.article_id = articles.article_id
    left join chosen on quotes.article_id = chosen.article_id
    where quotes.source_actor_id is not null
    group by quotes.source_actor_id
)

select
    actors.name as speaker,
    said.utterances,
    said.in_own_words,
    said.articles,
    said.origins,
    said.outlets,
    actors.kind,
    actors.aliases as also_called,
    actors.actor_id
from said
inner join actors on said.actor_id = actors.actor_id
where said.is_chosen and has_words(array_to_string(list_prepend(actors.name, actors.aliases), ', '), $speaker)
order by said.utterances desc, said.origins desc, said.articles desc, speaker, actors.actor_id
