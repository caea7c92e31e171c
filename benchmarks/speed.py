"""Speed of the local stages in one process: articles per CPU-second, and as a ratio to a floor in the same run.

python -m benchmarks.speed [ARTICLES]

The floor is splitting the same texts into sentences, which every stage has to do or could: a stage at .50 takes twice
as long as that. Ratios are comparable between machines and loads, rates are not.
"""

import random
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa

from flows.base.ids import bytes_sha256
from flows.base.schemas.local import ARTICLES, BLOCKS
from flows.base.text import sentences
from flows.formats.read import read_records
from flows.formats.records import Record
from flows.stages.articles import Parsed, parse_article
from flows.stages.claims import extract_claims
from flows.stages.fingerprints import extract_fingerprints
from flows.stages.quotes import extract_quotes
from flows.stages.speakers import resolve_sources

RAW = Path(__file__).parent.parent / "raw"
SEED = 7


def make_texts(count: int) -> list[str]:
    """Return so many articles of the length of the sample's, their words replaced by seed so that no cache helps."""
    chosen = random.Random(SEED)
    originals = [path.read_text("utf-8") for path in sorted((RAW / "aggregators").glob("*.txt"))]
    return [_vary(originals[number % len(originals)], chosen) for number in range(count)]


def _vary(text: str, chosen: random.Random) -> str:
    def other(match: re.Match[str]) -> str:
        return match[0][:-1] + chosen.choice("abcdefghijklmnoprstuvw") if chosen.random() < 0.2 else match[0]

    return re.sub(r"\b[a-z]{6,}\b", other, text)


def parse(texts: list[str]) -> tuple[pa.Table, pa.Table]:
    """Return the tables articles and blocks of the texts."""
    records = [one for text in texts for one in read_records(text.encode()) if isinstance(one, Record)]
    parsed = [one for record in records if isinstance(one := parse_article(record), Parsed)]
    return ARTICLES.of(one.article for one in parsed), BLOCKS.of(block for one in parsed for block in one.blocks)


def seconds(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return the CPU-seconds of this process that the work takes, and its result."""
    begin = time.process_time()
    result = work()
    return time.process_time() - begin, result


def main() -> None:
    """Print a line for each stage."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    texts = make_texts(count)
    parse(make_texts(6))
    floor, _ = seconds(lambda: [sentences(text) for text in texts])
    hashing, _ = seconds(lambda: [bytes_sha256(text.encode()) for text in texts])
    took: dict[str, float] = {"sentences (floor)": floor, "sha256": hashing}
    took["parse"], (articles, blocks) = seconds(lambda: parse(texts))
    took["quotes"], (quotes, _) = seconds(lambda: extract_quotes(articles, blocks))
    took["speakers"], quotes = seconds(lambda: resolve_sources(quotes, articles, blocks))
    took["claims"], claims = seconds(lambda: extract_claims(articles, blocks, quotes))
    took["fingerprints"], _ = seconds(lambda: extract_fingerprints(articles, blocks, quotes, claims))
    took["all stages"] = sum(value for name, value in took.items() if name not in ("sentences (floor)", "sha256"))
    words = sum(len(text.split()) for text in texts) / count
    sys.stdout.write(f"{count} articles of {words:.0f} words on average, one process\n")
    for name, value in took.items():
        sys.stdout.write(f"{name:<18} {count / value:>9,.0f} articles/CPU-s   {floor / value:>7.3f} of the floor\n")


if __name__ == "__main__":
    main()
