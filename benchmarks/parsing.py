"""Quality of parsing on labelled pages and plain-text files, against pinned floors; speed beside trafilatura.

python -m benchmarks.parsing FOLDER

FOLDER holds pages/{pages,gold}.jsonl with the saved pages that they name, and plaintext/gold.json with its files/. The
labelled data are not part of the project. The measures of pages are those of the public comparisons: body as F1 over
4-token shingles (scrapinghub/article-extraction-benchmark), headline equal after folding, authors as exact sets, day in
either offset, minute within 60 seconds, captions that stand whole in the body.
"""

import gzip
import json
import re
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean
from typing import Any, NamedTuple

import trafilatura
from trafilatura.settings import Document

from flows.base.schemas.local import BODY_KINDS
from flows.formats.read import read_records
from flows.formats.records import Record
from flows.stages.articles import Parsed, parse_article

Row = dict[str, Any]
Measures = dict[str, float]

_CJK = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u0e00-\u0e7f\uac00-\ud7af"
_TOKEN = re.compile(rf"[{_CJK}]|[^\W{_CJK}]+")
_FOLDED = str.maketrans("‘’‚“”„«»–—\u00a0", '\'\'\'"""""-- ', "\u00ad\u200b")
_SHINGLE = 4
_STRADDLING = 6  # shingles that run over the edges of one optional piece, such as the headline, kept in the body
_WHOLE_CHARS = 25  # shorter captions stand in bodies by chance


def fold(text: str | None) -> str:
    """Return the text with quotation marks, dashes, blanks and case made alike."""
    return " ".join(unicodedata.normalize("NFKC", text or "").translate(_FOLDED).replace("…", "...").split()).casefold()


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    tokens = _TOKEN.findall(unicodedata.normalize("NFC", text))
    return Counter(tuple(tokens[at : at + _SHINGLE]) for at in range(max(1, len(tokens) - _SHINGLE + 1)) if tokens)


def _harmonic(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def parse(content: bytes) -> Parsed | None:
    """Return the one article in the bytes, or none."""
    parsed = [parse_article(one) for one in read_records(content) if isinstance(one, Record)]
    return parsed[0] if len(parsed) == 1 and isinstance(parsed[0], Parsed) else None


class Answer(NamedTuple):
    """What a reader says of a page."""

    body: str = ""
    headline: str | None = None
    authors: tuple[str, ...] = ()
    published_on: str | None = None
    published_at: str | None = None


def ours(content: bytes) -> Answer:
    """Return what we say of the page; nothing where we refuse it."""
    parsed = parse(content)
    if parsed is None:
        return Answer()
    text, said = parsed.article["text"], parsed.article
    body = (text[b["char_start"] : b["char_end"]] for b in parsed.blocks if b["kind"] in BODY_KINDS)
    return Answer("\n".join(body), said["headline"], tuple(said["byline"]), said["published_on"], said["published_at"])


def trafilaturas(content: bytes) -> Answer:
    """Return what trafilatura, with its defaults, says of the page."""
    found = trafilatura.bare_extraction(content, with_metadata=True)
    if not isinstance(found, Document):
        return Answer()
    authors = tuple(name.strip() for name in (found.author or "").split(";") if name.strip())
    return Answer(found.text or "", found.title, authors, found.date)


def measure_pages(gold: list[Row], found: list[Answer]) -> Measures:
    """Return the measures of the pages, each 0 to 1, more being better."""
    pairs = list(zip(gold, found, strict=True))
    named = [(row, answer) for row, answer in pairs if row.get("authors")]
    nameless = [answer for row, answer in pairs if row.get("authors") == []]
    titled = [(row, answer) for row, answer in pairs if row.get("title")]
    dated = [_date_verdict(row, answer) for row, answer in pairs if row.get("published_date")]
    timed = [verdict for verdict in dated if verdict[2] is not None]
    leaks = [leak for row, answer in pairs for leak in _leaks(row, answer)]
    return {
        "page body": _body(pairs),
        "page headline": _share(fold(answer.headline) == fold(row["title"]) for row, answer in titled),
        "page authors": _share(_names(answer.authors) == _names(row["authors"]) for row, answer in named),
        "page no author invented": _share(not answer.authors for answer in nameless),
        "page day": _share(right for right, _, _ in dated),
        "page day not wrong": _share(not wrong for _, wrong, _ in dated),
        "page minute": _share(bool(minute) for _, _, minute in timed),
        "page caption not in body": _share(not leak for leak in leaks),
    }


def _share(verdicts: Iterable[bool]) -> float:
    listed = list(verdicts)
    return sum(listed) / len(listed) if listed else 1.0


def _names(names: Iterable[str]) -> set[str]:
    return {fold(name) for name in names}


def _body(pairs: list[tuple[Row, Answer]]) -> float:
    scored = [_body_scores(row, answer.body) for row, answer in pairs]
    precision = mean(p for p, _ in scored if p is not None)
    return _harmonic(precision, mean(r for _, r in scored if r is not None))


def _body_scores(row: Row, text: str) -> tuple[float | None, float | None]:
    """Return precision and recall; headline, summary and headings may stand in the body or not."""
    wanted, found = _shingles("\n".join(row["paragraphs"])), _shingles(text)
    optional = [piece for piece in (row.get("title"), *row.get("summary", ()), *row.get("headlines", ())) if piece]
    right, missed = sum((wanted & found).values()), sum((wanted - found).values())
    extra = found - wanted
    free = sum((_shingles(piece) for piece in optional), Counter[tuple[str, ...]]())
    wrong = sum(extra.values()) - sum((extra & free).values())
    if optional and wrong:
        folded = fold(text)
        wrong = max(0, wrong - _STRADDLING * sum(fold(piece) in folded for piece in optional))
    if not missed and not wrong:
        return 1.0, 1.0
    precision = right / (right + wrong) if right + wrong else None
    return precision, right / (right + missed) if right + missed else None


def _time(text: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        return None


def _date_verdict(row: Row, answer: Answer) -> tuple[bool, bool, bool | None]:
    """Return (day right, day wrong, minute right); the last null where the gold gives no time."""
    wanted, found = _time(row.get("published_at")), _time(answer.published_at)
    days = {answer.published_on, *_days(found, wanted)} - {None}
    right = bool(days & {row["published_date"], *_days(wanted, None)})
    minute = None
    if wanted is not None and (wanted.hour or wanted.minute):
        has_offsets = found is not None and found.tzinfo and wanted.tzinfo
        minute = bool(has_offsets and found and abs((found - wanted).total_seconds()) <= 60)
    return right, bool(days) and not right, minute


def _days(instant: datetime | None, other: datetime | None) -> set[str]:
    if instant is None:
        return set()
    zones = [UTC, other.tzinfo if other else None] if instant.tzinfo else []
    return {instant.date().isoformat(), *(instant.astimezone(zone).date().isoformat() for zone in zones if zone)}


def _leaks(row: Row, answer: Answer) -> list[bool]:
    body = fold(answer.body)
    wanted = fold("\n".join([*row["paragraphs"], *row.get("summary", ())]))
    captions = {fold(caption) for caption in row.get("captions") or ()}
    return [caption in body for caption in captions if len(caption) >= _WHOLE_CHARS and caption not in wanted]


def measure_plaintext(gold: dict[str, Row], found: dict[str, Parsed | None]) -> Measures:
    """Return the measures of the plain-text files, each 0 to 1, more being better."""
    wanted: set[tuple[str, str, int, int]] = set()
    blocks: set[tuple[str, str, int, int]] = set()
    guesses: list[bool] = []
    for name, row in gold.items():
        parsed = found[name]
        wanted |= {(name, b["kind"], b["char_start"], b["char_end"]) for b in row["blocks"]}
        given = parsed.blocks if parsed else []
        blocks |= {(name, b["kind"], b["char_start"], b["char_end"]) for b in given}
        guesses += _guesses(row["article"], parsed)
    return {
        "plain text exact blocks": _harmonic(
            len(wanted & blocks) / max(1, len(blocks)), len(wanted & blocks) / max(1, len(wanted))
        ),
        "plain text nothing guessed": _share(not guess for guess in guesses),
    }


def _guesses(row: Row, parsed: Parsed | None) -> list[bool]:
    """Tell for each field that the file leaves open whether it was filled all the same."""
    article = parsed.article if parsed else {}
    fields = {"headline": "headline", "outlet": "outlet", "published_at": "published_on", "authors": "byline"}
    return [bool(article.get(column)) for name, column in fields.items() if not row.get(name)]


def _timed(work: Callable[[bytes], object], contents: list[bytes]) -> float:
    begin = time.process_time()
    for content in contents:
        work(content)
    return time.process_time() - begin


def _trafilatura_fast(content: bytes) -> object:
    return trafilatura.bare_extraction(content, fast=True, with_metadata=True)


def speed(contents: list[bytes], files: list[bytes]) -> dict[str, float]:
    """Return pages and plain-text files per CPU-second, and our speed on pages over that of trafilatura's fast mode."""
    for content in contents[:5]:
        parse(content), _trafilatura_fast(content)
    ours = _timed(parse, contents)
    theirs = _timed(_trafilatura_fast, contents)
    plain = _timed(parse, files)
    return {
        "pages per CPU-second": len(contents) / ours,
        "of trafilatura's fast mode": theirs / ours,
        "plain-text files per CPU-second": len(files) / plain,
    }


def _lines(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def read_pages(folder: Path) -> tuple[list[Row], list[bytes]]:
    """Return the gold rows of the pages and their bytes."""
    places = {row["id"]: folder / "pages" / row["path"] for row in _lines(folder / "pages" / "pages.jsonl")}
    gold = _lines(folder / "pages" / "gold.jsonl")
    return gold, [gzip.decompress(places[row["id"]].read_bytes()) for row in gold]


def measure(folder: Path) -> tuple[Measures, dict[str, float]]:
    """Return the measures and the speeds on the labelled data in the folder."""
    plaintext = folder / "plaintext"
    gold, contents = read_pages(folder)
    files: dict[str, Row] = json.loads((plaintext / "gold.json").read_text("utf-8"))["files"]
    texts = {name: (plaintext / "files" / name).read_bytes() for name in files}
    reached = {
        **measure_pages(gold, [ours(content) for content in contents]),
        **measure_plaintext(files, {name: parse(text) for name, text in texts.items()}),
    }
    return reached, speed(contents, list(texts.values()))


def main() -> None:
    """Print the measures and speeds."""
    folder = Path(sys.argv[1])
    reached, speeds = measure(folder)
    gold, contents = read_pages(folder)
    peer = measure_pages(gold, [trafilaturas(content) for content in contents])
    for name, value in {**reached, **speeds}.items():
        beside = f"   trafilatura {peer[name]:.4f}" if name in peer else ""
        sys.stdout.write(f"{name:<32} {value:9.4f}{beside}\n")


if __name__ == "__main__":
    main()
