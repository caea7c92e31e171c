"""Speed of the claims stage in one process: articles per CPU-second, from articles and quotes to rows of claims.

python -m benchmarks.claims.speed [FILE] [--articles N]

On the texts of a file with a JSON object in each line, under "text", or on generated ones. The floor, in the same run,
is splitting the texts into sentences and looking for figures in each: ratios to it are comparable between machines and
loads, rates are not. Numbers and dates are part of the stage; quotes lie ready, and the names found for them are
remembered, as in a run, up to some hundreds of articles. Every work is done several times on texts of its own, and the
fastest counts.
"""

import argparse
import json
import re
import resource
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from benchmarks.speed import make_texts, parse, seconds
from flows.base.schemas.local import BODY_KINDS
from flows.base.text import sentences
from flows.stages.claims import extract_claims
from flows.stages.dates import find_dates
from flows.stages.numbers import find_quantities
from flows.stages.quotes import extract_quotes
from flows.stages.speakers import resolve_sources

TIMES = 3
_FIGURES = re.compile(r"\d[\d.,]*")


class Took(NamedTuple):
    """CPU-seconds for all the articles together; `claims` is the whole stage, numbers and dates among it."""

    floor: float
    numbers: float
    dates: float
    claims: float


class Ready(NamedTuple):
    """What the stage begins with."""

    articles: pa.Table
    blocks: pa.Table
    quotes: pa.Table


def prepare(texts: Sequence[str]) -> Ready:
    """Return the articles of the texts with their quotes and speakers."""
    articles, blocks = parse(list(texts))
    return Ready(articles, blocks, resolve_sources(extract_quotes(articles, blocks)[0], articles, blocks))


def measure(texts: Sequence[str], times: int = TIMES) -> Took:
    """Return what the floor, numbers and dates alone, and the whole stage take: the least of several times."""
    extract_claims(*prepare([f"{text}\n" for text in texts[:2]]))
    # A blank more at the end is another text to every cache, and no other work.
    tries = [_measure_once([text + " " * number for text in texts]) for number in range(1, times + 1)]
    return Took(*(min(values) for values in zip(*tries, strict=True)))


def _measure_once(texts: Sequence[str]) -> Took:
    ready = prepare(texts)
    bodies = _read_bodies(ready)
    return Took(
        seconds(lambda: [_FIGURES.findall(sentence.of(text)) for text in texts for sentence in sentences(text)])[0],
        seconds(lambda: [find_quantities(text, *span) for text, spans in bodies for span in spans])[0],
        seconds(lambda: [find_dates(text, spans[0][0], spans[-1][1]) for text, spans in bodies])[0],
        seconds(lambda: extract_claims(*ready))[0],
    )


def _read_bodies(ready: Ready) -> list[tuple[str, list[tuple[int, int]]]]:
    """Return each text with the spans of its body."""
    spans: dict[str, list[tuple[int, int]]] = {}
    for block in ready.blocks.to_pylist():
        if block["kind"] in BODY_KINDS:
            spans.setdefault(block["article_id"], []).append((block["char_start"], block["char_end"]))
    rows = ready.articles.select(["article_id", "text"]).to_pylist()
    return [(row["text"], spans[row["article_id"]]) for row in rows if row["article_id"] in spans]


def main() -> None:
    """Print a line for each kind of work, and the memory."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, nargs="?", help="JSON lines with texts; generated ones, if not given")
    parser.add_argument("--articles", type=int, default=300, help="how many are generated")
    asked = parser.parse_args()
    texts = make_texts(asked.articles)
    if asked.file:
        texts = [json.loads(line)["text"] for line in asked.file.read_text("utf-8").splitlines()]
    took = measure(texts)
    words = sum(len(text.split()) for text in texts) / len(texts)
    sys.stdout.write(f"{len(texts)} articles of {words:.0f} words on average, one process\n")
    names = ("sentences and figures (floor)", "numbers alone", "dates alone", "claims, with both")
    for name, value in zip(names, took, strict=True):
        rate, share = len(texts) / value, took.floor / value
        sys.stdout.write(f"{name:<32} {rate:>8,.0f} articles/CPU-s   {share:>6.3f} of the floor\n")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(f"{peak:,.0f} MB at most\n")


if __name__ == "__main__":
    main()
