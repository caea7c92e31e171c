"""The table of claims in docs/benchmarks.md: what was wanted, ours and the naive floor, on each set of labels."""

from collections.abc import Iterator, Sequence

from benchmarks.claims.score import ClaimScore, Share
from benchmarks.speech.score import Rates

# On labels that were not seen while building.
_WANTED = {
    "spans F1": ".75",
    "claimant right, of attributed claims": ".90",
    "hedge right": ".80",
    "quantities F1": ".95",
    "dates F1": ".85",
    "same fact, precision": ".95",
    "same fact, recall": ".75",
    "same fact, recall end to end": ".50",
    "contradictions found": ".67",
    "of those found, false": "1",
    "root sources right": ".85",
}


def _short(value: float) -> str:
    return f"{value:.3f}".removeprefix("0")


def _share(found: Share) -> str:
    return f"{_short(found.value)} of {found.total}" if found.total else "–"


def _f1(found: Rates) -> str:
    return _short(found.f1)


def cells(reached: ClaimScore) -> dict[str, str]:
    """Return what stands in each row of the table for a score."""
    return {
        "spans P / R": f"{_short(reached.span.precision)} / {_short(reached.span.recall)}",
        "spans F1": _f1(reached.span),
        "claimant right": _share(reached.claimant),
        "claimant right, of attributed claims": _share(reached.attributed),
        "hedge right": _share(reached.hedge),
        "polarity right": _share(reached.polarity),
        "check-worthiness right": _share(reached.check_worthy),
        "quantities F1": _f1(reached.quantities),
        "dates F1": _f1(reached.dates),
        "same fact, precision": _short(reached.pairs.precision) if any(reached.pairs) else "none found",
        "same fact, recall": _short(reached.pairs.recall),
        "same fact, recall end to end": _share(reached.pairs_of_all),
        "contradictions found": _short(reached.conflicts.recall),
        "of those found, false": str(reached.false_conflicts),
        "root sources right": _share(reached.roots) if reached.roots else "not labelled",
    }


def table(columns: Sequence[tuple[str, ClaimScore]]) -> Iterator[str]:
    """Yield the lines of the table, a column for each score under its title."""
    yield f"| measure | wanted | {' | '.join(title for title, _ in columns)} |"
    yield "|---" * (len(columns) + 2) + "|"
    filled = [cells(reached) for _, reached in columns]
    for name in filled[0]:
        yield f"| {name} | {_WANTED.get(name, '')} | {' | '.join(column[name] for column in filled)} |"
