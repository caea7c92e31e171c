-- One row per fact whose published row can differ from that of the version before, or the links of which can.
-- With each the facts at the other ends of its links: whether they are disputed may hang on it.
-- Relation: building.claim_links, as in the version before.
with families as (
    select family_id from changed_families
    union
    select family_id from changed_family_members
),

articles as (
    select article_id from changed_articles
    union
    select article_id from changed_family_members
    union
    select members.article_id
    from stored.family_members as members
    semi join families on members.family_id = families.family_id
),

claims as (
    select claim_id from changed_claims
    union
    select item_id as claim_id from changed_actor_mentions
    union
    select mentions.item_id as claim_id
    from stored.actor_mentions as mentions
    semi join changed_actors as actors on mentions.actor_id = actors.actor_id
    where mentions.role = 'root'
    union
    select rows.claim_id
    from stored.claims as rows
    semi join articles on rows.article_id = articles.article_id
    union
    select claim_a as claim_id from changed_claim_pairs
    union
    select claim_b as claim_id from changed_claim_pairs
),

changed as (
    select claim_group_id from changed_claim_groups
    union
    select claim_group_id from changed_claim_members
    union
    select members.claim_group_id
    from stored.claim_members as members
    semi join claims on members.claim_id = claims.claim_id
),

bearings as (
    select
        claim_group_a as one_id,
        claim_group_b as other_id
    from building.claim_links
    union
    select
        a.claim_group_id as one_id,
        b.claim_group_id as other_id
    from stored.claim_pairs as pairs
    inner join stored.claim_members as a on pairs.claim_a = a.claim_id
    inner join stored.claim_members as b on pairs.claim_b = b.claim_id
    where pairs.basis not in ('aligned', 'same_fact')
)

select claim_group_id from changed
union
select bearings.other_id as claim_group_id
from bearings
semi join changed on bearings.one_id = changed.claim_group_id
union
select bearings.one_id as claim_group_id
from bearings
semi join changed on bearings.other_id = changed.claim_group_id
