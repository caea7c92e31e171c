-- One row per hop of a quote's or claim's attribution, the publisher first.
-- item_kind: quote or claim.
-- item_id: The quote or claim.
-- hop: Number of the hop, 0 for the publisher.
-- actor_name: Who passed it on, null if unknown.
-- actor_text: The same as written.
-- actor_kind: What kind of actor.
-- cue: The words that attribute.
create or replace view attribution_chains as
with flat as (
    select
        'quote' as item_kind,
        quote_id as item_id,
        article_id,
        content,
        unnest(chain) as link
    from quotes
    union all
    select
        'claim' as item_kind,
        claim_id as item_id,
        article_id,
        content,
        unnest(chain) as link
    from claims
)

select
    item_kind,
    item_id,
    article_id,
    link.hop,
    link.actor_name,
    link.actor_text,
    link.actor_kind,
    link.cue,
    content
from flat
order by item_kind, item_id, link.hop
