"""Quality of claims on labelled articles, beside the floors: spans, what claims say, and facts across articles.

python -m benchmarks.claims                                         on the project's own labelled fiction
python -m benchmarks.claims LABELS.jsonl --articles FOLDER          on others, with [--canonical FILE]
python -m benchmarks.claims --errors                                every claim that went wrong, too
python -m benchmarks.claims --naive                                 the floor: every sentence a claim of the outlet

The pipeline runs on the whole folder; articles without labels are passed over.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.claims.labelled import Row, find_rows, read_facts, read_labels, read_rows
from benchmarks.claims.naive import read_sentences
from benchmarks.claims.quality import FICTION, figures
from benchmarks.claims.score import ClaimScore, Share, has_claimant, pair_up, score
from benchmarks.gate import CLAIMS_FLOORS
from benchmarks.speech.score import Rates


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
        if number not in matches:
            yield f"missed      {words}"
            continue
        row = found[matches[number]]
        if not has_claimant(label, row):
            yield f"claimant    {words}: {row.claimants[0]!r}, not {label.claimants[0]!r}"
        for name in ("hedge", "polarity", "is_check_worthy", "quantities", "dates"):
            if (given := getattr(row, name)) != (wanted := getattr(label, name)):
                yield f"{name:<11} {words}: {given!r}, not {wanted!r}"
    for number, row in enumerate(found):
        if number not in matches.values():
            yield f"not wanted  {row.article}: {texts[row.article][row.start : row.end][:90]!r}"


def main() -> None:
    """Print the scores."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("labels", type=Path, nargs="?", default=FICTION / "labels.jsonl")
    parser.add_argument(
        "--articles", type=Path, help="the folder of the labelled articles; articles/ beside the labels"
    )
    parser.add_argument(
        "--canonical", type=Path, help="labelled facts; canonical.jsonl beside the labels, if it is there"
    )
    parser.add_argument("--naive", action="store_true", help="every sentence a claim of the outlet, instead of ours")
    parser.add_argument("--errors", action="store_true", help="every claim that went wrong")
    asked = parser.parse_args()
    articles = asked.articles or asked.labels.parent / "articles"
    canonical = asked.canonical or asked.labels.parent / "canonical.jsonl"
    labels = read_labels(asked.labels)
    found = find_rows(articles, read_sentences if asked.naive else read_rows)
    reached = score(labels, found, read_facts(canonical) if canonical.is_file() else None)
    sys.stdout.write(f"{len(labels)} labelled claims in {len({label.article for label in labels})} articles\n")
    sys.stdout.write("\n".join(lines(reached)) + "\n")
    if asked.errors:
        texts = {name: (articles / name).read_bytes().decode("utf-8-sig") for name in {one.article for one in labels}}
        sys.stdout.write("\n".join(errors(labels, found, texts)) + "\n")


if __name__ == "__main__":
    main()
