-- One row per quote restored from a sibling's marks over what its article has as a quote itself.
select
    restored.quote_id,
    found.quote_id as other_quote_id
from quotes as restored
inner join quotes as found
    on
        restored.article_id = found.article_id
        and restored.quote_id <> found.quote_id
        and restored.char_start < found.char_end
        and restored.char_end > found.char_start
where restored.rule = 'restored_from_sibling'
