-- One row per quote that passes a rewritten wording for the speaker's own.
select
    links.quote_id,
    utterances.wording_basis,
    links.is_altered,
    articles.derivation
from utterance_quotes as links
inner join utterances on links.utterance_id = utterances.utterance_id
inner join quotes on links.quote_id = quotes.quote_id
inner join articles on quotes.article_id = articles.article_id
where
    (utterances.wording_basis = 'rewritten' and not links.is_altered)
    or (
        links.is_best
        and utterances.wording_basis in ('own', 'mixed')
        and articles.derivation in ('rewrite', 'translation')
    )
