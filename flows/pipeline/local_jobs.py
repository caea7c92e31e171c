"""What runs in worker processes over one batch: bytes to articles, articles to quotes, claims and fingerprints.

Every function takes and gives paths, parts and plain rows, so that nothing large crosses between processes.
"""

from typing import NamedTuple

import pyarrow as pa

from flows.base.ids import article_id, bytes_sha256
from flows.base.schemas.local import ARTICLES, BLOCKS
from flows.formats.limits import ReadLimits
from flows.formats.read import read_records
from flows.formats.records import Record, Refusal
from flows.stages.articles import Parsed, parse_article
from flows.stages.claims import extract_claims
from flows.stages.fingerprints import extract_fingerprints
from flows.stages.quotes import extract_quotes
from flows.stages.speakers import resolve_sources
from flows.store.layout import Layout
from flows.store.parts import Part, read_parts, write_part
from flows.store.rawfiles import RawFile, file_sha256, read_content, size_of

Parts = dict[str, list[Part]]


class FileOutcome(NamedTuple):
    """What reading one raw file gave: (article_id, raw_member) of each article in it, and what was refused."""

    raw_path: str
    raw_sha256: str | None
    size_bytes: int | None
    format: str | None
    places: tuple[tuple[str, str], ...]
    refusals: tuple[Refusal, ...]


class ParsedBatch(NamedTuple):
    """The parts with the batch's articles and blocks, and the outcome of each of its files."""

    parts: Parts
    outcomes: list[FileOutcome]


def parse_files(layout: Layout, name: str, files: list[RawFile], limits: ReadLimits) -> ParsedBatch:
    """Read the files and write their articles and blocks as parts called `name`, each article once."""
    parsed: dict[str, Parsed] = {}
    outcomes = [_parse_file(file, limits, parsed) for file in files]
    articles = ARTICLES.of(one.article for one in parsed.values())
    blocks = BLOCKS.of(block for one in parsed.values() for block in one.blocks)
    parts = {
        "articles": write_part(layout, "articles", articles, name),
        "blocks": write_part(layout, "blocks", blocks, name),
    }
    return ParsedBatch(parts, outcomes)


def _parse_file(file: RawFile, limits: ReadLimits, parsed: dict[str, Parsed]) -> FileOutcome:
    """Return the outcome of one file, and put the articles that `parsed` does not have yet into it."""
    content = file.refusal or read_content(file.path, limits.max_bytes)
    if isinstance(content, Refusal):
        return refused_file(file, content)
    places: list[tuple[str, str]] = []
    refusals: list[Refusal] = []
    kind = None
    for record in read_records(content, file.raw_path, limits):
        if isinstance(record, Refusal):
            refusals.append(record)
            continue
        kind = record.format
        article = article_id(record.raw_sha256)
        result = parsed.get(article) or _parse_record(record, limits)
        if isinstance(result, Refusal):
            refusals.append(result)
            continue
        parsed[article] = result
        places.append((article, record.raw_member))
    if not places and not refusals:
        refusals.append(Refusal("", "no_text", "no record in the file"))
    return FileOutcome(file.raw_path, bytes_sha256(content), len(content), kind, tuple(places), tuple(refusals))


def _parse_record(record: Record, limits: ReadLimits) -> Parsed | Refusal:
    if len(record.text) > limits.max_text_chars:
        detail = f"{len(record.text):,} characters; an article has at most {limits.max_text_chars:,}"
        return Refusal(record.raw_member, "too_large", detail)
    return parse_article(record)


def refused_file(file: RawFile, refusal: Refusal) -> FileOutcome:
    """Return the outcome of a file that is refused whole; its sha256, if it has one, tells when it is another."""
    sha256 = None if file.refusal else file_sha256(file.path)
    return FileOutcome(file.raw_path, sha256, size_of(file), None, (), (refusal,))


def extract_quotes_job(layout: Layout, name: str, batch: Parts) -> Parts:
    """Write the quotes of a batch, their sources named, and the words in marks that are none."""
    articles, blocks = _read(layout, batch, "articles", "blocks")
    quotes, not_quotes = extract_quotes(articles, blocks)
    quotes = resolve_sources(quotes, articles, blocks)
    return _write(layout, name, {"quotes": quotes, "not_quotes": not_quotes})


def extract_claims_job(layout: Layout, name: str, batch: Parts) -> Parts:
    """Write the claims of a batch."""
    return _write(layout, name, {"claims": extract_claims(*_read(layout, batch, "articles", "blocks", "quotes"))})


def extract_fingerprints_job(layout: Layout, name: str, batch: Parts) -> Parts:
    """Write the sentences and fingerprints of a batch."""
    tables = _read(layout, batch, "articles", "blocks", "quotes", "claims")
    sentences, fingerprints = extract_fingerprints(*tables)
    return _write(layout, name, {"sentences": sentences, "fingerprints": fingerprints})


def _read(layout: Layout, batch: Parts, *tables: str) -> list[pa.Table]:
    return [read_parts(layout, table, batch.get(table, ())) for table in tables]


def _write(layout: Layout, name: str, tables: dict[str, pa.Table]) -> Parts:
    return {table: write_part(layout, table, rows, name) for table, rows in tables.items()}
