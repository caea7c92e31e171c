-- One row per stretch of quoted or reported speech in a current article, its source as settled across articles.
create table quotes as
select
    local.* exclude (extractor, repaired_from_quote_id) replace (
        coalesce(settled.source_name, local.source_name) as source_name,
        coalesce(settled.source_kind, local.source_kind) as source_kind,
        if(len(settled.chain) > 0, settled.chain, local.chain) as chain,
        if(settled.source_name is null, local.source_unresolved_reason, null) as source_unresolved_reason
    ),
    mentions.actor_id as source_actor_id,
    coalesce(local.repaired_from_quote_id, settled.repaired_from_quote_id) as repaired_from_quote_id,
    local.extractor
from stored.all_quotes as local
inner join stored.family_members as members on local.article_id = members.article_id
left join stored.quote_sources as settled on local.quote_id = settled.quote_id
left join stored.actor_mentions as mentions
    on local.quote_id = mentions.item_id and mentions.role = 'source'
order by local.quote_id
