-- One row per utterance in marks whose words a family altered, the $most most changed; of $families if not null.
with wordings as (
    select
        links.utterance_id,
        quotes.article_id,
        list_sum(
            list_transform(
                links.word_diff,
                lambda piece: if(struct_extract(piece, 'kind') = 'same', 0, len(struct_extract(piece, 'text')))
            )
        ) as changed
    from utterance_quotes as links
    inner join quotes on links.quote_id = quotes.quote_id
    semi join utterances
        on
            links.utterance_id = utterances.utterance_id
            and utterances.article_count > 1
            and utterances.wording_basis in ('own', 'mixed')
    where links.is_altered and len(links.word_diff) > 1
),

altered as (
    select
        wordings.utterance_id,
        articles.family_id,
        count(distinct wordings.article_id) as altered_articles,
        max(wordings.changed) as changed
    from wordings
    inner join articles on wordings.article_id = articles.article_id
    where articles.is_current and ($families is null or list_contains($families, articles.family_id))
    group by wordings.utterance_id, articles.family_id
),

ranked as (
    select
        *,
        row_number() over (
            partition by if($families is null, '', family_id)
            order by altered_articles desc, changed desc, utterance_id
        ) as nth,
        count(*) over (partition by if($families is null, '', family_id)) as total
    from altered
)

select
    ranked.utterance_id,
    ranked.family_id,
    ranked.altered_articles,
    ranked.total,
    utterances.source_name,
    utterances.content,
    utterances.wording_basis,
    utterances.article_count,
    utterances.origin_count,
    articles.language,
    articles.article_id as best_article_id,
    articles.outlet as best_outlet,
    concat_ws('!', articles.raw_path, nullif(articles.raw_member, '')) as best_place
from ranked
inner join utterances on ranked.utterance_id = utterances.utterance_id
inner join quotes on utterances.best_quote_id = quotes.quote_id
inner join articles on quotes.article_id = articles.article_id
where ranked.nth <= $most
order by ranked.family_id is null, ranked.nth, ranked.family_id, ranked.utterance_id
