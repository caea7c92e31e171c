-- One row per claim of a fact: what its article, its family and its root say for the counts.
create or replace view stored.fact_mentions as
select
    membership.claim_group_id,
    -- A report is one by its name, whether it is taken for a body or for a document.
    if(actors.kind in ('organization', 'document'), 'report ' || lower(actors.name), actors.actor_id) as named_root,
    actors.name as root_name,
    actors.kind in ('organization', 'document') as is_report,
    claims.claimant_kind in ('unspecified_reports', 'document') as is_hearsay,
    membership.origin_family_id,
    claims.article_id,
    articles.outlet,
    articles.published_on,
    members.family_id,
    families.origin_article_id = claims.article_id as is_origin,
    list_position(['denied', 'opinion', 'prediction', 'hedged', 'reported', 'asserted'], claims.hedge) as firmness
from stored.claim_members as membership
inner join stored.claims as claims on membership.claim_id = claims.claim_id
inner join stored.articles as articles on claims.article_id = articles.article_id
inner join stored.family_members as members on claims.article_id = members.article_id
inner join stored.families as families on members.family_id = families.family_id
left join stored.actor_mentions as roots on claims.claim_id = roots.item_id and roots.role = 'root'
left join stored.actors as actors on roots.actor_id = actors.actor_id
