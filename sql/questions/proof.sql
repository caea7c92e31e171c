-- One row per quote and claim.
-- Where exactly does each row stand in its file, and is it really there?
-- Topic: Proof
-- exact: What stands in the article's text at this place equals the content.
-- bytes: proven (the text hashes to the file's own hash, so it is the file, byte for byte), decoded (from another
--   encoding than UTF-8, from a packed file or a record) or rendered (out of a format that is not plain text).
-- row_id: The quote or claim.
-- content: The words.
-- char_start: Where they begin in the text, in code points from 0; in a file with proven bytes, of its characters after
--   a byte order mark.
-- char_end: Where they end.
-- file_sha256: sha256 of the file as it stands on disk; empty if it could not be read again.
-- text_sha256: sha256 of the article's own bytes: of the file, or of the member or record in it.
-- encoding: Character encoding of these bytes.
-- rule: The rule that made the row.
-- extractor: The stage and its version.
-- $id: of a quote, claim, utterance, claim group, article or family
-- $claim: words of the statement
-- $speaker: words of the speaker's, or other source's, name
-- $outlet: words of the outlet's name: what it carries
-- $article: its id, or a part of its path (path!member inside a file)
with items as (
    select
        quotes.quote_id as row_id,
        quotes.article_id,
        quotes.content,
        quotes.char_start,
        quotes.char_end,
        quotes.rule,
        quotes.extractor,
        links.utterance_id as group_id,
        quotes.content as statement,
        coalesce(actors.name, quotes.source_name) as speaker
    from quotes
    left join utterance_quotes as links on quotes.quote_id = links.quote_id
    left join actors on quotes.source_actor_id = actors.actor_id
    union all
    select
        claims.claim_id as row_id,
        claims.article_id,
        claims.content,
        claims.char_start,
        claims.char_end,
        claims.rule,
        claims.extractor,
        claims.claim_group_id as group_id,
        claim_groups.statement,
        coalesce(claims.claimant_name, claims.root_source) as speaker
    from claims
    inner join claim_groups on claims.claim_group_id = claim_groups.claim_group_id
),

wanted as (
    select
        items.*,
        articles.family_id
    from items
    inner join articles on items.article_id = articles.article_id
    where
        ($id is null or $id in (items.row_id, items.group_id, items.article_id, articles.family_id))
        and has_words(items.statement, $claim)
        and has_words(items.speaker, $speaker)
        and has_words(articles.outlet, $outlet)
        and is_article(articles.article_id, place(articles.raw_path, articles.raw_member), $article)
),

sources as (
    select
        articles.*,
        raw_files.raw_sha256 as file_sha256,
        case
            when articles.format <> 'txt' then 'rendered'
            when
                articles.raw_sha256 = raw_files.raw_sha256
                and articles.raw_sha256 in (sha256(articles.text), sha256(concat(chr(65279), articles.text)))
                then 'proven'
            else 'decoded'
        end as bytes
    from articles
    left join raw_files on articles.raw_path = raw_files.raw_path
    where articles.article_id in (select article_id from wanted)
)

select
    substr(sources.text, wanted.char_start + 1, wanted.char_end - wanted.char_start) = wanted.content as exact,
    sources.bytes,
    wanted.content,
    place(sources.raw_path, sources.raw_member) as article,
    sources.outlet,
    wanted.char_start,
    wanted.char_end,
    sources.file_sha256,
    sources.raw_sha256 as text_sha256,
    sources.encoding,
    wanted.rule,
    wanted.extractor,
    wanted.row_id,
    wanted.article_id
from wanted
inner join sources on wanted.article_id = sources.article_id
order by article, wanted.char_start, wanted.char_end, wanted.row_id
