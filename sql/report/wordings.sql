-- One row per altered wording of the utterances $utterances in the families $families, at most $most of each utterance.
with wordings as (
    select
        links.utterance_id,
        links.quote_id,
        links.word_diff,
        links.has_source_conflict,
        quotes.source_text,
        articles.article_id,
        articles.family_id,
        articles.outlet,
        articles.language,
        articles.derivation,
        concat_ws('!', articles.raw_path, nullif(articles.raw_member, '')) as place,
        row_number() over (
            partition by links.utterance_id, articles.family_id
            order by len(links.word_diff) desc, articles.raw_path, articles.raw_member, links.quote_id
        ) as nth,
        count(*) over (partition by links.utterance_id, articles.family_id) as total
    from utterance_quotes as links
    inner join quotes on links.quote_id = quotes.quote_id
    inner join articles on quotes.article_id = articles.article_id
    where
        links.is_altered and len(links.word_diff) > 1 and articles.is_current
        and list_contains($utterances, links.utterance_id) and list_contains($families, articles.family_id)
)

select *
from wordings
where nth <= $most
order by utterance_id, family_id, nth
