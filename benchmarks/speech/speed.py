"""Speed of quotes and speakers in one process: articles per CPU-second, with and without indirect speech.

python -m benchmarks.speech.speed [FOLDER] [--articles N] [--set NAME ...]

On the labelled articles of the folder, or on generated ones. The floor is splitting the same texts into sentences in
the same run (benchmarks/speed.py): ratios to it are comparable between machines and loads, rates are not. Every work is
done three times on texts of their own, so that nothing is remembered, and the fastest counts. Memory is the highest
that the process held, with what the work began with.
"""

import argparse
import resource
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from benchmarks.speech.labelled import SETS, read_labelled
from benchmarks.speed import make_texts, parse, seconds
from flows.base.text import sentences
from flows.stages.quotes import QuotesConfig, extract_quotes
from flows.stages.speakers import resolve_sources

TIMES = 3


class Took(NamedTuple):
    """CPU-seconds for all the articles together."""

    floor: float
    quoted: float
    with_indirect: float


def _extract(articles: pa.Table, blocks: pa.Table, config: QuotesConfig) -> pa.Table:
    return resolve_sources(extract_quotes(articles, blocks, config)[0], articles, blocks)


def measure(texts: Sequence[str]) -> Took:
    """Return what the floor, quoted speech alone and all speech take: the least of several times."""
    parse_warm(texts[:2])
    tries: list[Took] = []
    for number in range(TIMES):
        # A blank more at the end is another text to every cache, and no other work.
        quoted, whole = (parse([text + " " * (2 * number + more) for text in texts]) for more in (1, 2))
        tries.append(
            Took(
                _seconds(lambda: [sentences(text) for text in texts]),
                _seconds(partial(_extract, *quoted, QuotesConfig(with_indirect=False))),
                _seconds(partial(_extract, *whole, QuotesConfig())),
            )
        )
    return Took(*(min(values) for values in zip(*tries, strict=True)))


def _seconds(work: Callable[[], object]) -> float:
    return seconds(work)[0]


def parse_warm(texts: Sequence[str]) -> None:
    """Load what is loaded with the first article: word lists and patterns."""
    _extract(*parse([f"{text}\n" for text in texts]), QuotesConfig())


def main() -> None:
    """Print a line for each kind of work, and the memory."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", help="labelled articles; generated ones, if not given")
    parser.add_argument("--set", choices=SETS, nargs="+", default=["dev", "tune"], dest="sets")
    parser.add_argument("--articles", type=int, default=300, help="how many are generated")
    asked = parser.parse_args()
    if asked.folder:
        texts = [document.text for name in asked.sets for document in read_labelled(asked.folder, name)]
    else:
        texts = make_texts(asked.articles)
    took = measure(texts)
    words = sum(len(text.split()) for text in texts) / len(texts)
    sys.stdout.write(f"{len(texts)} articles of {words:.0f} words on average, one process\n")
    names = ("sentences (floor)", "quoted speech with its speakers", "all speech with its speakers")
    for name, value in zip(names, took, strict=True):
        rate, share = len(texts) / value, took.floor / value
        sys.stdout.write(f"{name:<32} {rate:>8,.0f} articles/CPU-s   {share:>6.3f} of the floor\n")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(f"{peak:,.0f} MB at most\n")


if __name__ == "__main__":
    main()
