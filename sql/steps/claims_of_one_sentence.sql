-- One row per pair of repeated_claims that stand beside each other in one sentence: they are two facts.
with placed as (
    select
        claims.claim_id,
        claims.article_id,
        claims.char_start,
        claims.char_end,
        sentences.sentence_no
    from stored.claims as claims
    semi join repeated_claims on claims.claim_id = repeated_claims.claim_id
    inner join stored.sentences as sentences
        on
            claims.article_id = sentences.article_id
            and claims.char_start >= sentences.char_start
            and claims.char_start < sentences.char_end
)

select
    a.claim_id as claim_a,
    b.claim_id as claim_b
from placed as a
inner join placed as b
    on
        a.article_id = b.article_id
        and a.sentence_no = b.sentence_no
        and a.char_end <= b.char_start
order by claim_a, claim_b
