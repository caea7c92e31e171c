"""Articles with annotated speech, and what a tool says of them: the two sides that the scorer compares.

A folder holds polnear_<set>.jsonl, an article a line: {"doc_id", "text", "quoted": [{start, end (marks included), ns,
ne (without), type, words, speaker, cue, canonical?}]}, and polnear_<set>.attrib.jsonl: {"doc_id", "attributions":
[{content, source, cue, type}]}. Mentions are [start, end, words], spans [start, end], in code points.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

from flows.base.schemas.local import ARTICLES, BLOCKS
from flows.base.text import Span
from flows.formats.read import read_records
from flows.formats.records import Record
from flows.stages.articles import Parsed, parse_article
from flows.stages.quotes import QuotesConfig, extract_quotes
from flows.stages.speakers import resolve_sources

SETS = ("dev", "tune", "canonical16")


class Mention(NamedTuple):
    """A source as it stands in the text; start -1: its words alone are known."""

    start: int
    end: int
    words: str


class Stretch(NamedTuple):
    """A stretch in quotation marks, marks included: direct, partial, or unattributed, which is no speech.

    `inner` is the stretch without its marks. `is_broken`: a mark of it is damaged, so that what is found there is taken
    as it is, not cut to the stretch.
    """

    start: int
    end: int
    inner: Span
    kind: str
    word_count: int
    sources: tuple[Mention, ...] = ()
    canonical: str | None = None
    is_broken: bool = False


class Attribution(NamedTuple):
    """What one source is said to have said, reported speech included; discontinuous spans are one attribution."""

    content: tuple[Span, ...]
    source: tuple[Span, ...]
    kind: str = ""


class Labelled(NamedTuple):
    """An article with its annotations.

    `is_damaged`: its marks do not tell what is quoted, so whatever is found counts, but for what lies in `aside`.
    """

    id: str
    text: str
    quoted: tuple[Stretch, ...]
    attributions: tuple[Attribution, ...] = ()
    is_damaged: bool = False
    aside: tuple[Span, ...] = ()


class Said(NamedTuple):
    """A stretch that a tool takes for speech, with the source's mention and canonical name, null if it names none.

    Stretches with the same `utterance` in an article are one attribution.
    """

    start: int
    end: int
    source: Mention | None
    name: str | None = None
    directness: str = "direct"
    rule: str = ""
    utterance: int = 0


SaidIn = dict[str, list[Said]]


def read_labelled(folder: Path, name: str) -> list[Labelled]:
    """Return the articles of the set; attributions only where the folder has them for the set."""
    beside = folder / f"polnear_{name}.attrib.jsonl"
    attributed = {row["doc_id"]: row["attributions"] for row in _rows(beside)} if beside.is_file() else {}
    return [
        Labelled(
            row["doc_id"],
            row["text"],
            tuple(map(_stretch, row["quoted"])),
            tuple(map(_attribution, attributed.get(row["doc_id"], ()))),
        )
        for row in _rows(folder / f"polnear_{name}.jsonl")
    ]


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line.strip()]


def _stretch(row: dict[str, Any]) -> Stretch:
    return Stretch(
        row["start"],
        row["end"],
        Span(row["ns"], row["ne"]),
        row["type"],
        row["words"],
        tuple(Mention(*mention) for mention in row["speaker"]),
        row.get("canonical"),
    )


def _attribution(row: dict[str, Any]) -> Attribution:
    content, source = (tuple(Span(*span) for span in row[role]) for role in ("content", "source"))
    return Attribution(content, source, row.get("type", ""))


def make_tables(documents: Sequence[Labelled]) -> tuple[pa.Table, pa.Table, dict[str, list[str]]]:
    """Return the tables of articles and blocks as a run would parse the texts, and the documents of each article.

    Two documents of one text are one article.
    """
    parsed: list[Parsed] = []
    documents_of: dict[str, list[str]] = defaultdict(list)
    for document in documents:
        records = read_records(document.text.encode("utf-8", "surrogatepass"))
        found = next((parse_article(one) for one in records if isinstance(one, Record)), None)
        if isinstance(found, Parsed) and found.article["text"] == document.text:
            alike = documents_of[found.article["article_id"]]
            if not alike:
                parsed.append(found)
            alike.append(document.id)
    articles = ARTICLES.of(one.article for one in parsed)
    return articles, BLOCKS.of(block for one in parsed for block in one.blocks), documents_of


def find_said(documents: Sequence[Labelled], with_indirect: bool = True) -> SaidIn:
    """Return what our own stages find in each document; nothing for one that is not parsed or not unchanged."""
    articles, blocks, documents_of = make_tables(documents)
    quotes, _ = extract_quotes(articles, blocks, QuotesConfig(with_indirect))
    said: SaidIn = {document.id: [] for document in documents}
    for row in resolve_sources(quotes, articles, blocks).to_pylist():
        for document in documents_of[row["article_id"]]:
            said[document].append(_said(row))
    return said


def _said(row: dict[str, Any]) -> Said:
    source = Mention(row["source_start"], row["source_end"], row["source_text"]) if row["source_text"] else None
    return Said(
        row["char_start"],
        row["char_end"],
        source,
        row["source_name"],
        row["directness"],
        row["rule"],
        row["utterance_no"],
    )


def in_marks(said: Iterable[Said]) -> list[Said]:
    """Return the quoted words alone, without reported speech and the sentences around quoted words."""
    return [one for one in said if one.directness not in ("indirect", "mixed")]
