-- One row per article whose text comes from another one, or is credited to another outlet.
-- Which copies credit their source, and which do not?
-- Topic: Copies
-- credit: credit line, in the text, names another (than the outlet it comes from), none, or own text (the same outlet).
--   Articles that correspond, but of which nobody knows who took, are left out: see copied_shares.
-- source: Whom its credit line names; of a credit in the text the outlet it comes from.
-- derivation: How the text came about: reprint, copy, excerpt, rewrite, translation or derivative.
-- taken: Share of its letters that are copied or rewritten from other articles, 0 to 1, furniture left out.
-- from_article: The article it rests on; empty if that is not in the corpus, or not known.
-- from_outlet: Its outlet; empty if it is unknown.
-- credit_line: The credit line, verbatim.
-- decided_by: What decides who took from whom.
-- from_article_id: The article it rests on.
-- $outlet: words of the outlet's name: what it carries
-- $article: its id, or a part of its path (path!member inside a file)
-- $language: of the article, as de or en
with shares as (
    select
        article_id,
        sum(char_end - char_start) as total,
        coalesce(sum(char_end - char_start) filter (where kind in ('copied', 'rewritten')), 0) as taken
    from segments
    where kind <> 'boilerplate'
    group by article_id
),

copies as (
    select
        *,
        coalesce(lower(regexp_replace(credited_outlet, '^(?i)the ', '')), '') as credited
    from articles
    where is_current and (based_on_article_id is not null or credited_outlet is not null)
),

credits as (
    select
        copies.article_id,
        coalesce(
            case when copies.article_id = matches.article_a then matches.a_credits_b else matches.b_credits_a end, false
        ) as is_named
    from copies
    inner join matches
        on
            least(copies.article_id, copies.based_on_article_id) = matches.article_a
            and greatest(copies.article_id, copies.based_on_article_id) = matches.article_b
)

select
    case
        when copies.outlet = sources.outlet then 'own text'
        when
            copies.credited_outlet is not null
            and (
                sources.outlet is null
                or coalesce(credits.is_named, false)
                or copies.credited = lower(regexp_replace(sources.outlet, '^(?i)the ', ''))
            )
            then 'credit line'
        when copies.credited_outlet is not null then 'names another'
        when copies.credit_line is not null then 'credit line'
        when coalesce(credits.is_named, false) then 'in the text'
        else 'none'
    end as credit,
    place(copies.raw_path, copies.raw_member) as article,
    place(sources.raw_path, sources.raw_member) as from_article,
    round(shares.taken / shares.total, 3) as taken,
    copies.derivation,
    coalesce(copies.credited_outlet, if(coalesce(credits.is_named, false), sources.outlet, null)) as source,
    copies.outlet,
    sources.outlet as from_outlet,
    copies.credit_line,
    copies.order_basis as decided_by,
    copies.article_id,
    copies.based_on_article_id as from_article_id
from copies
left join shares on copies.article_id = shares.article_id
left join credits on copies.article_id = credits.article_id
left join articles as sources on copies.based_on_article_id = sources.article_id
where
    has_words(copies.outlet, $outlet)
    and is_article(copies.article_id, place(copies.raw_path, copies.raw_member), $article)
    and ($language is null or copies.language = lower($language))
order by
    list_position(['none', 'names another', 'in the text', 'credit line', 'own text'], credit),
    taken desc nulls last, article, copies.article_id
