-- One row per row that stands at code points $char_start to $char_end of $article_id, the shortest first.
with spans as (
    select
        'quote' as kind,
        quote_id as id,
        char_start,
        char_end,
        directness as detail,
        rule,
        confidence,
        extractor
    from quotes
    where article_id = $article_id
    union all
    select
        'claim' as kind,
        claim_id as id,
        char_start,
        char_end,
        hedge as detail,
        rule,
        confidence,
        extractor
    from claims
    where article_id = $article_id
    union all
    select
        'not_quote' as kind,
        null as id,
        char_start,
        char_end,
        reason as detail,
        null as rule,
        null as confidence,
        extractor
    from not_quotes
    where article_id = $article_id
    union all
    select
        'block' as kind,
        concat('block ', block_no) as id,
        char_start,
        char_end,
        kind as detail,
        null as rule,
        null as confidence,
        null as extractor
    from blocks
    where article_id = $article_id
    union all
    select
        'segment' as kind,
        null as id,
        char_start,
        char_end,
        kind as detail,
        null as rule,
        null as confidence,
        null as extractor
    from segments
    where article_id = $article_id
)

select *
from spans
where char_start < $char_end and $char_start < char_end
order by char_end - char_start, kind, char_start
