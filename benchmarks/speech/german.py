"""German speech against an annotated set: python -m benchmarks.speech.german FILE [--from N] [--to N] [--misses]

The file holds an article a line: {"doc_id", "text", "annotations": [{"type", "quote", "speaker", "cue"}]}, each role a
list of [begin, end] in code points; types Direct (words in marks), Indirect, Reported (told in the reporter's words,
source and all), IndirectFreeIndirect (the subjunctive goes on) and FreeIndirect (nobody named), after Petersen-Frey and
Biemann 2024 (German Wikinews). A stretch in marks is one unit; other speech is one unit with all its parts. Units match
one to one, the closest first, by characters shared of those in either, trimmed of marks and points; joint: and the
found source touches an annotated mention, or neither has one.
"""

import argparse
import json
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.speech.labelled import Labelled, make_tables
from benchmarks.speech.score import Rates, core, pair_up, rates
from flows.base.text import Span
from flows.stages.quotes import extract_quotes
from flows.stages.speakers import resolve_sources

DOCUMENTS = "german_wikinews_dev.jsonl"
HALF, CLOSE = 0.5, 0.8
DIRECT = "Direct"
REPORTED = "Reported"
_EDGES = " \t\r\n\u00a0\"“”„«»‟‘’‚›‹'`,.;:!?…—–-"


class Unit(NamedTuple):
    """A stretch of speech, annotated or found: its parts in text order, mentions of its source, and its type."""

    parts: tuple[Span, ...]
    sources: tuple[Span, ...]
    kind: str


class Score(NamedTuple):
    """Counts: units wanted, found, matched, and matched with the right source; `wanted_of`, `matched_of` a type."""

    wanted: int
    found: int
    matched: int
    joint: int
    wanted_of: dict[str, int]
    matched_of: dict[str, int]

    def rates(self, hits: int) -> Rates:
        """Return precision, recall and F1 of so many hits."""
        return rates(hits, self.found, self.wanted)


def read_units(text: str, annotations: Iterable[dict[str, Any]]) -> list[Unit]:
    """Return the annotated units of a text; those over the same words are one, with the sources of all."""
    sources: dict[tuple[tuple[Span, ...], str], set[Span]] = defaultdict(set)
    for one in annotations:
        spans = [core(text, Span(*pair), _EDGES) for pair in sorted(one["quote"])]
        parts = tuple(span for span in spans if span.end > span.start)
        units = [(part,) for part in parts] if one["type"] == DIRECT else [parts]
        for unit in units:
            if unit:
                sources[unit, one["type"]].update(Span(*pair) for pair in one["speaker"])
    return [Unit(parts, tuple(sorted(found)), kind) for (parts, kind), found in sorted(sources.items())]


def find_units(text: str, rows: Iterable[dict[str, Any]]) -> list[Unit]:
    """Return the units that rows of the quotes table make: one for each in marks, one for all parts of other speech."""
    grouped: dict[tuple[Any, ...], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        in_marks = row["directness"] in ("direct", "partial")
        key = (True, row["char_start"], "") if in_marks else (False, row["utterance_no"], row["rule"])
        grouped[key].append(row)
    found = []
    for key, members in sorted(grouped.items()):
        parts = tuple(sorted(core(text, Span(m["char_start"], m["char_end"]), _EDGES) for m in members))
        sources = {Span(m["source_start"], m["source_end"]) for m in members if m["source_start"] is not None}
        found.append(Unit(parts, tuple(sorted(sources)), DIRECT if key[0] else "Indirect"))
    return found


def overlap(one: Unit, other: Unit) -> float:
    """Return the characters in both units of those in either."""
    both = sum(max(0, min(a.end, b.end) - max(a.start, b.start)) for a in one.parts for b in other.parts)
    either = sum(p.end - p.start for p in (*one.parts, *other.parts)) - both
    return both / either if either else 0.0


def match_units(wanted: Sequence[Unit], found: Sequence[Unit], least: float) -> list[tuple[Unit, Unit]]:
    """Return pairs of units, one to one, the closest first, that overlap by the share or more."""
    shares = ((overlap(one, other), -at, -where) for at, one in enumerate(wanted) for where, other in enumerate(found))
    pairs = pair_up(pair for pair in shares if pair[0] >= least)
    return [(wanted[-at], found[-where]) for at, where in pairs]


def has_right_source(wanted: Unit, found: Unit) -> bool:
    """Tell whether the found source touches an annotated mention, or neither unit has one."""
    if not wanted.sources or not found.sources:
        return not wanted.sources and not found.sources
    return any(a.overlaps(b) for a in wanted.sources for b in found.sources)


def score_units(documents: Iterable[tuple[Sequence[Unit], Sequence[Unit]]], least: float, aside: str = "") -> Score:
    """Return the counts over documents of (wanted, found). What matches the type `aside` counts neither way."""
    wanted_of: dict[str, int] = defaultdict(int)
    matched_of: dict[str, int] = defaultdict(int)
    found_count = joint = 0
    for wanted, found in documents:
        pairs = match_units(wanted, found, least)
        found_count += len(found) - sum(one.kind == aside for one, _ in pairs)
        for unit in wanted:
            wanted_of[unit.kind] += unit.kind != aside
        for one, other in pairs:
            matched_of[one.kind] += one.kind != aside
            joint += one.kind != aside and has_right_source(one, other)
    return Score(
        sum(wanted_of.values()), found_count, sum(matched_of.values()), joint, dict(wanted_of), dict(matched_of)
    )


def _only_direct(documents: Sequence[tuple[Sequence[Unit], Sequence[Unit]]]) -> list[tuple[list[Unit], list[Unit]]]:
    return [([u for u in w if u.kind == DIRECT], [u for u in f if u.kind == DIRECT]) for w, f in documents]


def read_documents(path: Path, first: int, last: int | None) -> list[dict[str, Any]]:
    """Return the annotated articles from the first to before the last."""
    lines = [line for line in path.read_text("utf-8").split("\n") if line.strip()]
    return [json.loads(line) for line in lines[first:last]]


def find_all(rows: Sequence[dict[str, Any]]) -> tuple[list[tuple[list[Unit], list[Unit]]], float]:
    """Return (wanted, found) for each article, and how many articles a CPU-second the stages read."""
    articles, blocks, documents_of = make_tables([Labelled(row["doc_id"], row["text"], ()) for row in rows])
    began = time.process_time()
    quotes, _ = extract_quotes(articles, blocks)
    resolved = resolve_sources(quotes, articles, blocks).to_pylist()
    seconds = time.process_time() - began
    by_document: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for quote in resolved:
        for document in documents_of[quote["article_id"]]:
            by_document[document].append(quote)
    units = [(read_units(r["text"], r["annotations"]), find_units(r["text"], by_document[r["doc_id"]])) for r in rows]
    return units, len(rows) / seconds if seconds else 0.0


def measure(path: Path) -> dict[str, float]:
    """Return the figures that have a floor, each 0 to 1: F1 with the right source, overlap .5."""
    units, _ = find_all(read_documents(path, 0, None))
    direct, told = score_units(_only_direct(units), HALF), score_units(units, HALF, REPORTED)
    return {
        "german direct with source f1": direct.rates(direct.joint)[2],
        "german quotes with source f1": told.rates(told.joint)[2],
    }


def report(units: Sequence[tuple[Sequence[Unit], Sequence[Unit]]]) -> Iterable[str]:
    """Yield a line for each measure: precision, recall and F1 of spans, and of spans with the right source."""
    views = {"direct": (_only_direct(units), ""), "all": (units, ""), "all but Reported": (units, REPORTED)}
    for name, (documents, aside) in views.items():
        for least in (HALF, CLOSE):
            score = score_units(documents, least, aside)
            span = "/".join(f"{100 * rate:.1f}" for rate in score.rates(score.matched))
            joint = "/".join(f"{100 * rate:.1f}" for rate in score.rates(score.joint))
            yield f"{name:17} overlap {least}  span P/R/F {span:17} with source {joint}  ({score.wanted} wanted)"
    score = score_units(units, HALF)
    for kind, count in sorted(score.wanted_of.items()):
        yield f"  {kind:21} recall {100 * score.matched_of.get(kind, 0) / count:.1f} of {count}"


def misses(text: str, wanted: Sequence[Unit], found: Sequence[Unit]) -> Iterable[str]:
    """Yield what was not found (-), found for nothing (+), or found with another source (?)."""
    pairs = match_units(wanted, found, HALF)
    for unit in wanted:
        if unit not in [one for one, _ in pairs]:
            yield f"- {_show(text, unit)}"
    for unit in found:
        if unit not in [other for _, other in pairs]:
            yield f"+ {_show(text, unit)}"
    for one, other in pairs:
        if not has_right_source(one, other):
            yield f"? {_show(text, one)}  FOUND {[s.of(text) for s in other.sources]}"


def _show(text: str, unit: Unit) -> str:
    words = " … ".join(part.of(text) for part in unit.parts)
    return f"{unit.kind}: {words} <- {[s.of(text) for s in unit.sources]}"


def main() -> None:
    """Print the scores, and with --misses what went wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--from", dest="first", type=int, default=0)
    parser.add_argument("--to", dest="last", type=int)
    parser.add_argument("--misses", action="store_true")
    options = parser.parse_args()
    rows = read_documents(options.file, options.first, options.last)
    units, speed = find_all(rows)
    lines = [*report(units), f"{speed:.0f} articles a CPU-second"]
    if options.misses:
        for row, (wanted, found) in zip(rows, units, strict=True):
            lines += [f"== {row['doc_id']}", *misses(row["text"], wanted, found)]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
