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
    """A proposal, where it stands, or why it is refused, and the known claim that it repeats."""

    proposal: Proposal
    span: Span | None
    reason: str | None
    known: _Known | None


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
    fresh: list[Span] = []
    for proposal in proposals:
        span, reason = _place(given.article, proposal)
        same = _same(span, known) if span else None
        if span and same is None:
            key = claim_id(given.article_id, *span)
            same = _Known(key, span, Clause(given.article.text[span.start : span.end], span.start, ()), False, True)
            known.append(same)
            fresh.append(span)
            placed.append(_Placed(proposal, span, None, None))
        else:
            placed.append(_Placed(proposal, span, reason, same))
    found = iter(read_spans(given.article, given.speeches, fresh))
    claims: list[Claim] = []
    rows: list[dict[str, Any]] = []
    for one in placed:
        if one.span is not None and one.known is None:
            claim, row = _made(given, one.proposal, next(found))
            claims.append(claim)
        else:
            row = _row(one.proposal, one.reason, one.known, _reworded_known(given.article, one))
        rows.append(row)
    return claims, rows


def _made(given: Input, proposal: Proposal, claim: Claim) -> tuple[Claim, dict[str, Any]]:
    """Return the claim, with the proposed rewording if that holds, and its verdict."""
    against: str | None = None
    if proposal.normalized is not None:
        clause = Clause(claim.content, claim.char_start, claim.dates)
        against = refuse_rewording(given.article, clause, proposal.normalized)
        if against is None:
            said = f" {proposal.normalized.casefold()} "
            left = tuple(w for w in claim.unresolved if re.search(rf"\b{re.escape(w.casefold())}\b", said))
            claim = claim._replace(
                normalized=" ".join(proposal.normalized.split()), is_self_contained=not left, unresolved=left
            )
    key = claim_id(given.article_id, claim.char_start, claim.char_end)
    row = {
        "content": proposal.content, "normalized": proposal.normalized, "verdict": "claim", "reason": None,
        "claim_id": key, "is_reworded": proposal.normalized is not None and against is None,
        "rewording_reason": against,
    }  # fmt: skip
    return claim, row


def _reworded_known(article: Article, one: _Placed) -> str | None:
    """Return why the rewording of a claim that was known is not taken; null if it is, or there is none."""
    if one.proposal.normalized is None or one.known is None:
        return None
    if not one.known.is_own or one.known.is_self_contained:
        return "not_needed"
    return refuse_rewording(article, one.known.clause, one.proposal.normalized)


def _row(proposal: Proposal, reason: str | None, known: _Known | None, against: str | None) -> dict[str, Any]:
    return {
        "content": proposal.content,
        "normalized": proposal.normalized,
        "verdict": "known" if known else "refused",
        "reason": reason,
        "claim_id": known.claim_id if known else None,
        "is_reworded": known is not None and proposal.normalized is not None and against is None,
        "rewording_reason": against,
    }


def _same(span: Span, known: Sequence[_Known]) -> _Known | None:
    """Return the known claim whose span is most like this one, if they are one claim."""
    best = max(known, key=lambda one: (_likeness(span, one.span), -one.span.start), default=None)
    return best if best is not None and _likeness(span, best.span) >= _SAME else None


def _likeness(one: Span, other: Span) -> float:
    shared = max(0, min(one.end, other.end) - max(one.start, other.start))
    return shared / (max(one.end, other.end) - min(one.start, other.start))


def _place(article: Article, proposal: Proposal) -> tuple[Span | None, str | None]:
    """Return the one place of the body where the proposed words stand, letter by letter, or why there is none."""
    if proposal.reason is not None:
        return None, proposal.reason
    if claims_language(article.language) is None:
        return None, "language_not_supported"
    words = _bare(proposal.content).split()
    if len(words) < _FEWEST_WORDS:
        return None, "too_short"
    paragraphs = find_paragraphs(article.blocks)
    number = proposal.paragraph or 0
    named = paragraphs[number - 1 : number] if number > 0 else []
    found = _occurrences(article.text, words, named) or _occurrences(article.text, words, paragraphs)
    if len(found) != 1:
        return None, "ambiguous" if found else "not_found"
    return _within_sentence(article, found[0])


def _bare(content: str) -> str:
    bare = content.strip(_EDGES)
    return bare if _ABBREVIATION.search(bare) else bare.rstrip("." + _EDGES)


def _occurrences(text: str, words: Sequence[str], places: Sequence[Span]) -> list[Span]:
    """Return where whole words stand in this order with nothing but white space between them."""
    pattern = re.compile(r"(?<!\w)" + r"\s+".join(map(re.escape, words)) + r"(?!\w)")
    return [Span(m.start(), m.end()) for place in places for m in pattern.finditer(text, place.start, place.end)]


def _within_sentence(article: Article, span: Span) -> tuple[Span | None, str | None]:
    """Return the span if it may be a claim: of one sentence or list item, no question, no word on verification."""
    kind, start, end = next(block for block in article.blocks if block[1] <= span.start and span.end <= block[2])
    around = [Span(start, end)] if kind == "list_item" else sentences(article.text, start, end)
    inside = [s for s in around if s.start <= span.start and span.end <= s.end]
    if not inside:
        return None, "several_sentences"
    if article.text[inside[0].start : inside[0].end].rstrip("”\"’' )").endswith("?"):
        return None, "question"
    if notes_verification(article.text, span.start, span.end):
        return None, "verification_note"
    return span, None
