-- One row per article that rests on the text or the word of one source outside its own newsroom.
-- Which articles rest on one foreign source, and how far?
-- Topic: Sources
-- rests_on: The outlet, body or report; of a copied text of unknown outlet the article.
-- how: its text (copied or rewritten), its reporting (a derivative), a credit line (that text is not here), its word.
-- share: Of copied text its share of the letters; of a word its share of the claims left to sources; 0 to 1.
-- sourced: Claims that the article leaves to a source.
-- voiced: Claims in the outlet's own voice: where it got these, it does not say.
-- derivation: How the article's text came about.
-- source_article_id: The article it rests on, if that is in the corpus.
-- $speaker: words of the speaker's, or other source's, name
-- $outlet: words of the outlet's name: what it carries
-- $article: its id, or a part of its path (path!member inside a file)
-- $language: of the article, as de or en
with shares as (
    select
        article_id,
        sum(char_end - char_start) filter (where kind in ('copied', 'rewritten')) / sum(char_end - char_start) as share
    from segments
    where kind <> 'boilerplate'
    group by article_id
),

by_text as (
    select
        articles.article_id,
        coalesce(sources.outlet, articles.credited_outlet, place(sources.raw_path, sources.raw_member)) as rests_on,
        case
            when articles.derivation = 'derivative' then 'its reporting'
            when articles.based_on_article_id is null then 'a credit line'
            else 'its text'
        end as how,
        shares.share,
        articles.based_on_article_id as source_article_id
    from articles
    left join articles as sources on articles.based_on_article_id = sources.article_id
    left join shares on articles.article_id = shares.article_id
    where
        articles.is_current
        and (articles.based_on_article_id is not null or articles.credited_outlet is not null)
        and (sources.outlet is null or articles.outlet is null or sources.outlet <> articles.outlet)
),

told as (
    select
        article_id,
        count(*) filter (where claimant_kind = 'outlet_voice') as voiced,
        count(*) filter (where len(chain) > 1) as sourced
    from claims
    group by article_id
),

hops as (
    select
        claim_id,
        article_id,
        unnest(chain) as hop
    from claims
    where len(chain) > 1
),

relied as (
    select
        hops.article_id,
        lower(regexp_replace(hops.hop.actor_name, '^(?i)the ', '')) as name_key,
        min(hops.hop.actor_name) as rests_on,
        count(distinct hops.claim_id) as carried
    from hops
    inner join articles on hops.article_id = articles.article_id
    where
        hops.hop.hop > 0
        and hops.hop.actor_kind in ('organization', 'document')
        and hops.hop.actor_name is not null
        and hops.hop.actor_name is distinct from articles.outlet
    group by hops.article_id, name_key
),

by_word as (
    select distinct on (relied.article_id)
        relied.article_id,
        relied.rests_on,
        'its word' as how,
        relied.carried / told.sourced as share,
        cast(null as varchar) as source_article_id
    from relied
    inner join told on relied.article_id = told.article_id
    left join by_text on relied.article_id = by_text.article_id
    where by_text.article_id is null and relied.carried > 1 and relied.carried / told.sourced > 0.5
    order by relied.article_id, relied.carried desc, relied.rests_on
),

resting as (
    from by_text
    union all
    from by_word
)

select
    resting.rests_on,
    place(articles.raw_path, articles.raw_member) as article,
    resting.how,
    round(resting.share, 3) as share,
    articles.outlet,
    coalesce(told.sourced, 0) as sourced,
    coalesce(told.voiced, 0) as voiced,
    articles.derivation,
    resting.article_id,
    resting.source_article_id
from resting
inner join articles on resting.article_id = articles.article_id
left join told on resting.article_id = told.article_id
where
    has_words(resting.rests_on, $speaker)
    and has_words(articles.outlet, $outlet)
    and is_article(articles.article_id, place(articles.raw_path, articles.raw_member), $article)
    and ($language is null or articles.language = lower($language))
order by resting.rests_on, resting.how, article, resting.article_id
