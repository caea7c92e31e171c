-- One row per class of how much of a quotation that several articles carry was changed, by letters gone or put in.
with wordings as (
    select
        links.is_altered,
        list_sum(list_transform(links.word_diff, lambda piece: len(struct_extract(piece, 'text')))) as letters,
        list_sum(
            list_transform(
                links.word_diff,
                lambda piece: if(struct_extract(piece, 'kind') = 'same', 0, len(struct_extract(piece, 'text')))
            )
        ) as changed
    from utterance_quotes as links
    semi join utterances on links.utterance_id = utterances.utterance_id and utterances.article_count > 1
    where not links.is_best
)

select
    case
        when coalesce(changed, 0) = 0 then 0
        when changed / letters < 0.1 then 1
        when changed / letters < 0.25 then 2
        when changed / letters < 0.5 then 3
        else 4
    end as change,
    count(*) filter (where is_altered) as altered,
    count(*) filter (where not is_altered) as not_altered
from wordings
group by change
order by change
