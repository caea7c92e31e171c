"""Take what a language model proposed: only words that stand in the article become claims, read as any others are.

What our own rules found stays as it is, whatever a model says. Every proposal is a row that tells what became of it.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from flows.base.ids import content_id
from flows.base.lexicon import claims_language
from flows.base.schemas import local
from flows.base.text import Span, sentences
from flows.stages.claims.finding import Article, Claim, notes_verification, read_spans
from flows.stages.claims.hedging import read_clause
from flows.stages.claims.replies import Proposal, find_paragraphs, read_reply
from flows.stages.claims.rewording import Clause, refuse_rewording
from flows.stages.claims.tables import Input, claim_id, claim_rows, read_inputs
from flows.stages.dates import DateSpan

EXTRACTOR = "proposals/1"
_SAME = 0.5  # intersection over union from which two spans are one claim
_FEWEST_WORDS = 3
_EDGES = " \t\r\n,;:"
_ABBREVIATION = re.compile(r"\.\w+\.$")


class Proposed(NamedTuple):
    """The claims, own and proposed, and a row per proposal."""

    claims: pa.Table
    proposals: pa.Table


class _Known(NamedTuple):
    """A claim that stands already: of our own rules, or proposed before."""

    claim_id: str
    span: Span
    clause: Clause
    is_own: bool
    is_self_contained: bool


class _Placed(NamedTuple):
    """A proposal with one of three: where its new claim stands, the known claim that it repeats, why it is refused."""

    proposal: Proposal
    span: Span | None = None
    known: _Known | None = None
    reason: str | None = None


def add_proposed(
    articles: pa.Table, blocks: pa.Table, quotes: pa.Table, claims: pa.Table, answers: pa.Table
) -> Proposed:
    """Return the claims with those that the answers propose, and what became of each proposal.

    `answers` has a row per article and model: MODEL_ANSWERS.
    """
    replies: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in answers.to_pylist():
        replies[row["article_id"]].append(row)
    asked = pa.array(sorted(replies), pa.string())
    own = _known_by_article(claims.filter(pc.is_in(claims["article_id"], asked)))
    added: list[dict[str, Any]] = []
    verdicts: list[dict[str, Any]] = []
    for given in read_inputs(articles.filter(pc.is_in(articles["article_id"], asked)), blocks, quotes):
        known = own[given.article_id]
        for answer in sorted(replies[given.article_id], key=lambda answer: str(answer["model"])):
            extractor = f"{EXTRACTOR}:{answer['model']}"
            found, rows = _take(given, known, [p for reply in answer["replies"] for p in read_reply(reply)])
            added.extend(claim_rows(given.article_id, found, extractor))
            verdicts.extend(_numbered(given.article_id, answer["model"], rows))
    return Proposed(pa.concat_tables([claims, local.CLAIMS.of(added)]), local.PROPOSALS.of(verdicts))


def _known_by_article(claims: pa.Table) -> dict[str, list[_Known]]:
    known: dict[str, list[_Known]] = defaultdict(list)
    for row in claims.to_pylist():
        clause = Clause(row["content"], row["char_start"], tuple(DateSpan(**date) for date in row["dates"]))
        span = Span(row["char_start"], row["char_end"])
        known[row["article_id"]].append(_Known(row["claim_id"], span, clause, True, row["is_self_contained"]))
    return known


def _numbered(article: str, model: str, rows: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for number, row in enumerate(rows):
        yield {
            **row,
            "proposal_id": content_id("prp", article, model, number),
            "article_id": article,
            "proposal_no": number,
            "extractor": f"{EXTRACTOR}:{model}",
        }


def _take(given: Input, known: list[_Known], proposals: Sequence[Proposal]) -> tuple[list[Claim], list[dict[str, Any]]]:
    """Return the claims that the proposals make, which are known from then on, and a verdict for each proposal."""
    placed: list[_Placed] = []
    for proposal in proposals:
        placed.append(_place(given.article, proposal, known))
        if span := placed[-1].span:
            clause = Clause(given.article.text[span.start : span.end], span.start, ())
            known.append(_Known(claim_id(given.article_id, *span), span, clause, False, True))
    found = iter(read_spans(given.article, given.speeches, [one.span for one in placed if one.span]))
    claims: list[Claim] = []
    rows: list[dict[str, Any]] = []
    for one in placed:
        if one.span:
            claim, against = _reworded(given.article, next(found), one.proposal.normalized)
            claims.append(claim)
            key = claim_id(given.article_id, claim.char_start, claim.char_end)
            rows.append(_row(one.proposal, "claim", key, against))
        elif one.known:
            rows.append(_row(one.proposal, "known", one.known.claim_id, _reworded_known(given.article, one)))
        else:
            rows.append({**_row(one.proposal, "refused", None, None), "reason": one.reason})
    return claims, rows


def _row(proposal: Proposal, verdict: str, claim: str | None, against: str | None) -> dict[str, Any]:
    return {
        "content": proposal.content,
        "normalized": proposal.normalized,
        "verdict": verdict,
        "reason": None,
        "claim_id": claim,
        "is_reworded": claim is not None and proposal.normalized is not None and against is None,
        "rewording_reason": against,
    }


def _reworded(article: Article, claim: Claim, normalized: str | None) -> tuple[Claim, str | None]:
    """Return a proposed claim as the model rewords it, or as it was and why the rewording is not taken."""
    if normalized is None:
        return claim, None
    against = refuse_rewording(article, Clause(claim.content, claim.char_start, claim.dates), normalized)
    if against is not None:
        return claim, against
    said = set(normalized.casefold().split())
    left = tuple(word for word in claim.unresolved if word.casefold() in said)
    plain = " ".join(normalized.split())
    return claim._replace(normalized=plain, is_self_contained=not left, unresolved=left), None


def _reworded_known(article: Article, one: _Placed) -> str | None:
    """Return why the rewording of a claim that was known is not taken; null if it is, or there is none."""
    if one.proposal.normalized is None or one.known is None:
        return None
    if not one.known.is_own or one.known.is_self_contained:
        return "not_needed"
    return refuse_rewording(article, one.known.clause, one.proposal.normalized)


def _same(span: Span, known: Sequence[_Known]) -> _Known | None:
    """Return the known claim whose span is most like this one, if they are one claim."""
    best = max(known, key=lambda one: (_likeness(span, one.span), -one.span.start), default=None)
    return best if best is not None and _likeness(span, best.span) >= _SAME else None


def _likeness(one: Span, other: Span) -> float:
    shared = max(0, min(one.end, other.end) - max(one.start, other.start))
    return shared / (max(one.end, other.end) - min(one.start, other.start))


def _place(article: Article, proposal: Proposal, known: Sequence[_Known]) -> _Placed:
    """Return what the proposal is, next to what is known: a claim where these very words stand, or none."""
    found = _find_span(article, proposal)
    if isinstance(found, str):
        return _Placed(proposal, reason=found)
    if same := _same(found, known):
        return _Placed(proposal, known=same)
    if any(found.start <= one.span.start and one.span.end <= found.end for one in known):
        return _Placed(proposal, reason="holds_claim")
    reason = _refuse_span(article, found)
    return _Placed(proposal, reason=reason) if reason else _Placed(proposal, span=found)


def _find_span(article: Article, proposal: Proposal) -> Span | str:
    """Return the one place of the body where the words stand, letter by letter but for white space, or why not."""
    if proposal.reason is not None:
        return proposal.reason
    if claims_language(article.language) is None:
        return "language_not_supported"
    words = _bare(proposal.content).split()
    if len(words) < _FEWEST_WORDS:
        return "too_short"
    paragraphs = find_paragraphs(article.blocks)
    number = proposal.paragraph or 0
    named = paragraphs[number - 1 : number] if number > 0 else []
    found = _occurrences(article.text, words, named) or _occurrences(article.text, words, paragraphs)
    if len(found) != 1:
        return "ambiguous" if found else "not_found"
    return found[0]


def _bare(content: str) -> str:
    bare = content.strip(_EDGES)
    return bare if _ABBREVIATION.search(bare) else bare.rstrip("." + _EDGES)


def _occurrences(text: str, words: Sequence[str], places: Sequence[Span]) -> list[Span]:
    """Return where whole words stand in this order with nothing but white space between them."""
    pattern = re.compile(r"(?<!\w)" + r"\s+".join(map(re.escape, words)) + r"(?!\w)")
    return [Span(m.start(), m.end()) for place in places for m in pattern.finditer(text, place.start, place.end)]


def _refuse_span(article: Article, span: Span) -> str | None:
    """Return why the span is no claim; null for a clause of one sentence, or words of one list item, that asserts."""
    kind, start, end = next(block for block in article.blocks if block[1] <= span.start and span.end <= block[2])
    around = [Span(start, end)] if kind == "list_item" else sentences(article.text, start, end)
    inside = next((s for s in around if s.start <= span.start and span.end <= s.end), None)
    if inside is None:
        return "several_sentences"
    if article.text[inside.start : inside.end].rstrip("”\"’' )").endswith("?"):
        return "question"
    if notes_verification(article.text, span.start, span.end):
        return "verification_note"
    has_verb = read_clause(article.text, span.start, span.end, None, False).tense != "unknown"
    return None if has_verb or kind == "list_item" else "no_verb"
