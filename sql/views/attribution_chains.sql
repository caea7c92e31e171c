-- One row per hop of a quote's or claim's attribution, the publisher first.
-- item_kind: quote or claim.
-- item_id: The quote or claim.
-- hop: Number of the hop, 0 for the publisher.
-- actor_name: Who passed it on, null if unknown.
-- actor_text: The same as written.
-- actor_kind: What kind of actor.
-- cue: The words that attribute.
-- is_altered: The quote, or the one that holds the claim, is not in the speaker's own words; null outside quotes.
create or replace view attribution_chains as
with flat as (
    select
        'quote' as item_kind,
        quote_id as item_id,
        quote_id,
        article_id,
        content,
        unnest(chain) as link
    from quotes
    union all
    select
        'claim' as item_kind,
        claim_id as item_id,
        quote_id,
        article_id,
        content,
        unnest(chain) as link
    from claims
)

select
    flat.item_kind,
    flat.item_id,
    flat.article_id,
    flat.link.hop,
    flat.link.actor_name,
    flat.link.actor_text,
    flat.link.actor_kind,
    flat.link.cue,
    flat.content,
    carriers.is_altered
from flat
left join utterance_quotes as carriers on flat.quote_id = carriers.quote_id
order by flat.item_kind, flat.item_id, flat.link.hop
