-- One row per fact whose counts are not those of its claims, or whose statement is another fact's.
with members as (
    select
        claim_group_id,
        count(*) as mention_count,
        count(distinct article_id) as article_count
    from claims
    group by claim_group_id
)

select
    claim_groups.claim_group_id,
    claim_groups.mention_count,
    members.mention_count as found_mentions,
    claim_groups.article_count,
    members.article_count as found_articles
from claim_groups
left join members on claim_groups.claim_group_id = members.claim_group_id
left join claims as statements on claim_groups.statement_claim_id = statements.claim_id
where
    claim_groups.mention_count is distinct from members.mention_count
    or claim_groups.article_count is distinct from members.article_count
    or statements.claim_group_id is distinct from claim_groups.claim_group_id
