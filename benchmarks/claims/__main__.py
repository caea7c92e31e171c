"""Quality of claims on labelled articles, beside the floors: spans, what claims say, and facts across articles.

python -m benchmarks.claims                                         on the project's own labelled fiction
python -m benchmarks.claims LABELS.jsonl --articles FOLDER          on others, with [--canonical FILE]
python -m benchmarks.claims [LABELS.jsonl --articles FOLDER] --table
                                                                    the table of docs/benchmarks.md: fiction, others,
                                                                    and the naive floor of both

The pipeline runs on the whole folder; articles without labels are passed over.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.claims.labelled import Fact, Row, find_rows, read_facts, read_labels, read_rows
from benchmarks.claims.naive import read_sentences
from benchmarks.claims.quality import FICTION, figures
from benchmarks.claims.score import ClaimScore, Share, has_claimant, pair_up, score
from benchmarks.claims.table import table
from benchmarks.gate import CLAIMS_FLOORS
from benchmarks.speech.score import Rates

_SAYS = ("hedge", "polarity", "is_check_worthy", "quantities", "dates")


class Labelled(NamedTuple):
    """A set of labels, where its articles lie, and what is known of its facts."""

    labels: list[Row]
    articles: Path
    facts: dict[str, Fact] | None

    def reached(self, is_naive: bool = False) -> ClaimScore:
        """Return what a run reaches, or the naive floor."""
        return score(self.labels, find_rows(self.articles, read_sentences if is_naive else read_rows), self.facts)


def read_set(labels: Path, articles: Path | None = None, canonical: Path | None = None) -> Labelled:
    """Return a set; what is not given stands beside the labels, as in the fiction."""
    facts = canonical or labels.parent / "canonical.jsonl"
    return Labelled(
        read_labels(labels), articles or labels.parent / "articles", read_facts(facts) if facts.is_file() else None
    )


def _rates(found: Rates) -> str:
    return f"P {found.precision:.3f} R {found.recall:.3f} F {found.f1:.3f}"


def _share(found: Share) -> str:
    return f"{found.value:.3f} ({found.right} of {found.total})"


def lines(reached: ClaimScore) -> Iterator[str]:
    """Yield every measure with what it is made of, then the figures that have a floor."""
    yield f"spans                     {_rates(reached.span)}"
    yield f"claimant                  {_share(reached.claimant)}, of attributed claims {_share(reached.attributed)}"
    yield f"hedge                     {_share(reached.hedge)}"
    yield f"polarity                  {_share(reached.polarity)}"
    yield f"check-worthy              {_share(reached.check_worthy)}"
    yield f"quantities                {_rates(reached.quantities)}"
    yield f"dates                     {_rates(reached.dates)}"
    yield f"same fact, matched rows   {_rates(reached.pairs)}, end to end recall {_share(reached.pairs_of_all)}"
    yield f"contradictions            {_rates(reached.conflicts)}, false {reached.false_conflicts}"
    if reached.roots is not None:
        yield f"root sources              {_share(reached.roots)}"
    yield ""
    for name, value in figures(reached).items():
        floor = CLAIMS_FLOORS.get(name)
        yield f"{name:<34} {value:.4f}" + (f"  floor {floor:.4f}{'  BELOW' * (value < floor)}" if floor else "")


def errors(labels: Sequence[Row], found: Sequence[Row], texts: dict[str, str]) -> Iterator[str]:
    """Yield what is missed, not wanted, or says something else of itself, with its words."""
    found = [row for row in found if row.article in texts]
    matches = dict(pair_up(labels, found))
    for number, label in enumerate(labels):
        words = f"{label.article}: {texts[label.article][label.start : label.end][:90]!r}"
        yield from _wrong(label, found[matches[number]], words) if number in matches else [f"missed      {words}"]
    for number, row in enumerate(found):
        if number not in matches.values():
            yield f"not wanted  {row.article}: {texts[row.article][row.start : row.end][:90]!r}"


def _wrong(label: Row, row: Row, words: str) -> Iterator[str]:
    if not has_claimant(label, row):
        yield f"claimant    {words}: {row.claimants[0]!r}, not {label.claimants[0]!r}"
    for name in _SAYS:
        if (given := getattr(row, name)) != (wanted := getattr(label, name)):
            yield f"{name:<11} {words}: {given!r}, not {wanted!r}"


def _table(asked: Labelled, is_fiction: bool) -> Iterator[str]:
    sets = [("own fiction", read_set(FICTION / "labels.jsonl"))]
    sets += [] if is_fiction else [("labelled articles", asked)]
    ours = [(name, one.reached()) for name, one in sets]
    naive = [(f"naive: {name}", one.reached(is_naive=True)) for name, one in sets]
    return table([*ours, *naive])


def main() -> None:
    """Print the scores, or the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("labels", type=Path, nargs="?", default=FICTION / "labels.jsonl")
    parser.add_argument(
        "--articles", type=Path, help="the folder of the labelled articles; articles/ beside the labels"
    )
    parser.add_argument(
        "--canonical", type=Path, help="labelled facts; canonical.jsonl beside the labels, if it is there"
    )
    parser.add_argument("--errors", action="store_true", help="every claim that went wrong, too")
    parser.add_argument("--table", action="store_true", help="the table of docs/benchmarks.md")
    asked = parser.parse_args()
    given = read_set(asked.labels, asked.articles, asked.canonical)
    if asked.table:
        sys.stdout.write("\n".join(_table(given, asked.labels == FICTION / "labels.jsonl")) + "\n")
        return
    found = find_rows(given.articles)
    names = sorted({one.article for one in given.labels})
    sys.stdout.write(f"{len(given.labels)} labelled claims in {len(names)} articles\n")
    sys.stdout.write("\n".join(lines(score(given.labels, found, given.facts))) + "\n")
    if asked.errors:
        texts = {name: (given.articles / name).read_bytes().decode("utf-8-sig") for name in names}
        sys.stdout.write("\n".join(errors(given.labels, found, texts)) + "\n")


if __name__ == "__main__":
    main()
