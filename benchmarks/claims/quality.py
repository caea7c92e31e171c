"""Every figure of claims that has a floor, each 0 to 1, more being better, from a run of the whole pipeline."""

from pathlib import Path

from benchmarks.claims.labelled import find_rows, read_facts, read_labels
from benchmarks.claims.score import ClaimScore, score

# Six articles of fiction on one event, which stand in the project: two copies of one text and four that are none.
FICTION = Path(__file__).parents[2] / "tests" / "fixtures" / "claims" / "labelled"


def measure(labels: Path, articles: Path, canonical: Path | None = None) -> dict[str, float]:
    """Run the pipeline on the articles and return the figures against the labels."""
    facts = read_facts(canonical) if canonical else None
    return figures(score(read_labels(labels), find_rows(articles), facts))


def measure_fiction() -> dict[str, float]:
    """Return the figures on the project's own labelled fiction."""
    return measure(FICTION / "labels.jsonl", FICTION / "articles", FICTION / "canonical.jsonl")


def figures(reached: ClaimScore) -> dict[str, float]:
    """Return the figures of a score; those of root sources only where they are known."""
    found = {
        "claims span f1": reached.span.f1,
        "claims attributed, claimant": reached.attributed.value,
        "claims hedge": reached.hedge.value,
        "claims polarity": reached.polarity.value,
        "claims check-worthy": reached.check_worthy.value,
        "claims quantities f1": reached.quantities.f1,
        "claims dates f1": reached.dates.f1,
        "claims pairs precision": reached.pairs.precision,
        "claims pairs recall": reached.pairs.recall,
        "claims pairs recall, end to end": reached.pairs_of_all.value,
        "claims contradictions found": reached.conflicts.recall,
        "claims contradictions not false": reached.conflicts.precision,
    }
    if reached.roots is not None:
        found["claims roots right"] = reached.roots.value
    return {name: round(value, 4) for name, value in found.items()}
