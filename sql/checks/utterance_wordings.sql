-- One row per utterance whose content is not its parts in one article, in order, with a space between.
select
    utterances.utterance_id,
    utterances.content,
    string_agg(quotes.content, ' ' order by quotes.char_start) as stitched
from utterances
left join utterance_quotes as parts on utterances.utterance_id = parts.utterance_id and parts.is_best
left join quotes on parts.quote_id = quotes.quote_id
group by utterances.utterance_id, utterances.content, utterances.best_quote_id
having
    utterances.content is distinct from stitched
    or count(distinct quotes.article_id) <> 1
    or utterances.best_quote_id is distinct from arg_min(quotes.quote_id, quotes.char_start)
