-- One row per wording of an utterance that more than one article carries.
-- speaker: The speaker's name.
-- best_wording: The utterance's best wording.
-- wording: This article's wording.
-- changes: From the best wording to this one, in the marks of wdiff: [-gone-]{+new+}; null where nothing differs.
-- is_repaired: The speaker, or the quotation marks, were repaired from a sibling quote.
create or replace view quote_variants as
select
    utterances.source_name as speaker,
    utterances.content as best_wording,
    utterances.wording_basis,
    quotes.content as wording,
    links.is_altered,
    list_aggregate(
        list_transform(
            links.word_diff,
            lambda piece: case struct_extract(piece, 'kind')
                when 'gone' then '[-' || struct_extract(piece, 'text') || '-]'
                when 'new' then '{+' || struct_extract(piece, 'text') || '+}'
                else struct_extract(piece, 'text')
            end
        ),
        'string_agg',
        ''
    ) as changes,
    quotes.source_text,
    quotes.repaired_from_quote_id is not null as is_repaired,
    links.has_source_conflict,
    articles.raw_path,
    articles.derivation,
    utterances.origin_count,
    utterances.utterance_id,
    quotes.quote_id
from utterances
inner join utterance_quotes as links on utterances.utterance_id = links.utterance_id
inner join quotes on links.quote_id = quotes.quote_id
inner join articles on quotes.article_id = articles.article_id
where utterances.article_count > 1
order by utterances.utterance_id, articles.raw_path, quotes.char_start
